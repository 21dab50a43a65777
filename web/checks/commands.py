"""What the page of class checks may ask for. The guard has checked whose lesson it is."""

from controller.domain.accounts import Account
from controller.domain.checks import Mark
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.checks.build import Checks
from web.checks.feed import shown
from web.checks.payloads import CheckMarked, TapsCounted
from web.lesson.payloads import LessonNamed
from web.payloads import Nothing
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class CheckCommands:
    def __init__(self, checks: Checks) -> None:
        self._checks = checks

    def attach(self, door: Door) -> None:
        door.on("check.mark", self.mark)
        door.on("check.tap-at", self.tap_at)
        door.on("check.to-cover", self.to_cover)

    def mark(self, caller: Caller, asked: CheckMarked) -> Answer:
        lesson, marks = self._lesson(asked), {one.pupil: Mark(one.mark) for one in asked.marks}
        self._checks.classes.mark(caller.account, lesson, asked.change, marks)
        return {"sheet": shown(self._checks.classes.sheet(lesson))}

    def tap_at(self, caller: Caller, asked: TapsCounted) -> None:
        self._checks.taps.tap_at(caller.account, self._lesson(asked), asked.station)

    def to_cover(self, caller: Caller, _: Nothing) -> Answer:
        """Others' lessons that are on now: `visit.start` opens one of them, for a written reason."""
        return {"lessons": [_shown(one) for one in self._others(caller.account)]}

    def _others(self, account: Account) -> list[Lesson]:
        return [one for one in self._checks.lessons.on_now() if one.teacher_id != account.id]

    def _lesson(self, asked: LessonNamed) -> Lesson:
        lesson = self._checks.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson of today"
        return lesson


def _shown(one: Lesson) -> Answer:
    return {"id": str(one.id), "room": one.room_name, "title": one.title, "teacher": one.teacher}
