"""The school's day in its own time zone: which period it is, and which lesson a slot makes on a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from controller.domain.school import Period

LONDON = ZoneInfo("Europe/London")
BEFORE, AFTER, BETWEEN = "before-school", "after-school", "between-lessons"
SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class LessonId:
    """A slot of the timetable on a date, written `412@2025-10-06`."""

    slot: int
    on: date

    def __str__(self) -> str:
        return f"{self.slot}@{self.on.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "LessonId":
        """Raises ValueError."""
        slot, at, on = text.partition("@")
        if not (at and slot.isdecimal() and len(slot) <= 9):
            raise ValueError(f"`{text[:40]}` is not a lesson")
        return cls(int(slot), date.fromisoformat(on))


def local(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def is_school_day(on: date) -> bool:
    return on.weekday() < SATURDAY


def bounds(period: Period, on: date) -> tuple[datetime, datetime]:
    """When `period` starts and ends on that date, aware."""
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
    """When the last period of that date ends."""
    return datetime.combine(on, max(p.ends for p in periods), LONDON)
