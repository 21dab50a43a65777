"""The school's day in its own time zone: which period it is, and which lesson a slot makes on a date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from controller.domain.school import Period

LONDON = ZoneInfo("Europe/London")
BEFORE, AFTER, BETWEEN = "before-school", "after-school", "between-lessons"
SATURDAY = 5
WRITTEN = re.compile(r"(0|[1-9][0-9]{0,8})@([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class LessonId:
    """A slot of the timetable on a date, written `412@2025-10-06`."""

    slot: int
    on: date

    def __str__(self) -> str:
        return f"{self.slot}@{self.on.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "LessonId":
        """Only what `str` writes, so that no lesson has two names. Raises ValueError."""
        written = WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"`{text[:40]}` is not a lesson")
        return cls(int(written[1]), date.fromisoformat(written[2]))


def local(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def is_school_day(on: date) -> bool:
    return on.weekday() < SATURDAY


def bounds(period: Period, on: date) -> tuple[datetime, datetime]:
    """When `period` starts and ends on that date, aware, in the school's time zone."""
    return (
        datetime.combine(on, period.starts, LONDON),
        datetime.combine(on, period.ends, LONDON),
    )


def period_at(periods: Sequence[Period], at: datetime) -> Period | None:
    here = local(at)
    if not is_school_day(here.date()):
        return None
    return next((p for p in periods if p.starts <= here.time() < p.ends), None)


def during_at(periods: Sequence[Period], at: datetime) -> str:
    """The policy's word for this moment; a gap between two periods is `between-lessons`."""
    here = local(at)
    if not periods or not is_school_day(here.date()) or here.time() >= max(p.ends for p in periods):
        return AFTER
    if here.time() < min(p.starts for p in periods):
        return BEFORE
    period = period_at(periods, at)
    return period.during if period else BETWEEN


def end_of_day(periods: Sequence[Period], on: date) -> datetime:
    """When the last period of that date ends. Raises ValueError when the school has no periods."""
    return datetime.combine(on, max(p.ends for p in periods), LONDON)
