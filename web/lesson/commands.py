"""What the lesson page may look at. The guard has checked that lesson and seats are the caller's own."""

from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.payloads import LessonSeats, LessonView
from web.sockets.door import Caller, Door
from web.sockets.frames import FrameRelay


class LessonCommands:
    def __init__(self, lab: Lab, frames: FrameRelay) -> None:
        self._lab, self._frames = lab, frames

    def attach(self, door: Door) -> None:
        door.on("lesson.watch", self.watch)
        door.on_leave(lambda caller: self._lab.watches.leave(caller.sid))

    def watch(self, caller: Caller, asked: LessonView) -> None:
        lesson = self._lesson(caller, asked)
        pictures = self._lab.watches.show(
            caller.sid, caller.account, lesson, asked.seats, asked.full, asked.monitor
        )
        for picture in pictures:
            self._frames.send(picture, [caller.sid])
        for picture in self._lab.watches.pictures(set(asked.lacking) & set(asked.seats)):
            self._frames.send_again(picture, caller.sid)

    def _lesson(self, caller: Caller, asked: LessonSeats) -> Lesson:
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return self._lab.visits.as_seen_by(caller.account, lesson)
