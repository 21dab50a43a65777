"""The weeks of a report: each from its Monday, with the days of it on which there was school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from controller.domain.timetable import Timetable
from device_rules.calendar import Term

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
USUAL = 6 * WEEK
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Span:
    """Both days are included."""

    since: date
    until: date

    def __str__(self) -> str:
        return f"{self.since.day} {self.since:%B %Y} to {self.until.day} {self.until:%B %Y}"


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    days: tuple[date, ...]

    @property
    def label(self) -> str:
        return f"{self.monday.day} {self.monday:%b}"


def weeks(span: Span, timetable: Timetable) -> tuple[Week, ...]:
    """Those with school in them, as far as the span has their days."""
    found: dict[date, list[date]] = {}
    for count in range((span.until - span.since).days + 1):
        day = span.since + count * DAY
        if timetable.is_school_day(day):
            found.setdefault(day - day.weekday() * DAY, []).append(day)
    return tuple(Week(monday, tuple(days)) for monday, days in found.items())


def usual(today: date) -> Span:
    """The last six weeks, this one included."""
    return Span(today - today.weekday() * DAY - USUAL + WEEK, today)


def within(span: Span, today: date) -> Span:
    """Nothing of tomorrow, nothing backwards, and not more than a school year and its holidays."""
    until = min(span.until, today)
    since = min(span.since, until)
    return Span(max(since, until - LONGEST), until)


def of_term(name: str, terms: Sequence[Term], today: date) -> Span | None:
    """A term that has begun, as far as it has come."""
    found = (one for one in terms if one.name == name and one.start <= today)
    return next((within(Span(one.start, one.end), today) for one in found), None)
