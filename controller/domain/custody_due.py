"""When a device that is taken now is due back, in school time, and what lies between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from controller.domain.school import Period
from controller.domain.timetable import LONDON, Timetable, local
from controller.errors import Refused
from device_rules.calendar import Calendar, CalendarError, Term, Week, school_time_after
from device_rules.errors import listed
from device_rules.phrases import of_length
from device_rules.school_day import Session
from device_rules.vocabulary import KeptFor, Length

DAY = timedelta(days=1)
LOOK_AHEAD = 370  # days in which there is a school day, in any school
NOON = time(12)
OUTSIDE = "outside the terms"
A_HOLIDAY = 3  # closed weekdays in a row; fewer are named by why the school is closed


@dataclass(frozen=True, slots=True)
class Due:
    """`why` says whose word the length is. `warning` is empty unless a holiday or closed day lies between."""

    at: datetime
    why: str
    warning: str


def due(timetable: Timetable, now: datetime, said: Length | None, chosen: Length | None = None) -> Due:
    """`said` by the policy; `chosen` by a person, who may only shorten it. Raises Refused."""
    by_policy, why = _proposed(timetable, now, said)
    at = by_policy
    if chosen is not None:
        at, why = _after(timetable, now, chosen), f"Chosen: {of_length(chosen)}."
        if at > by_policy:
            raise Refused("custody.too-long", f"It is due back {_day(by_policy)} at the latest. {why}")
    return Due(at, why, warning(timetable, now, at))


def _proposed(timetable: Timetable, now: datetime, said: Length | None) -> tuple[datetime, str]:
    default = "The school's default, the end of the school day: the policy does not say for how long."
    if said is None:
        return _after(timetable, now, KeptFor.END_OF_DAY), default
    try:
        return _after(timetable, now, said), f"The policy says {of_length(said)}."
    except CalendarError:
        why = (
            f"The policy says {of_length(said)}, which the school's calendar does not reach; "
            "until the next term is added, the end of the school day."
        )
        return _after(timetable, now, KeptFor.END_OF_DAY), why


def warning(timetable: Timetable, since: datetime, at: datetime) -> str:
    """`That is 17 days away: the Christmas holiday lies between.`"""
    names = between(timetable, local(since).date(), local(at).date())
    if not names:
        return ""
    days = (local(at).date() - local(since).date()).days
    lies = "lies" if len(names) == 1 else "lie"
    return f"That is {days} days away: {listed(names, 'and')} {lies} between."


def between(timetable: Timetable, first: date, last: date) -> list[str]:
    """The holidays and closed weekdays from the one day to the other, each named once, in order."""
    return list(dict.fromkeys(_named(timetable, run) for run in _closed_runs(timetable, first, last)))


def _closed_runs(timetable: Timetable, first: date, last: date) -> Iterator[list[date]]:
    """Stretches without school that have a weekday in them."""
    run: list[date] = []
    for day in (first + DAY * count for count in range((last - first).days + 1)):
        if timetable.why_closed(day):
            run.append(day)
            continue
        if any(one.weekday() < 5 for one in run):
            yield run
        run = []
    if any(one.weekday() < 5 for one in run):
        yield run


def _named(timetable: Timetable, run: list[date]) -> str:
    weekdays = [day for day in run if day.weekday() < 5]
    reasons = dict.fromkeys(map(timetable.why_closed, weekdays))
    if OUTSIDE not in reasons:
        why = next(iter(reasons))
        return why if len(weekdays) >= A_HOLIDAY else f"{_article(why)} {why}"
    if any((day.month, day.day) == (12, 25) for day in run):
        return "the Christmas holiday"
    months = {day.month for day in run}
    if months & {7, 8}:
        return "the summer holiday"
    return "the Easter holiday" if months & {3, 4} else "a holiday"


def _article(why: str) -> str:
    return "an" if why[:1].lower() in "aeiou" else "a"


def _after(timetable: Timetable, now: datetime, length: Length) -> datetime:
    """Raises Refused for a school without periods, CalendarError where the calendar ends before."""
    if not timetable.periods:
        raise Refused("custody.no-day", "The school's day is not described yet, so no due date can be given.")
    if isinstance(length, KeptFor):
        return _end_of_day(timetable, now)
    return school_time_after(_calendar(timetable, local(now).date()), now, sessions=length)


def _end_of_day(timetable: Timetable, now: datetime) -> datetime:
    """Of today while it lasts, else of the next day with school."""
    today = local(now).date()
    days = (today + DAY * ahead for ahead in range(LOOK_AHEAD))
    ends = (timetable.end_of_day(day) for day in days if timetable.is_school_day(day))
    return next(end for end in ends if end > now)


def _calendar(timetable: Timetable, today: date) -> Calendar:
    """The school's own, or, where it has none, weekdays of a morning and an afternoon by its periods."""
    known = timetable.calendar
    if known is not None and known.knows(today):
        return known
    week = Week("every", dict.fromkeys(range(5), sessions(timetable.periods)))
    return Calendar((Term("from today", today, today + DAY * LOOK_AHEAD),), (week,), {})


def sessions(periods: tuple[Period, ...]) -> tuple[Session, ...]:
    """A morning and an afternoon, divided by the longest break, or by noon."""
    starts, ends = min(p.starts for p in periods), max(p.ends for p in periods)
    breaks = [p for p in periods if p.during == "social-time"]
    if breaks:
        lunch = max(breaks, key=_minutes)
        return Session(starts, lunch.starts, None), Session(lunch.ends, ends, None)
    return Session(starts, NOON, None), Session(NOON, ends, None)


def _minutes(period: Period) -> int:
    starts, ends = period.starts, period.ends
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def _day(at: datetime) -> str:
    here = at.astimezone(LONDON)
    return f"on {here:%A} {here.day} {here:%B} at {here:%H:%M}"
