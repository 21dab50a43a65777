"""A class check: where the phones of a class are, as far as anybody looked. A claim, with its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.lessons import Lesson
from controller.domain.timetable import local

BEFORE = timedelta(minutes=10)
"""A teacher stands at the door before the lesson begins."""


class Mark(StrEnum):
    LOCKED = "locked"
    NO_PHONE = "no-phone"
    NOT_CHECKED = "not-checked"


class Evidence(StrEnum):
    """`TAPPED`: the pouch was held to a station and stayed shut. `SEEN`: by the person who checked."""

    TAPPED = "tapped"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Checked:
    """One pupil of the class. `row` and `column` are of the seat, None without one in that room."""

    pupil: str
    name: str
    mark: Mark
    evidence: Evidence | None
    row: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class TapPlace:
    """A station at which the class may hold its pouches."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`station` is where taps count now; `last_at` None before the first mark."""

    lesson: Lesson
    morning: bool
    pupils: tuple[Checked, ...]
    station: TapPlace | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """Pupils of one form in one check, or of many checks together."""

    pupils: int = 0
    tapped: int = 0
    seen: int = 0
    no_phone: int = 0

    @property
    def locked(self) -> int:
        return self.tapped + self.seen

    @property
    def checked(self) -> int:
        return self.locked + self.no_phone

    @property
    def not_checked(self) -> int:
        return self.pupils - self.checked

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.pupils + other.pupils,
            self.tapped + other.tapped,
            self.seen + other.seen,
            self.no_phone + other.no_phone,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one pupil, for counting. `tapped`: whether a tap stands behind `mark`."""

    form: str
    year: int
    mark: Mark
    tapped: bool


def evidence(mark: Mark, tapped: bool) -> Evidence | None:
    if mark is not Mark.LOCKED:
        return None
    return Evidence.TAPPED if tapped else Evidence.SEEN


def may_check(lesson: Lesson, now: datetime) -> bool:
    """From shortly before it begins to the end of that day, so that what was noted offline still arrives."""
    return lesson.starts_at - BEFORE <= now and local(now).date() == lesson.id.on


def by_form(pupils: Iterable[Found]) -> Mapping[tuple[str, int], Count]:
    """By form and year."""
    counts: dict[tuple[str, int], Count] = {}
    for one in pupils:
        key = (one.form, one.year)
        counts[key] = counts.get(key, Count()) + count_of(one)
    return counts


def count_of(one: Found) -> Count:
    locked = one.mark is Mark.LOCKED
    return Count(
        pupils=1,
        tapped=int(locked and one.tapped),
        seen=int(locked and not one.tapped),
        no_phone=int(one.mark is Mark.NO_PHONE),
    )
