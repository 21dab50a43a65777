"""Live sessions of the lesson page: control, show, screenshot. The guard has checked lesson and seats."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.domain.events import LabSessionChanged
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.errors import Refused
from controller.services.lab.build import Lab
from controller.services.lab.live.build import LiveSessions
from controller.services.lab.live.shows import Wanted
from web.lesson.live_payloads import (
    InputDone,
    LiveCommand,
    PictureShown,
    ScreenshotAsked,
    SeatNamed,
    SessionNamed,
    ShowStarted,
)
from web.outbox import Outbox
from web.sockets.door import Caller, Door
from web.sockets.meter import Allowance, Meter
from workstation_agent.protocol.sessions import ShowMode

Answer = dict[str, object]
INPUTS = Allowance(messages_per_s=70, bytes_per_s=300)
"""Messages, and events in them."""
PICTURES = Allowance(messages_per_s=20, bytes_per_s=4_000_000)


@dataclass(frozen=True, slots=True)
class _Meters:
    inputs: Meter
    pictures: Meter


class LiveCommands:
    """`link` is the clock of the wire."""

    def __init__(self, lab: Lab, live: LiveSessions, outbox: Outbox, link: Clock) -> None:
        self._lab, self._live, self._outbox, self._link = lab, live, outbox, link
        self._meters: dict[str, _Meters] = {}

    def attach(self, door: Door) -> None:
        door.on("lesson.control", self.control)
        door.on("lesson.input", self.input)
        door.on("lesson.show", self.show)
        door.on("lesson.show-picture", self.picture)
        door.on("lesson.keep-session", self.keep)
        door.on("lesson.end-session", self.end)
        door.on("lesson.screenshot", self.screenshot)
        door.on_leave(self.leave)

    def control(self, caller: Caller, asked: SeatNamed) -> Answer:
        lesson = self._lesson(caller, asked)
        return {"session": self._live.controls.start(caller.sid, caller.account, lesson, asked.seat)}

    def input(self, caller: Caller, asked: InputDone) -> None:
        if not self._meter(caller).inputs.admits(len(asked.events)):
            raise Refused("control.too-fast", "That was too much at once, so some of it was left out.")
        self._live.controls.input(caller.sid, asked.session, asked.events)

    def show(self, caller: Caller, asked: ShowStarted) -> Answer:
        lesson, seats = self._lesson(caller, asked), frozenset(asked.seats)
        wanted = Wanted(caller.account, lesson, asked.source, seats, ShowMode(asked.mode))
        return {"session": self._live.shows.start(caller.sid, wanted)}

    def picture(self, caller: Caller, asked: PictureShown) -> None:
        if not self._meter(caller).pictures.admits(len(asked.picture)):
            raise Refused("show.too-fast", "This screen changes faster than it can be shown.")
        self._live.shows.frame(caller.sid, asked.session, asked.width, asked.height, asked.picture)

    def keep(self, caller: Caller, asked: SessionNamed) -> Answer:
        parts = (self._live.controls, self._live.shows)
        return {"goes_on": any(part.keep(caller.sid, asked.session) for part in parts)}

    def end(self, caller: Caller, asked: SessionNamed) -> None:
        self._live.controls.stop(caller.sid, asked.session)
        self._live.shows.stop(caller.sid, asked.session)

    def screenshot(self, caller: Caller, asked: ScreenshotAsked) -> None:
        lesson = self._lesson(caller, asked)
        self._live.stills.ask(caller.sid, caller.account, lesson, asked.seat, asked.reason)

    def leave(self, caller: Caller) -> None:
        self._meters.pop(caller.sid, None)
        self._live.leave(caller.sid)

    def changed(self, event: LabSessionChanged) -> None:
        said = {
            "kind": event.kind,
            "session": event.session,
            "seat": event.seat,
            "state": event.state,
            "sentence": event.sentence,
        }
        self._outbox.tell(event.viewer, "session", said)

    def _meter(self, caller: Caller) -> _Meters:
        if caller.sid not in self._meters:
            self._meters[caller.sid] = _Meters(Meter(INPUTS, self._link), Meter(PICTURES, self._link))
        return self._meters[caller.sid]

    def _lesson(self, caller: Caller, asked: LiveCommand) -> Lesson:
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return self._lab.visits.as_seen_by(caller.account, lesson)
