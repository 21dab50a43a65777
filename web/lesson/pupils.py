"""Hands and hidden screens on the lesson page: what its pages are told, and what a teacher may do."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from controller.domain.events import HandsChanged, HidingsChanged
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.outbox import Outbox
from web.payloads import LessonSeats
from web.sockets.door import Caller, Door

Json = dict[str, object]


class PupilFeed:
    def __init__(self, lab: Lab, outbox: Outbox) -> None:
        self._lab, self._outbox = lab, outbox

    def follow(self, _: Caller, topic: str) -> Iterable[tuple[str, object]]:
        lesson = self._lab.lessons.get(LessonId.parse(topic.partition(":")[2]))
        assert lesson is not None, "the guard lets nobody follow a lesson that is not on"
        yield "hands", self._hands(lesson.room)
        yield "hidden", self._hidden(lesson.room)

    def hands_changed(self, event: HandsChanged) -> None:
        self._tell(event.room, "hands", partial(self._hands, event.room))

    def hidings_changed(self, event: HidingsChanged) -> None:
        self._tell(event.room, "hidden", partial(self._hidden, event.room))

    def _tell(self, room: str, name: str, snapshot: partial[Json]) -> None:
        if lesson := self._lab.lessons.in_room(room):
            self._outbox.tell_soon(f"lesson:{lesson.id}", name, snapshot)

    def _hands(self, room: str) -> Json:
        """In the order of raising."""
        queue = self._lab.pupils.hands.queue(room)
        return {
            "hands": [{"seat": one.workstation, "user": one.user, "since": _iso(one.since)} for one in queue]
        }

    def _hidden(self, room: str) -> Json:
        """`title` and `address` come from the PC: text to be read, never a link to follow."""
        return {
            "hidden": [
                {
                    "seat": one.workstation,
                    "user": one.login,
                    "since": _iso(one.at),
                    "title": one.title,
                    "address": one.address,
                }
                for one in self._lab.pupils.hidings.open_in(room)
            ]
        }


class PupilCommands:
    """The guard has checked that lesson and seats are the caller's own."""

    def __init__(self, lab: Lab) -> None:
        self._pupils = lab.pupils

    def attach(self, door: Door) -> None:
        door.on("lesson.answer-hands", self.answer)
        door.on("lesson.show-screens", self.show)

    def answer(self, caller: Caller, asked: LessonSeats) -> Json:
        """How many hands were up: a colleague, or the pupil, may have been quicker."""
        return {"lowered": len(self._pupils.answer(caller.account, list(asked.seats)))}

    def show(self, caller: Caller, asked: LessonSeats) -> Json:
        return {"shown": len(self._pupils.show_screens(caller.account, list(asked.seats)))}


def _iso(at: datetime) -> str:
    return at.isoformat()
