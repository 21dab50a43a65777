"""Entries as people edit them in Excel: what is taken is what was meant, or a sentence names what is not."""

import codecs
import csv
import io
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.domain.exams.entries_file import COLUMNS, OPTIONAL, Mistake, read_entries
from controller.domain.exams.plans import ExamPlan
from controller.domain.spreadsheets import read_table, write_table
from controller.errors import Refused
from tests.controller.domain.exams.samples import HALL, LAB

NAMES = ("Zoë O’Brien", "Smith; Jo", 'Ana "Ann" Silva', "Łuck, Ben", "Jean–Luc", "李 雷")
ROOMS = {room.id: room for room in (HALL, LAB)}
SPACE = "\u00a0"  # as it comes from a web page
EXCELS = {"utf-8-sig", "utf-8", "utf-16", "cp1252", "cp1252 with a mark"}


@dataclass(frozen=True)
class Line:
    """What somebody means."""

    candidate: int
    name: str
    seat: int
    extra: int


@dataclass(frozen=True)
class Shape:
    """How a program, and a person after it, write it."""

    delimiter: str
    encoding: str
    order: tuple[str, ...]
    shout: bool
    space: str
    date: str
    time: str
    zeros: bool
    empty_columns: int
    empty_rows: int
    quoting: int


LINES = st.lists(
    st.builds(
        Line, st.integers(1, 9999), st.sampled_from(NAMES), st.integers(1, 4), st.sampled_from((0, 25, 50))
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line.candidate,
)
ALL = {**COLUMNS, **OPTIONAL}
SHAPES = st.builds(
    Shape,
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(sorted(EXCELS)),
    order=st.permutations(list(ALL)).map(tuple),
    shout=st.booleans(),
    space=st.sampled_from(("", " ", SPACE)),
    date=st.sampled_from(("2027-05-13", "13/05/2027", "13/5/2027", "13.05.2027", "13/05/27")),
    time=st.sampled_from(("9:00", "09:00", "09:00:00", "9.00")),
    zeros=st.booleans(),
    empty_columns=st.integers(0, 3),
    empty_rows=st.integers(0, 3),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
PLAIN = Shape(",", "utf-8", tuple(ALL), False, "", "2027-05-13", "09:00", True, 0, 0, csv.QUOTE_MINIMAL)


def cells(line: Line, shape: Shape) -> dict[str, str]:
    return {
        "date": shape.date,
        "session": "AM" if shape.shout else "am",
        "start": shape.time,
        "minutes": "90",
        "awarding body": "AQA",
        "component": "8300/1F",
        "candidate number": f"{line.candidate:04}" if shape.zeros else str(line.candidate),
        "candidate": line.name,
        "room": f"Main{shape.space or ' '}hall",
        "seat": f"a{line.seat}",
        "extra time": f"{line.extra}%" if line.extra else "",
    }


def written(rows: list[dict[str, str]], shape: Shape) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=shape.delimiter, quoting=shape.quoting)  # type: ignore[arg-type]
    heads = [f"{shape.space}{name.upper() if shape.shout else name.title()}" for name in shape.order]
    writer.writerow([*heads, *[""] * shape.empty_columns])
    for row in rows:
        padded = [f"{row.get(name, '')}{shape.space}" for name in shape.order]
        writer.writerow([*padded, *[""] * shape.empty_columns])
    writer.writerows([[""] * len(shape.order)] * shape.empty_rows)
    text = out.getvalue()
    if shape.encoding.startswith("cp1252"):
        mark = codecs.BOM_UTF8 if "mark" in shape.encoding else b""
        return mark + text.encode("cp1252", errors="replace")
    return text.encode(shape.encoding)


def read(content: bytes) -> tuple[ExamPlan, list[Mistake]]:
    return read_entries(read_table(content), ROOMS, frozenset())


def meant(lines: list[Line], shape: Shape) -> list[Line]:
    """Windows-1252 has no name from far away: Excel writes a question mark for what it cannot."""
    if not shape.encoding.startswith("cp1252"):
        return lines
    return [replace(one, name=one.name.encode("cp1252", "replace").decode("cp1252")) for one in lines]


@given(LINES, SHAPES)
@settings(max_examples=60, deadline=None)
def test_what_is_taken_is_what_was_meant(lines: list[Line], shape: Shape) -> None:
    plan, mistakes = read(written([cells(line, shape) for line in lines], shape))
    assert mistakes == []
    wanted = meant(lines, shape)
    assert plan == read(written([cells(line, PLAIN) for line in wanted], PLAIN))[0]
    assert [one.name for one in plan.candidates.values()] == [line.name for line in wanted]


@given(LINES, SHAPES, st.integers(0, 3), st.sampled_from(sorted(ALL)), st.text(max_size=12))
@settings(max_examples=80, deadline=None)
def test_whatever_stands_in_a_cell_spoils_its_own_line_at_most(
    lines: list[Line], shape: Shape, which: int, column: str, text: str
) -> None:
    which %= len(lines)
    rows = [cells(line, shape) for line in lines]
    rows[which][column] = text.replace("\x00", "")
    try:
        plan, mistakes = read(written(rows, replace(shape, encoding="utf-8-sig")))
    except UnicodeEncodeError:  # half of a character: no file has it
        return
    others = {f"{one.candidate:04}" for place, one in enumerate(lines) if place != which}
    said = {number for one in mistakes for number in others if number in one.sentence}
    assert others <= plan.candidates.keys() | said or mistakes
    assert all(one.line >= 2 and one.sentence.endswith(".") for one in mistakes)


def test_the_file_that_we_give_away_is_read_again_as_it_was_filled_in() -> None:
    line = Line(12, NAMES[0], 1, 25)
    row = cells(line, PLAIN)
    content = write_table(list(ALL), [[row.get(name, "") for name in ALL]])
    assert read(content) == read(written([row], PLAIN))
    assert read(write_table(list(ALL), [])) == (ExamPlan({}, {}, {}), [])


def test_a_quote_that_is_never_closed_swallows_no_lines() -> None:
    rows = [cells(Line(number, "Ana", number, 0), PLAIN) for number in (1, 2, 3)]
    content = written(rows, PLAIN).replace(b"Ana", b'"Ana', 1)
    with pytest.raises(Refused, match="Line 2 cannot be read as CSV"):
        read(content)


def test_a_column_that_is_there_twice_is_refused() -> None:
    content = written([cells(Line(1, "Ana", 1, 0), PLAIN)], PLAIN).replace(b"Title", b"Minutes", 1)
    with pytest.raises(Refused, match="«minutes» is there twice"):
        read(content)
