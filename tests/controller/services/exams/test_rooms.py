from dataclasses import replace

import pytest

from controller.bootstrap import Services
from controller.domain.exams.seating import ExamRoom
from controller.errors import Refused
from tests.controller.services.exams.exam_school import HALL, taken


def test_a_room_may_grow_but_not_lose_a_seat_that_is_taken(school: Services) -> None:
    _, rooms, by = taken(school)
    rooms.put(by, replace(HALL, rows=9))
    assert rooms.all()["hall"].rows == 9
    with pytest.raises(Refused, match="Somebody sits at B1: move them first"):
        rooms.put(by, replace(HALL, rows=1))


@pytest.mark.parametrize("size", [(0, 4), (27, 4), (5, 0), (5, 100)])
def test_no_room_is_larger_than_its_letters(school: Services, size: tuple[int, int]) -> None:
    _, rooms, by = taken(school)
    with pytest.raises(Refused, match="up to 26 rows of up to 99 seats"):
        rooms.put(by, replace(HALL, rows=size[0], columns=size[1]))


def test_a_room_with_candidates_is_not_removed(school: Services) -> None:
    setup, rooms, by = taken(school)
    with pytest.raises(Refused, match="Candidates sit in Main hall"):
        rooms.remove(by, "hall")
    for one in setup.plan().sittings.values():
        setup.remove_sitting(by, one.number)
    rooms.remove(by, "hall")
    with pytest.raises(Refused, match="not there any more"):
        rooms.remove(by, "hall")


def test_a_room_that_is_in_a_plan_or_in_records_is_not_removed(school: Services) -> None:
    setup, rooms, by = taken(school)
    rooms.put(by, ExamRoom("gym", "Gym", rows=2, columns=2, across_m=1.25, along_m=1.25))
    number = next(one.number for one in setup.plan().sittings.values())
    rooms.put_duty(by, number, "gym", "Mrs Reed")
    with pytest.raises(Refused, match="Gym is in the plan or the records"):
        rooms.remove(by, "gym")
    rooms.remove_duty(by, number, "gym", "Mrs Reed")
    rooms.remove(by, "gym")


def test_invigilators_are_put_down_for_rooms_and_clashes_show(school: Services) -> None:
    setup, rooms, by = taken(school)
    number = next(one.number for key, one in setup.plan().sittings.items() if key.code == "8300/1F")
    rooms.put_duty(by, number, "hall", " Mrs Reed ")
    rooms.put_duty(by, number, "lab-1", "Mrs Reed")
    assert [one.sentence for one in setup.problems()] == [
        "Mrs Reed is down for two rooms of 8300/1F on 6 October 2025, AM."
    ]
    rooms.remove_duty(by, number, "lab-1", "Mrs Reed")
    assert setup.problems() == []
    with pytest.raises(Refused, match="not down for that room"):
        rooms.remove_duty(by, number, "lab-1", "Mrs Reed")


@pytest.mark.parametrize(
    ("sitting", "room", "name", "code"),
    [
        (99, "hall", "Mrs Reed", "sitting.unknown"),
        (0, "gym", "Mrs Reed", "exam-room.unknown"),
        (0, "hall", " ", "exam-duty.name"),
    ],
)
def test_a_duty_needs_a_sitting_a_room_and_a_name(
    school: Services, sitting: int, room: str, name: str, code: str
) -> None:
    setup, rooms, by = taken(school)
    known = next(one.number for one in setup.plan().sittings.values())
    with pytest.raises(Refused) as refused:
        rooms.put_duty(by, sitting or known, room, name)
    assert refused.value.code == code
