"""The school's days in its own time zone: which have school, which period it is, what a lesson is called."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from controller.domain.school import Period
from device_rules.calendar import Calendar

LONDON = ZoneInfo("Europe/London")
BEFORE, AFTER, BETWEEN = "before-school", "after-school", "between-lessons"
SATURDAY = 5
WRITTEN = re.compile(r"(r?)(0|[1-9][0-9]{0,8})@([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class LessonId:
    """A slot of the timetable on a date, written `412@2025-10-06`.

    `free`: no lesson, but the visit of that number to a room that is free, written `r17@2025-10-06`.
    """

    slot: int
    on: date
    free: bool = False

    def __str__(self) -> str:
        return f"{'r' if self.free else ''}{self.slot}@{self.on.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "LessonId":
        """Only what `str` writes, so that no lesson has two names. Raises ValueError."""
        written = WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"`{text[:40]}` is not a lesson")
        return cls(int(written[2]), date.fromisoformat(written[3]), written[1] == "r")


def local(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def bounds(period: Period, on: date) -> tuple[datetime, datetime]:
    """When `period` starts and ends on that date, aware, in the school's time zone."""
    return (
        datetime.combine(on, period.starts, LONDON),
        datetime.combine(on, period.ends, LONDON),
    )


@dataclass(frozen=True, slots=True)
class Timetable:
    """The periods of a school day, and which days are school days. No `calendar`: every weekday is one."""

    periods: tuple[Period, ...]
    calendar: Calendar | None = None

    def is_school_day(self, on: date) -> bool:
        return not self.why_closed(on)

    def why_closed(self, on: date) -> str:
        """Empty on a day with school. Outside the years that the calendar knows, every weekday is one."""
        if self.calendar is not None and self.calendar.knows(on):
            return self.calendar.why_closed(on) or ""
        return "" if on.weekday() < SATURDAY else "weekend"

    def week_on(self, on: date) -> str:
        """The name of that week in a timetable of several; empty where there is but one."""
        week = self.calendar.week_on(on) if self.calendar is not None else None
        return week.name if week else ""

    def period_at(self, at: datetime) -> Period | None:
        here = local(at)
        if not self.is_school_day(here.date()):
            return None
        return next((p for p in self.periods if p.starts <= here.time() < p.ends), None)

    def during_at(self, at: datetime) -> str:
        """The policy's word for this moment; a gap between two periods is `between-lessons`."""
        here = local(at)
        closed = not self.periods or not self.is_school_day(here.date())
        if closed or here.time() >= max(p.ends for p in self.periods):
            return AFTER
        if here.time() < min(p.starts for p in self.periods):
            return BEFORE
        period = self.period_at(at)
        return period.during if period else BETWEEN

    def end_of_day(self, on: date) -> datetime:
        """When the last period of that date ends. Raises ValueError when the school has no periods."""
        return datetime.combine(on, max(p.ends for p in self.periods), LONDON)
