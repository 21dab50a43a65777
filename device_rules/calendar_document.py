"""Reads a calendar from its YAML document."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from device_rules.calendar import WEEKDAYS, Calendar, CalendarError, Term, Week
from device_rules.document import Part
from device_rules.errors import PolicyError, instead, shortened
from device_rules.fields import Day, Text, as_list, read_time
from device_rules.school_day import Session
from device_rules.tree import as_data, compose, line_of

NAMES = [name.lower() for name in WEEKDAYS]
LONGEST_CLOSURE = 100  # days; a longer one is a mistyped year


def _weekday(value: object) -> int:
    if value not in NAMES:
        raise ValueError(f"`{shortened(value)}` is not a weekday; {instead(str(value), NAMES)}")
    return NAMES.index(str(value))


def _session(value: object) -> Session:
    """From `08:40-12:10`."""
    start, dash, until = str(value).partition("-")
    if not dash:
        raise ValueError(f"`{shortened(value)}` is not a session; write it like `08:40-12:10`")
    return Session(read_time(start.strip()), read_time(until.strip()), None)


def _sessions(value: object) -> list[Session]:
    return [_session(one) for one in as_list(value)]


Weekday = Annotated[int, BeforeValidator(_weekday)]
Sessions = Annotated[tuple[Session, ...], BeforeValidator(_sessions)]


class TermPart(Part):
    name: Text
    start: Day = Field(alias="from")
    until: Day
    week: str = ""


class ClosedPart(Part):
    """One day, or with `until` all days up to and including that."""

    on: Day
    until: Day | None = None
    why: Text


class CalendarDocument(Part):
    terms: tuple[TermPart, ...] = Field(min_length=1)
    closed: tuple[ClosedPart, ...] = ()
    weeks: dict[str, dict[Weekday, Sessions]] = Field(min_length=1)


def read_calendar(content: bytes | str, file: str = "the calendar") -> Calendar:
    """Raises CalendarError, which names the line."""
    try:
        tree = compose(content)
        data: Any = as_data(tree)
    except PolicyError as error:
        raise CalendarError(str(error.at(file))) from error
    try:
        document = CalendarDocument.model_validate(data)
        return _calendar(document)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CalendarError(f"{file}, line {line_of(tree, first['loc'])}: `{name}`: {message}") from error
    except CalendarError as error:
        raise CalendarError(f"{file}: {error}") from error


def _calendar(document: CalendarDocument) -> Calendar:
    return Calendar(
        terms=tuple(Term(term.name, term.start, term.until, term.week) for term in document.terms),
        weeks=tuple(Week(name, dict(days)) for name, days in document.weeks.items()),
        closed={day: part.why for part in document.closed for day in _days(part)},
    )


def _days(part: ClosedPart) -> list[date]:
    count = ((part.until or part.on) - part.on).days + 1
    if not 0 < count <= LONGEST_CLOSURE:
        raise CalendarError(f"`{part.why}` lasts from {part.on} until {part.until}; check its dates")
    return [part.on + timedelta(days=number) for number in range(count)]
