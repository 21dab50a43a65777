"""Tells the pages of a lesson who has logged in where, and who else looks in; ends the pages of visits."""

from collections.abc import Iterable
from threading import RLock
from typing import Any

from controller.domain.events import SeatingChanged, SeatsChanged, VisitsChanged
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from controller.services.lab.live.build import LiveSessions
from web.lesson.visiting import visitors
from web.outbox import DESK, Outbox
from web.sockets.door import Caller

Users = frozenset[tuple[str, str | None]]


class RoomFeed:
    def __init__(self, server: Any, lab: Lab, live: LiveSessions, outbox: Outbox) -> None:
        self._server, self._lab, self._live, self._outbox = server, lab, live, outbox
        self._users: dict[str, Users] = {}
        self._visiting: dict[tuple[str, str], Caller] = {}  # by page and lesson
        self._lock = RLock()

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        lesson = self._lab.lessons.get(LessonId.parse(_name(topic)))
        assert lesson is not None, "the guard lets nobody follow a lesson that is not on"
        if lesson.teacher_id != caller.account.id or lesson.id.free:
            with self._lock:
                self._visiting[caller.sid, str(lesson.id)] = caller
        yield "sitters", self._sitters(lesson)
        yield "visitors", visitors(self._lab.visits.to(str(lesson.id)))

    def leave(self, caller: Caller) -> None:
        with self._lock:
            for one in [one for one in self._visiting if one[0] == caller.sid]:
                del self._visiting[one]

    def seats_changed(self, event: SeatsChanged) -> None:
        """Most changes are of screens and orders: the database is asked only when a login is different."""
        users = frozenset((one.workstation.id, one.known.user) for one in self._lab.presence.all(event.room))
        with self._lock:
            same = self._users.get(event.room) == users
            self._users[event.room] = users
        if not same:
            self._tell(event.room)

    def seating_changed(self, event: SeatingChanged) -> None:
        self._tell(event.room)

    def visits_changed(self, event: VisitsChanged) -> None:
        topic = f"lesson:{event.lesson}"
        self._outbox.tell(topic, "visitors", visitors(self._lab.visits.to(event.lesson)))
        with self._lock:
            here = [caller for (_, lesson), caller in self._visiting.items() if lesson == event.lesson]
        for caller in here:
            if event.lesson not in {one.lesson for one in self._lab.visits.of(caller.account.id)}:
                self._outbox.tell(caller.sid, "lesson-over", {})
                self._server.leave_room(caller.sid, topic, namespace=DESK)
                self._lab.watches.leave(caller.sid)
                self._live.leave(caller.sid)
                self.leave(caller)

    def _tell(self, room: str) -> None:
        lesson = self._lab.lessons.in_room(room)
        if lesson is not None:
            self._outbox.tell_soon(f"lesson:{lesson.id}", "sitters", lambda: self._sitters(lesson))

    def _sitters(self, lesson: Lesson) -> dict[str, object]:
        sitters = self._lab.sitters.of(lesson)
        return {seat: {"name": one.name, "fit": one.fit.value} for seat, one in sitters.items()}


def _name(topic: str) -> str:
    return topic.partition(":")[2]
