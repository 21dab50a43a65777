from dataclasses import replace

import pytest

from controller.domain.timetable import LessonId
from controller.errors import Refused
from controller.services.lab.groups import MOST, SeatGroup
from tests.labs import FakeLab, seat


def groups(lab: FakeLab) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(one.name, one.seats, one.kept) for one in lab.lab.groups.of(lab.teacher, lab.lesson)]


def save(lab: FakeLab, name: str, *numbers: int, kept: bool = True) -> None:
    lab.lab.groups.save(lab.teacher, lab.lesson, name, [seat(n) for n in numbers], kept)


def first(lab: FakeLab) -> SeatGroup:
    return lab.lab.groups.of(lab.teacher, lab.lesson)[0]


def test_a_group_is_kept_by_name_and_saved_again_under_it(lab: FakeLab) -> None:
    save(lab, "Window row", 1, 2)
    save(lab, "Board", 3, kept=False)
    save(lab, "window row", 4)
    assert groups(lab) == [("Board", (seat(3),), False), ("window row", (seat(4),), True)]


def test_a_group_of_a_lesson_is_gone_in_the_next_and_a_group_of_the_room_is_not(lab: FakeLab) -> None:
    save(lab, "Today", 1, kept=False)
    save(lab, "Always", 2)
    tomorrow = replace(lab.lesson, id=LessonId(lab.lesson.id.slot + 1, lab.lesson.id.on))
    assert [one.name for one in lab.lab.groups.of(lab.teacher, tomorrow)] == ["Always"]
    assert lab.lab.groups.of(lab.teacher, replace(lab.lesson, room="lab-2")) == []


def test_groups_are_their_teachers_own(lab: FakeLab) -> None:
    save(lab, "Mine", 1)
    other = lab.account("j.pritchard")
    assert lab.lab.groups.of(other, lab.lesson) == []
    lab.lab.groups.delete(other, first(lab).id)
    assert groups(lab)
    lab.lab.groups.delete(lab.teacher, first(lab).id)
    assert groups(lab) == []


def test_a_group_has_a_name_and_there_are_only_so_many(lab: FakeLab) -> None:
    with pytest.raises(Refused, match="name"):
        save(lab, "", 1)
    for number in range(MOST):
        save(lab, f"Group {number}", 1)
    with pytest.raises(Refused, match="Delete one first"):
        save(lab, "One more", 1)
    save(lab, "Group 3", 2)
    assert len(groups(lab)) == MOST
