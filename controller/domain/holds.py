"""A hold keeps one pupil's pouch shut for a while, in the release too. It always has an end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from controller.domain.pouches import Ruling
from controller.domain.timetable import LONDON, Timetable, local

HELD = "held"
"""What a tap that it stopped is called."""
SENTENCE = "Keep locked: see reception."
DAYS_AT_MOST = 5
HOLDS_AT_MOST = 50  # of the 200 exceptions that a station takes; the others are left for standing needs
LOOK_AHEAD = 370  # days in which so many school days are found, in any school


@dataclass(frozen=True, slots=True)
class Hold:
    """`sentence` is public: it is said to the pupil. Why the pouch is held is not kept here."""

    id: int
    pupil: str
    pupil_name: str
    form: str
    sentence: str
    placed_by: str
    placed_at: datetime
    ends_at: datetime


def ruling(hold: Hold) -> Ruling:
    until = f"{local(hold.ends_at - timedelta(minutes=1)):%a %-d %b}"
    return Ruling(False, HELD, hold.sentence, f"A hold by {hold.placed_by}, to the end of {until}")


def ends_at(timetable: Timetable, now: datetime, days: int) -> datetime:
    """The midnight after the `days`-th school day; today is the first, whether there is school or not."""
    last = local(now).date()
    for _ in range(LOOK_AHEAD):
        if days <= 1:
            break
        last += timedelta(days=1)
        days -= timetable.is_school_day(last)
    return midnight_after(last)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
