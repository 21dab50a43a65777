"""Leave on the same weekdays for some months: an off-site college every Tuesday afternoon in term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from controller.domain.timetable import LONDON, Timetable
from controller.errors import Refused

AT_MOST = timedelta(days=366)
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`weekdays`: 0 is Monday. Both days are included. `back_by`: when the pouch should be locked again.

    `week`: only in that week of a timetable of several; empty for every week.
    """

    weekdays: frozenset[int]
    starts: time
    ends: time
    first_on: date
    last_on: date
    review_on: date
    back_by: time | None = None
    week: str = ""

    def falls_on(self, on: date, timetable: Timetable) -> bool:
        in_time = self.first_on <= on <= self.last_on and on.weekday() in self.weekdays
        in_week = not self.week or timetable.week_on(on) == self.week
        return in_time and in_week and timetable.is_school_day(on)

    def times(self, on: date) -> tuple[datetime, datetime, datetime | None]:
        """From, until and back by, on that date."""
        back = datetime.combine(on, self.back_by, LONDON) if self.back_by else None
        return datetime.combine(on, self.starts, LONDON), datetime.combine(on, self.ends, LONDON), back


@dataclass(frozen=True, slots=True)
class StandingLeave:
    """`waits_for`: whose word it waits for. `trouble`: why the last turn was not given, or empty."""

    id: int
    pupil: str
    pupil_name: str
    form: str
    place: str
    pattern: Pattern
    issued_by: str
    waits_for: str
    turned_down: str
    trouble: str

    def is_due(self, today: date) -> bool:
        """For its review."""
        return today >= self.pattern.review_on


def pattern(
    weekdays: Iterable[int],
    times: tuple[str, str, str],
    days: tuple[str, str, str],
    today: date,
    week: str = "",
) -> Pattern:
    """As typed: times `13:10` (from, until, perhaps back by), days `2026-09-01` (first, last, review).

    Raises Refused with what to mend.
    """
    starts, ends, back = _time(times[0]), _time(times[1]), _time(times[2]) if times[2] else None
    first, last, review = map(_day, days)
    made = Pattern(frozenset(weekdays), starts, ends, first, last, review, back, week)
    if not made.weekdays or not made.weekdays <= set(range(5)):
        raise Refused("standing.no-weekday", "Choose at least one weekday.")
    if starts >= ends or (back and back <= starts):
        raise Refused("standing.bad-times", "It would end before it begins: choose other times.")
    if not first <= last <= today + AT_MOST or last < today:
        raise Refused("standing.bad-days", "Choose a last day from today up to a year from now.")
    check_review(review, last, today)
    return made


def check_review(review: date, last: date, today: date) -> None:
    if not today < review <= last:
        raise Refused(
            "standing.bad-review", "Choose a day of review after today, and not after the last day."
        )


def overlap(one: Pattern, other: Pattern) -> bool:
    """Whether both would be leave at the same moment of some day."""
    days = one.first_on <= other.last_on and other.first_on <= one.last_on
    weeks = one.week == other.week or not (one.week and other.week)
    times = one.starts < other.ends and other.starts < one.ends
    return days and weeks and times and bool(one.weekdays & other.weekdays)


def words(one: Pattern) -> str:
    """`Tuesdays and Thursdays, 13:10 to 15:10`; `Tuesdays of week A, 13:10 to 15:10`"""
    days = [name for number, name in enumerate(WEEKDAYS) if number in one.weekdays]
    said = " and ".join(filter(None, (", ".join(days[:-1]), days[-1])))
    in_week = f" of week {one.week}" if one.week else ""
    return f"{said}{in_week}, {one.starts:%H:%M} to {one.ends:%H:%M}"


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise Refused("standing.bad-times", "Write times as 13:10.") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "standing.bad-days", "Choose the first day, the last day and the day of review."
        ) from error
