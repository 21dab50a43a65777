"""When a demonstration is: where it left off, or a lesson on a school day, never the middle of the night."""

import time
from datetime import datetime, timedelta

from controller.clock import ScaledClock
from controller.domain.timetable import LONDON, Timetable, local
from controller.errors import SchoolbellError
from device_rules.calendar_document import read_calendar
from simulators.northgate import PERIODS
from simulators.northgate_year import YEAR

NORTHGATE = Timetable(PERIODS, read_calendar(YEAR))
FIRST_START = datetime(2025, 10, 6, 10, 5, tzinfo=LONDON)


def demo_clock(left_off: datetime | None, start: datetime | None, speed: float) -> ScaledClock:
    """Not before `left_off`, the newest time in the journal: SchoolbellError when `start` is."""
    if start and left_off and start < left_off:
        raise SchoolbellError(
            "demo.in-the-past",
            f"In this data directory it is already {local(left_off):%A %d %B %Y, %H:%M}: "
            "choose a later --at, or a new directory with --data-dir.",
        )
    return ScaledClock(start or next_start(left_off), time.time(), speed)


def next_start(left_off: datetime | None) -> datetime:
    """`left_off` itself during a lesson, else 10:05 of the next school day."""
    if left_off is None:
        return FIRST_START
    period = NORTHGATE.period_at(left_off)
    if period and period.during == "lesson":
        return left_off
    day = local(left_off).date()
    while not NORTHGATE.is_school_day(day) or datetime.combine(day, FIRST_START.time(), LONDON) <= left_off:
        day += timedelta(days=1)
    return datetime.combine(day, FIRST_START.time(), LONDON)
