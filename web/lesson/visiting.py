"""Going into another's lesson or a free room, and who is in this one."""

from collections.abc import Sequence

from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.errors import Refused
from controller.services.lab.build import Lab
from controller.services.lab.visits import Visit
from web.lesson.payloads import LessonNamed, VisitStarted
from web.payloads import Nothing
from web.sockets.door import Caller, Door

Answer = dict[str, object]
NO_LESSON = Refused("visit.not-now", "That lesson is not on now. Choose again.")


class VisitCommands:
    """For every teacher: the reason is what opens, and what others read."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def attach(self, door: Door) -> None:
        door.on("visit.choices", self.choices)
        door.on("visit.start", self.start)
        door.on("visit.end", self.end)

    def choices(self, caller: Caller, asked: Nothing) -> Answer:
        lessons = self._lab.visits.choices(caller.account)
        return {
            "lessons": [
                {"id": str(one.id), "room": one.room_name, "title": one.title, "teacher": one.teacher}
                for one in lessons
            ],
            "rooms": [{"id": one.id, "room": one.name} for one in self._lab.visits.free()],
        }

    def start(self, caller: Caller, asked: VisitStarted) -> Answer:
        if asked.room is not None:
            taken = self._lab.visits.take_room(caller.account, asked.room, asked.reason, asked.whole)
            return {"path": f"/lesson/visit/{taken.lesson}"}
        lesson = self._lesson(asked.lesson or "")
        back = lesson.id.free and self._lab.visits.lesson_of(caller.account, str(lesson.id))
        if not back:
            self._lab.visits.start(caller.account, lesson, asked.reason, asked.whole)
        return {"path": f"/lesson/visit/{lesson.id}"}

    def _lesson(self, name: str) -> Lesson:
        try:
            lesson = self._lab.lessons.get(LessonId.parse(name))
        except ValueError as error:
            raise NO_LESSON from error
        if lesson is None:
            raise NO_LESSON
        return lesson

    def end(self, caller: Caller, asked: LessonNamed) -> None:
        self._lab.visits.end(caller.account, asked.lesson)


def visitors(visits: Sequence[Visit]) -> list[dict[str, object]]:
    return [
        {"by": one.by, "reason": one.reason, "since": one.since.isoformat(), "until": one.until.isoformat()}
        for one in visits
    ]
