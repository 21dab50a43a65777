from collections import Counter
from itertools import groupby

import pytest

from controller.domain.accounts import Role
from controller.domain.school import School
from controller.services.school_checks import mistakes
from simulators.northgate import FIRST_SLOT, LABS, LESSONS, TUTOR, northgate


@pytest.fixture(scope="module")
def school() -> School:
    return northgate()


def test_it_keeps_everything_that_a_school_file_must(school: School) -> None:
    assert mistakes(school) == []


def test_1050_pupils_in_years_7_to_13(school: School) -> None:
    assert len(school.pupils) == len({pupil.id for pupil in school.pupils}) == 1050
    assert {pupil.year for pupil in school.pupils} == set(range(7, 14))
    assert all(pupil.form.startswith(str(pupil.year)) for pupil in school.pupils)


def test_no_class_is_larger_than_a_lab(school: School) -> None:
    assert max(len(group.pupils) for group in school.classes) <= 30
    assert min(len(group.pupils) for group in school.classes) >= 20


def test_every_pupil_has_one_lesson_in_every_lesson_period_and_meets_the_tutor(school: School) -> None:
    members = {group.id: group.pupils for group in school.classes}
    by_time = Counter((s.weekday, s.period, pupil) for s in school.timetable for pupil in members[s.class_id])
    assert set(by_time.values()) == {1}
    assert len(by_time) == 1050 * 5 * len((TUTOR, *LESSONS))


@pytest.mark.parametrize("what", ["teacher", "room", "class_id"])
def test_no_teacher_room_or_class_is_in_two_lessons_at_once(school: School, what: str) -> None:
    at_once = Counter((line.weekday, line.period, getattr(line, what)) for line in school.timetable)
    assert max(at_once.values()) == 1


def test_both_labs_are_full_all_week_with_their_teachers(school: School) -> None:
    in_labs = [line for line in school.timetable if line.room in LABS]
    assert len(in_labs) == len(LABS) * 5 * len(LESSONS)
    assert {(line.room, line.teacher) for line in in_labs} == {
        ("lab-1", "m.okafor"),
        ("lab-2", "j.pritchard"),
    }
    assert all(line.class_id.endswith("/Co") for line in in_labs)


def test_the_first_lesson_a_newcomer_sees_is_9b_in_lab_1(school: School) -> None:
    (line,) = [s for s in school.timetable if (s.weekday, s.period) == FIRST_SLOT and s.room == "lab-1"]
    assert FIRST_SLOT == (0, "Period 2")
    assert line.class_id == "9B/Co"


def test_pupils_sit_one_to_a_pc_in_the_room_of_their_lesson(school: School) -> None:
    room = {pc.id: pc.room for pc in school.workstations}
    members = {group.id: set(group.pupils) for group in school.classes}
    assert all(seat.pupil in members[seat.class_id] for seat in school.seating)
    for (_, lab), seats in groupby(school.seating, lambda seat: (seat.class_id, room[seat.workstation])):
        taken = list(seats)
        assert lab in LABS
        assert len({seat.workstation for seat in taken}) == len({seat.pupil for seat in taken}) == len(taken)


def test_two_labs_of_30_have_a_place_for_each_pc(school: School) -> None:
    assert Counter(pc.room for pc in school.workstations) == {"lab-1": 30, "lab-2": 30}
    assert len({(pc.room, pc.row, pc.column) for pc in school.workstations}) == 60


def test_one_pouch_for_each_pupil_of_years_7_to_11(school: School) -> None:
    year = {pupil.id: pupil.year for pupil in school.pupils}
    owners = [pouch.pupil for pouch in school.pouches]
    assert len(owners) == len(set(owners))
    assert set(owners) == {pupil for pupil in year if 7 <= year[pupil] <= 11}


def test_there_is_somebody_for_each_desk(school: School) -> None:
    assert {person.role for person in school.staff} == set(Role)


def test_a_seed_is_always_the_same_school(school: School) -> None:
    assert northgate() == school
    assert northgate(seed=7) != school


@pytest.mark.parametrize(("seats", "stations"), [(1, 1), (30, 3), (60, 20)])
def test_other_sizes_hold_together(seats: int, stations: int) -> None:
    school = northgate(seats=seats, stations=stations)
    assert mistakes(school) == []
    assert len(school.workstations) == 2 * seats
    assert len({station.id for station in school.stations}) == stations
