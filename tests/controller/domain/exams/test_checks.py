from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from controller.domain.exams.checks import problems
from controller.domain.exams.plans import Candidate, Entry, ExamPlan, Planned
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import Paper, Session
from tests.controller.domain.exams.samples import HALL, LAB, MATHS

DAY = date(2027, 5, 13)
ROOMS = {room.id: room for room in (HALL, LAB)}
MORNING = Planned("Summer", MATHS, DAY, Session.AM, time(9), timedelta(minutes=90))
SAME_TIME = replace(MORNING, paper=Paper("OCR", "GCSE Physics", "J249/01", "Paper 1"), starts=time(10))
WHO = {number: Candidate(number, name) for number, name in (("0001", "Ana Silva"), ("0002", "Ben Ito"))}


def plan(*entries: tuple[Planned, str, str, str]) -> ExamPlan:
    return ExamPlan(
        sittings={one.key: one for one in (MORNING, SAME_TIME)},
        candidates=WHO,
        entries={
            (one.key, number): Entry(room, Seat.parse(seat) if seat else None)
            for one, number, room, seat in entries
        },
    )


@pytest.mark.parametrize(
    ("entries", "kind", "sentence"),
    [
        (
            [(MORNING, "0001", "hall", "A1"), (SAME_TIME, "0001", "hall", "A2")],
            "candidate",
            "0001 Ana Silva is in 8300/1F from 09:00 and in J249/01 from 10:00 on 13 May.",
        ),
        (
            [(MORNING, "0001", "hall", "A1"), (MORNING, "0002", "hall", "A1")],
            "seat",
            "Seat A1 of Main hall is given to 0001 and 0002.",
        ),
        (
            [(MORNING, "0001", "hall", "A1"), (SAME_TIME, "0002", "hall", "A1")],
            "seat",
            "Seat A1 of Main hall is in 8300/1F from 09:00 and in J249/01 from 10:00 on 13 May.",
        ),
        (
            [(MORNING, "0001", "lab-1", "A1"), (MORNING, "0002", "lab-1", "A2")],
            "distance",
            "Seats A1 and A2 of Lab 1 are 0.80 m apart, nearer than 1.25 m.",
        ),
        ([(MORNING, "0001", "hall", "")], "place", "0001 Ana Silva has no seat."),
    ],
)
def test_each_problem_is_one_sentence(
    entries: list[tuple[Planned, str, str, str]], kind: str, sentence: str
) -> None:
    found = problems(plan(*entries), ROOMS, {})
    assert [(one.kind, one.sentence) for one in found] == [(kind, sentence)]


def test_two_who_sit_well_apart_are_no_problem() -> None:
    good = plan((MORNING, "0001", "hall", "A1"), (SAME_TIME, "0002", "hall", "A2"))
    assert problems(good, ROOMS, {MORNING.key: {"hall": frozenset({"Mrs Reed"})}}) == []


def test_an_invigilator_is_in_one_place_at_a_time() -> None:
    reed = frozenset({"Mrs Reed"})
    both = problems(plan(), ROOMS, {MORNING.key: {"hall": reed}, SAME_TIME.key: {"lab-1": reed}})
    rooms = problems(plan(), ROOMS, {MORNING.key: {"hall": reed, "lab-1": reed}})
    assert [one.sentence for one in (*both, *rooms)] == [
        "Mrs Reed is in 8300/1F from 09:00 and in J249/01 from 10:00 on 13 May.",
        "Mrs Reed is down for two rooms of 8300/1F on 13 May 2027, AM.",
    ]
