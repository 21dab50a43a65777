"""A file of entries: one line for each candidate in each sitting, as the school's own system exports it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from controller.domain.exams.plans import Candidate, Entry, ExamPlan, Planned, SittingKey, rooms_by_name
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import EXTRA_AT_MOST, LONGEST, ExamType, Paper, Session
from controller.domain.spreadsheets import Row, Table
from controller.errors import Refused

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "exam date"),
    "session": ("session", "am/pm"),
    "start": ("start", "start time", "time"),
    "minutes": ("minutes", "length", "duration"),
    "awarding body": ("awarding body", "board", "exam board"),
    "component": ("component", "component code", "code", "paper code"),
    "candidate number": ("candidate number", "candidate no", "candidate no.", "exam number"),
    "candidate": ("candidate", "candidate name", "name"),
}
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "series": ("series", "season"),
    "qualification": ("qualification", "subject"),
    "title": ("title", "component title", "paper"),
    "type": ("type", "exam type"),
    "pupil": ("pupil", "admission number", "adno"),
    "room": ("room",),
    "seat": ("seat",),
    "extra time": ("extra time", "extra time %", "extra"),
    "arrangements": ("arrangements", "access arrangements"),
}
"""By any of their names; the first is the one that we write."""
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
CANDIDATE_DIGITS = 4
LONGEST_TEXT = 120
Word = TypeVar("Word", Session, ExamType)


@dataclass(frozen=True, slots=True)
class Mistake:
    line: int
    sentence: str


@dataclass
class _Reading:
    rooms: Mapping[str, ExamRoom]
    pupils: frozenset[str]
    sittings: dict[SittingKey, Planned] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    entries: dict[tuple[SittingKey, str], Entry] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_entries(
    table: Table, rooms: Mapping[str, ExamRoom], pupils: frozenset[str]
) -> tuple[ExamPlan, list[Mistake]]:
    """All of the file, and every line of it that cannot be taken. Raises Refused when a column is missing."""
    names = _columns(table.columns)
    reading = _Reading(rooms_by_name(rooms), pupils)
    for row in table.rows:
        try:
            _take(reading, {ours: row[theirs] for ours, theirs in names.items()}, row)
        except ValueError as error:
            reading.mistakes.append(Mistake(row.line, f"{error}."))
    return ExamPlan(reading.sittings, reading.candidates, reading.entries), reading.mistakes


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    found = {
        ours: next((name for name in names if name in given), "")
        for ours, names in {**COLUMNS, **OPTIONAL}.items()
    }
    if missing := [name for name in COLUMNS if not found[name]]:
        raise Refused(
            "entries.columns",
            f"The first line has no column «{missing[0]}». It needs: {', '.join(COLUMNS)}.",
        )
    if twice := [name for name in found.values() if given.count(name) > 1 and name]:
        raise Refused("entries.columns", f"The column «{twice[0]}» is there twice: take one out.")
    return {ours: theirs for ours, theirs in found.items() if theirs}


def _take(reading: _Reading, cells: Mapping[str, str], row: Row) -> None:
    sitting, candidate = _sitting(cells), _candidate(cells, reading.pupils)
    entry = _entry(cells, reading.rooms)
    _same(reading.sittings.get(sitting.key), sitting, f"{sitting.key} is given two ways in this file")
    _same(
        reading.candidates.get(candidate.number),
        candidate,
        f"Candidate {candidate.number} is given two ways in this file",
    )
    key = (sitting.key, candidate.number)
    if key in reading.entries:
        raise ValueError(f"Candidate {candidate.number} is in {sitting.key} twice")
    reading.sittings[sitting.key], reading.candidates[candidate.number] = sitting, candidate
    reading.entries[key] = entry


def _same(known: object, given: object, sentence: str) -> None:
    if known is not None and known != given:
        raise ValueError(f"{sentence}; make the lines agree")


def _sitting(cells: Mapping[str, str]) -> Planned:
    minutes = _number(cells, "minutes", 1, round(LONGEST / timedelta(minutes=1)))
    return Planned(
        series=_text(cells, "series"),
        paper=Paper(
            _needed(cells, "awarding body"),
            _text(cells, "qualification"),
            _needed(cells, "component"),
            _text(cells, "title"),
        ),
        on=_date(cells),
        session=_word(Session, cells, "session", "AM or PM"),
        starts=_time(cells),
        length=timedelta(minutes=minutes),
        kind=_kind(cells),
    )


def _kind(cells: Mapping[str, str]) -> ExamType:
    if not cells.get("type"):
        return ExamType.WRITTEN
    return _word(ExamType, cells, "type", "written, on-screen or practical")


def _candidate(cells: Mapping[str, str], pupils: frozenset[str]) -> Candidate:
    number = cells["candidate number"].zfill(CANDIDATE_DIGITS)
    if len(number) != CANDIDATE_DIGITS or not number.isdecimal():
        raise ValueError(f"«{number[:12]}» is not a candidate number: it has four digits")
    pupil = cells.get("pupil", "")
    if pupil and pupil not in pupils:
        raise ValueError(f"The school's list has no pupil «{pupil[:40]}»")
    arrangements = tuple(word.strip() for word in _text(cells, "arrangements").split("|") if word.strip())
    return Candidate(number, _needed(cells, "candidate"), pupil or None, arrangements)


def _entry(cells: Mapping[str, str], rooms: Mapping[str, ExamRoom]) -> Entry:
    name, label = _text(cells, "room"), cells.get("seat", "")
    if not name:
        if label:
            raise ValueError(f"Seat {label[:12]} is given without its room")
        return Entry(extra_percent=_extra(cells))
    room = rooms.get(name.casefold())
    if room is None:
        raise ValueError(f"There is no exam room «{name[:40]}»: add it first, or mend its name")
    if not label:
        return Entry(room.id, None, _extra(cells))
    seat = Seat.parse(label)
    if not room.has(seat):
        last = Seat(room.rows, room.columns)
        raise ValueError(f"{room.name} has no seat {seat}: its seats go from A1 to {last}")
    return Entry(room.id, seat, _extra(cells))


def _extra(cells: Mapping[str, str]) -> int:
    text = cells.get("extra time", "").rstrip("% ")
    return _number({"extra time": text}, "extra time", 0, EXTRA_AT_MOST) if text else 0


def _needed(cells: Mapping[str, str], column: str) -> str:
    if not (text := _text(cells, column)):
        raise ValueError(f"The column «{column}» is empty")
    return text


def _text(cells: Mapping[str, str], column: str) -> str:
    text = " ".join(cells.get(column, "").split())
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"The column «{column}» has more than {LONGEST_TEXT} characters")
    return text


def _number(cells: Mapping[str, str], column: str, least: int, most: int) -> int:
    text = cells[column]
    if not text.isdecimal() or len(text) > len(str(most)) or not least <= int(text) <= most:
        raise ValueError(f"«{text[:12]}» in «{column}» is not a whole number from {least} to {most}")
    return int(text)


def _date(cells: Mapping[str, str]) -> date:
    for shape in DATES:
        try:
            return datetime.strptime(cells["date"], shape).date()
        except ValueError:
            continue
    sentence = "in «date» is not a date: write it like 2027-05-13 or 13/05/2027"
    raise ValueError(f"«{cells['date'][:20]}» {sentence}")


def _time(cells: Mapping[str, str]) -> time:
    for shape in ("%H:%M", "%H:%M:%S", "%H.%M"):
        try:
            return datetime.strptime(cells["start"], shape).time()
        except ValueError:
            continue
    raise ValueError(f"«{cells['start'][:20]}» in «start» is not a time of day: write it like 09:00")


def _word(kind: type[Word], cells: Mapping[str, str], column: str, words: str) -> Word:
    try:
        return kind(cells[column].strip().lower())
    except ValueError as error:
        raise ValueError(f"«{cells[column][:20]}» in «{column}» is not known: write {words}") from error
