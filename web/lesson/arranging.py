"""Seats, their pupils and their groups, as the lesson page asks for them."""

from collections.abc import Mapping

from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from controller.services.lab.seating import Spot
from web.lesson.payloads import ClassSeated, GroupNamed, GroupSaved, LessonNamed, RoomArranged
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class ArrangeCommands:
    """The guard has checked that the lesson is the caller's own now, or for groups one that they visit."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def attach(self, door: Door) -> None:
        door.on("lesson.plan", self.plan)
        door.on("lesson.arrange", self.arrange)
        door.on("lesson.seat-pupils", self.seat_pupils)
        door.on("lesson.groups", self.groups)
        door.on("lesson.save-group", self.save_group)
        door.on("lesson.delete-group", self.delete_group)

    def plan(self, caller: Caller, asked: LessonNamed) -> Answer:
        plan = self._lab.seating.plan(self._lesson(asked))
        members = [{"id": one.id, "name": one.name} for one in plan.members]
        return {"members": members, "seated": dict(plan.seated), "here": dict(plan.here)}

    def arrange(self, caller: Caller, asked: RoomArranged) -> None:
        spots = {place.seat: Spot(place.row, place.column) for place in asked.places}
        self._lab.seating.arrange(caller.account, self._lesson(asked), spots)

    def seat_pupils(self, caller: Caller, asked: ClassSeated) -> None:
        plan = {one.seat: one.pupil for one in asked.plan}
        self._lab.seating.seat(caller.account, self._lesson(asked), plan)

    def groups(self, caller: Caller, asked: LessonNamed) -> Answer:
        return self._groups(caller, self._lesson(asked))

    def save_group(self, caller: Caller, asked: GroupSaved) -> Answer:
        lesson, seats = self._lesson(asked), list(dict.fromkeys(asked.seats))
        self._lab.groups.save(caller.account, lesson, asked.name, seats, asked.keep == "room")
        return self._groups(caller, lesson)

    def delete_group(self, caller: Caller, asked: GroupNamed) -> Answer:
        self._lab.groups.delete(caller.account, asked.group)
        return self._groups(caller, self._lesson(asked))

    def _groups(self, caller: Caller, lesson: Lesson) -> Answer:
        groups = self._lab.groups.of(caller.account, lesson)
        return {"groups": [_group(one.id, one.name, one.seats, one.kept) for one in groups]}

    def _lesson(self, asked: LessonNamed) -> Lesson:
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return lesson


def _group(number: int, name: str, seats: tuple[str, ...], kept: bool) -> Mapping[str, object]:
    return {"id": number, "name": name, "seats": list(seats), "kept": kept}
