from datetime import date, timedelta

import pytest

from controller.domain.orders import OrderKind
from controller.services.lab.looks import Subject
from controller.services.staff_actions import Wanted
from tests.labs import FakeLab, seat
from workstation_agent.protocol.restrictions import ListMode, Sites

MONDAY = date(2025, 10, 6)


@pytest.fixture
def busy(lab: FakeLab) -> FakeLab:
    """The wall and PC-01 looked at, PC-01 and PC-02 locked, by Mrs Okafor."""
    lab.turn_on(1)
    lab.enrol(2)
    lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    lab.clock.advance(60)
    lab.lab.looks.end(lab.lab.looks.start(Subject(lab.teacher, lab.lesson, seat(1))))
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1), seat(2)], "Look up")
    return lab


def test_looks_with_the_newest_first(busy: FakeLab) -> None:
    one, wall = busy.lab.staff_actions.looks(Wanted(MONDAY))
    assert (one.by, one.room, one.pc, one.pupil) == ("Mrs M. Okafor", "Lab 1", "PC-01", one.pupil)
    assert one.pupil
    assert one.ended_at
    assert (wall.pc, wall.seats, wall.ended_at) == (None, 30, None)


def test_actions_name_their_seats(busy: FakeLab) -> None:
    (action,) = busy.lab.staff_actions.actions(Wanted(MONDAY))
    assert (action.by, action.room, action.text) == ("Mrs M. Okafor", "Lab 1", "Look up")
    assert action.pcs == ("PC-01", "PC-02")


@pytest.mark.parametrize(
    ("workstation", "looks", "actions"),
    [(seat(1), 2, 1), (seat(2), 1, 1), (seat(3), 1, 0), ("lab-2-pc-01", 0, 0), ("nowhere", 0, 0)],
)
def test_by_pc_the_wall_counts_for_all_of_its_room(
    busy: FakeLab, workstation: str, looks: int, actions: int
) -> None:
    wanted = Wanted(MONDAY, workstation=workstation)
    assert len(busy.lab.staff_actions.looks(wanted)) == looks
    assert len(busy.lab.staff_actions.actions(wanted)) == actions


def test_by_person_and_by_day(busy: FakeLab) -> None:
    readings = busy.lab.staff_actions
    other = busy.account("j.pritchard").id
    assert readings.looks(Wanted(MONDAY, teacher=other)) == []
    assert readings.actions(Wanted(MONDAY, teacher=other)) == []
    assert len(readings.looks(Wanted(MONDAY, teacher=busy.teacher.id))) == 2
    assert readings.looks(Wanted(MONDAY + timedelta(days=1))) == []
    assert readings.actions(Wanted(MONDAY - timedelta(days=1))) == []


def test_what_there_is_to_choose_from(busy: FakeLab) -> None:
    assert busy.lab.staff_actions.people() == [(busy.teacher.id, "Mrs M. Okafor")]
    pcs = busy.lab.staff_actions.pcs()
    assert (seat(1), "Lab 1, PC-01") in pcs
    assert len(pcs) == 60


def test_a_visit_says_who_was_in_whose_lesson_and_why(lab: FakeLab) -> None:
    (lesson,) = lab.lab.visits.choices(lab.teacher)
    visit = lab.lab.visits.start(lab.teacher, lesson, "Cover for Mr Pritchard", whole=False)
    (made,) = lab.lab.staff_actions.visits(Wanted(MONDAY, teacher=lab.teacher.id))
    assert (made.by, made.teacher, made.room) == ("Mrs M. Okafor", "Mr J. Pritchard", "Lab 2")
    assert (made.reason, made.until, made.ended_at) == ("Cover for Mr Pritchard", visit.until, None)
    assert lab.lab.staff_actions.visits(Wanted(MONDAY, workstation=seat(1))) == []
    assert lab.lab.staff_actions.visits(Wanted(MONDAY - timedelta(days=1))) == []
    assert (lab.teacher.id, "Mrs M. Okafor") in lab.lab.staff_actions.people()


def test_a_list_is_told_in_words(busy: FakeLab) -> None:
    limits = Sites(ListMode.ONLY, ("bbc.co.uk", "example.org"))
    busy.lab.orders.hold(busy.teacher, busy.lesson, [seat(1)], OrderKind.SITES, limits=limits)
    texts = [action.text for action in busy.lab.staff_actions.actions(Wanted(MONDAY))]
    assert "Only these sites: bbc.co.uk, example.org" in texts
