"""A school's year: terms, closed days and the sessions of each day, by the clock in Europe/London.

A session is a morning or an afternoon of school, as registers count them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from math import inf
from typing import TypeVar

from device_rules.errors import DeviceRulesError, instead
from device_rules.school_day import LONDON, Session

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKEND = (5, 6)


class CalendarError(DeviceRulesError):
    """The calendar cannot be right, or ends too early to answer; `str()` is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Term:
    """Both days are included. `week` is the name of the week that it starts with, in a two-week timetable."""

    name: str
    start: date
    end: date
    week: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """`days` holds the sessions of each weekday on which there is school (Monday is 0), in their order."""

    name: str
    days: Mapping[int, tuple[Session, ...]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weeks` take turns; a whole week without school (half-term) does not take one. `closed` says why a
    day of a term has no school: an INSET day, a bank holiday, snow. Raises CalendarError.
    """

    terms: tuple[Term, ...]
    weeks: tuple[Week, ...]
    closed: Mapping[date, str]

    def __post_init__(self) -> None:
        mistake = next(_mistakes(self), None)
        if mistake:
            raise CalendarError(mistake)

    def term_on(self, day: date) -> Term | None:
        return next((term for term in self.terms if term.start <= day <= term.end), None)

    def knows(self, day: date) -> bool:
        """Whether it is from the first day of the first term to the last of the last."""
        return min(term.start for term in self.terms) <= day <= max(term.end for term in self.terms)

    def is_open(self, day: date) -> bool:
        return bool(self.sessions_on(day))

    def why_closed(self, day: date) -> str | None:
        """None on a day with school."""
        if self.is_open(day):
            return None
        if self.term_on(day) is None:
            return "outside the terms"
        return self.closed.get(day) or ("weekend" if day.weekday() in WEEKEND else "no sessions on this day")

    def week_on(self, day: date) -> Week | None:
        """Which of the timetable's weeks that day is in; None outside the terms."""
        term = self.term_on(day)
        if term is None:
            return None
        names = [week.name for week in self.weeks]
        first = names.index(term.week) if term.week else 0
        monday, this = _monday(term.start), _monday(day)
        weeks = [monday + WEEK * count for count in range((this - monday) // WEEK)]
        return self.weeks[(first + sum(map(self._has_school, weeks))) % len(self.weeks)]

    def _has_school(self, monday: date) -> bool:
        days = (monday + DAY * weekday for week in self.weeks for weekday in week.days)
        return any(day not in self.closed and self.term_on(day) for day in days)

    def sessions_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When each session of that day starts and ends; empty on a closed day."""
        week = self.week_on(day)
        if week is None or day in self.closed:
            return ()
        return tuple(
            (datetime.combine(day, session.start, LONDON), datetime.combine(day, session.until, LONDON))
            for session in week.days.get(day.weekday(), ())
        )

    def sessions_after(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Those that are not over by then, the one under way first, to the end of the last term."""
        day = moment.astimezone(LONDON).date()
        last = max(term.end for term in self.terms)
        while day <= last:
            yield from (session for session in self.sessions_on(day) if session[1] > moment)
            day += DAY


def school_time_after(
    calendar: Calendar, start: datetime, *, sessions: int | None = None, hours: float | None = None
) -> datetime:
    """When so many sessions, or so many hours of school, have passed since `start` (aware).

    Closed days, nights and breaks between sessions do not count. A session under way counts as the first: of
    something taken on a morning, two sessions end with the same afternoon. Raises CalendarError.
    """
    if start.tzinfo is None:
        raise CalendarError("the time has no time zone; give one, such as `2025-10-06T12:40+01:00`")
    if (sessions is None) == (hours is None):
        raise CalendarError("say how long in sessions or in hours, and not in both")
    if hours is None:
        end = _after_sessions(calendar, start, _some(sessions))
    else:
        end = _after_hours(calendar, start, _some(hours))
    if end is None:
        last = max(term.end for term in calendar.terms)
        raise CalendarError(f"the calendar ends on {last}, before that much school; add the next term")
    return end


Amount = TypeVar("Amount", int, float)


def _some(amount: Amount | None) -> Amount:
    if amount is None or not 0 < amount < inf:
        raise CalendarError("give at least one session, or a part of an hour")
    return amount


def _after_sessions(calendar: Calendar, start: datetime, count: int) -> datetime | None:
    ends = (end for _, end in calendar.sessions_after(start))
    return next(islice(ends, count - 1, None), None)


def _after_hours(calendar: Calendar, start: datetime, hours: float) -> datetime | None:
    left = timedelta(hours=hours)
    for begin, end in calendar.sessions_after(start):
        begin, end = max(begin, start).astimezone(UTC), end.astimezone(UTC)
        if left <= end - begin:
            return (begin + left).astimezone(LONDON)
        left -= end - begin
    return None


def _monday(day: date) -> date:
    return day - DAY * day.weekday()


def _mistakes(calendar: Calendar) -> Iterator[str]:
    if not calendar.terms or not any(week.days for week in calendar.weeks):
        yield "the calendar is empty; give at least one term and the sessions of one week"
    yield from _mistakes_of_terms(calendar)
    for week in calendar.weeks:
        for weekday, sessions in week.days.items():
            if not _in_order(sessions):
                where = f"{WEEKDAYS[weekday]} of week `{week.name}`"
                yield f"the sessions of {where} overlap or run backwards; put them in order"


def _mistakes_of_terms(calendar: Calendar) -> Iterator[str]:
    weeks = {week.name for week in calendar.weeks}
    for term in calendar.terms:
        if term.end < term.start:
            yield f"the term `{term.name}` ends before it starts; swap its dates"
        if term.week and term.week not in weeks:
            known = instead(term.week, weeks)
            yield f"the term `{term.name}` starts with week `{term.week}`, which is not one; {known}"
    for first, second in pairwise(sorted(calendar.terms, key=lambda term: term.start)):
        if second.start <= first.end:
            yield f"the terms `{first.name}` and `{second.name}` overlap; end one before the other starts"


def _in_order(sessions: Sequence[Session]) -> bool:
    """Each ends after it starts, and not after the next one starts."""
    lasting = all(session.start < session.until for session in sessions)
    return lasting and all(first.until <= second.start for first, second in pairwise(sessions))
