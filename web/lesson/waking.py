"""The command that turns PCs on. The guard has checked that lesson and seats are the caller's own."""

from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.payloads import LessonSeats
from web.sockets.door import Caller, Door


class WakeCommands:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def attach(self, door: Door) -> None:
        door.on("lesson.wake", self.wake)

    def wake(self, caller: Caller, asked: LessonSeats) -> dict[str, object]:
        """`note` says how many were called; whether they come on, their tiles show."""
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return {"note": self._lab.waking.wake_seats(caller.account, lesson, asked.seats).sentence}
