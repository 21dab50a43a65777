"""What the lesson page may ask for. The guard has checked that lesson and seats are the caller's own."""

from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.payloads import LessonLink, LessonLock, LessonSeats, LessonView
from web.sockets.door import Caller, Door
from web.sockets.frames import FrameRelay

Answer = dict[str, object]


class LessonCommands:
    def __init__(self, lab: Lab, frames: FrameRelay) -> None:
        self._lab, self._frames = lab, frames

    def attach(self, door: Door) -> None:
        door.on("lesson.lock", self.lock)
        door.on("lesson.unlock", self.unlock)
        door.on("lesson.send-link", self.send_link)
        door.on("lesson.watch", self.watch)
        door.on_leave(lambda caller: self._lab.watches.leave(caller.sid))

    def lock(self, caller: Caller, asked: LessonLock) -> Answer:
        order = self._lab.orders.lock(
            caller.account, self._lesson(caller, asked), _once(asked), asked.message
        )
        return {"order": order}

    def unlock(self, caller: Caller, asked: LessonSeats) -> Answer:
        return {"order": self._lab.orders.unlock(caller.account, self._lesson(caller, asked), _once(asked))}

    def send_link(self, caller: Caller, asked: LessonLink) -> Answer:
        order = self._lab.orders.send_link(
            caller.account, self._lesson(caller, asked), _once(asked), asked.url
        )
        return {"order": order}

    def watch(self, caller: Caller, asked: LessonView) -> None:
        lesson = self._lesson(caller, asked)
        pictures = self._lab.watches.show(caller.sid, caller.account, lesson, asked.seats, asked.full)
        for picture in pictures:
            self._frames.send(picture, [caller.sid])

    def _lesson(self, caller: Caller, asked: LessonSeats) -> Lesson:
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return self._lab.visits.as_seen_by(caller.account, lesson)


def _once(asked: LessonSeats) -> list[str]:
    return list(dict.fromkeys(asked.seats))
