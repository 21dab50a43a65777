from datetime import date, time, timedelta

import pytest

from controller.domain.exams.entries_file import read_entries
from controller.domain.exams.plans import NOTHING, ExamPlan, SittingKey, difference, taken_in
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import ExamType, Session
from controller.domain.spreadsheets import read_table
from controller.errors import Refused
from tests.controller.domain.exams.samples import HALL, LAB

HEADER = (
    "Date;Session;Start;Minutes;Board;Component;Candidate No;Candidate;Room;Seat;Extra time;"
    "Arrangements;Title"
)
ANA = "13/05/2027;AM;09:00;90;AQA;8300/1F;12;Zoë O’Brien;Main Hall;a1;25%;reader | rest breaks;Paper 1"
BEN = "2027-05-13;am;9:00;90;AQA;8300/1F;0013;Ben Ito;hall;B1;;;Paper 1"
KEY = SittingKey(date(2027, 5, 13), Session.AM, "8300/1F")
ROOMS = {room.id: room for room in (HALL, LAB)}


def read(*lines: str, header: str = HEADER) -> tuple[ExamPlan, list[str]]:
    table = read_table("\r\n".join([header, *lines]).encode("cp1252"))
    plan, mistakes = read_entries(table, ROOMS, frozenset({"p0001"}))
    return plan, [f"{one.line}: {one.sentence}" for one in mistakes]


def test_a_file_from_the_schools_own_system_is_read_whole() -> None:
    plan, mistakes = read(ANA, BEN)
    assert mistakes == []
    sitting = plan.sittings[KEY]
    assert (sitting.starts, sitting.length, sitting.kind) == (
        time(9),
        timedelta(minutes=90),
        ExamType.WRITTEN,
    )
    assert plan.candidates["0012"].name == "Zoë O’Brien"
    assert plan.candidates["0012"].arrangements == ("reader", "rest breaks")
    assert (plan.entries[KEY, "0012"].seat, plan.entries[KEY, "0012"].extra_percent) == (Seat(1, 1), 25)
    assert plan.entries[KEY, "0013"].place == "hall B1"


def test_a_missing_column_is_named_with_all_that_are_needed() -> None:
    with pytest.raises(Refused, match="no column «start»"):
        read(ANA, header=HEADER.replace("Start;", "Begin;"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("13/05", "31/02", "«31/02/2027» in «date» is not a date: write it like 2027-05-13 or 13/05/2027."),
        (";AM;", ";noon;", "«noon» in «session» is not known: write AM or PM."),
        ("09:00", "nine", "«nine» in «start» is not a time of day: write it like 09:00."),
        (";90;", ";900;", "«900» in «minutes» is not a whole number from 1 to 480."),
        (";90;", ";½;", "«½» in «minutes» is not a whole number from 1 to 480."),
        (";12;", ";12345;", "«12345» is not a candidate number: it has four digits."),
        ("Zoë O’Brien", "", "The column «candidate» is empty."),
        ("Main Hall", "Gym", "There is no exam room «Gym»: add it first, or mend its name."),
        (";a1;", ";Z9;", "Main hall has no seat Z9: its seats go from A1 to E4."),
        (";a1;", ";front;", "`front` is not a seat; write it like C12."),
        ("Main Hall", "", "Seat a1 is given without its room."),
        ("25%", "250", "«250» in «extra time» is not a whole number from 0 to 200."),
        ("AQA", "A" * 200, "The column «awarding body» has more than 120 characters."),
    ],
)
def test_each_bad_line_says_what_to_mend(old: str, new: str, sentence: str) -> None:
    plan, mistakes = read(BEN, ANA.replace(old, new, 1))
    assert mistakes == [f"3: {sentence}"]
    assert list(plan.candidates) == ["0013"]


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        (ANA, "Candidate 0012 is in 8300/1F on 13 May 2027, AM twice."),
        (
            BEN.replace("9:00", "9:30"),
            "8300/1F on 13 May 2027, AM is given two ways in this file; make the lines agree.",
        ),
        (
            BEN.replace("0013", "0012"),
            "Candidate 0012 is given two ways in this file; make the lines agree.",
        ),
    ],
)
def test_lines_that_contradict_each_other_are_not_taken(again: str, sentence: str) -> None:
    assert read(ANA, again)[1] == [f"3: {sentence}"]


def test_a_pupil_of_another_school_is_refused() -> None:
    header = f"{HEADER};Pupil"
    assert read(f"{ANA};p0001", header=header)[0].candidates["0012"].pupil == "p0001"
    assert read(f"{ANA};p9999", header=header)[1] == ["2: The school's list has no pupil «p9999»."]


def test_the_dry_run_says_what_would_change() -> None:
    before = taken_in(NOTHING, read(ANA, BEN)[0])
    moved = ANA.replace(";a1;", ";C1;").replace("25%", "0")
    later = moved.replace("09:00", "09:15")
    found = difference(before, taken_in(before, read(later)[0]))
    assert [(one.what, one.how) for one in found.sittings] == [("changed", "starts: 09:00 → 09:15")]
    assert [(one.what, one.of, one.how) for one in found.entries] == [
        ("changed", "0012 in 8300/1F on 13 May 2027, AM", "hall A1, 25 % extra → hall C1"),
        ("withdrawn", "0013 in 8300/1F on 13 May 2027, AM", ""),
    ]
    assert not found.candidates


def test_sittings_that_a_file_does_not_name_stay_as_they_are() -> None:
    before = taken_in(NOTHING, read(ANA, BEN)[0])
    other = ANA.replace("8300/1F", "8300/2F").replace("13/05", "14/05")
    after = taken_in(before, read(other)[0])
    assert set(before.entries) < set(after.entries)
    assert not difference(before, before)


def test_the_same_file_again_changes_nothing() -> None:
    before = taken_in(NOTHING, read(ANA, BEN)[0])
    assert not difference(before, taken_in(before, read(ANA, BEN)[0]))
