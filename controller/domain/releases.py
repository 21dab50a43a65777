"""The day-end release: the stretch of time in which stations open by their own authority."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.timetable import is_school_day, local
from controller.errors import Refused

LENGTH = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


class When(StrEnum):
    """`BELL`: the end of today's last period. Stations are told now, and open then whatever else is down."""

    NOW = "now"
    BELL = "bell"


class Phase(StrEnum):
    SET = "set"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Release:
    """Open from `starts_at` up to, and not at, `ends_at`. `ended_at` is set once it is over."""

    id: int
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    started_by: str
    ended_by: str
    reason: str
    authority: int
    listed: int


@dataclass(frozen=True, slots=True)
class Count:
    """Pouches, each counted once. `left_earlier`: opened today before this release."""

    listed: int
    released: int
    left_earlier: int

    @property
    def still_out(self) -> int:
        return max(0, self.listed - self.released - self.left_earlier)


def phase(release: Release, now: datetime) -> Phase:
    if release.ended_at is not None or now >= release.ends_at:
        return Phase.OVER
    return Phase.OPEN if now >= release.starts_at else Phase.SET


def starts_at(when: When, now: datetime, bell: datetime, reason: str) -> datetime:
    """Raises Refused: one before the end of the school day needs a reason; the bell must be ahead."""
    if when is When.BELL:
        if not has_bell(now) or now >= bell:
            raise Refused("release.no-bell", "Today's last period is over: start the release now instead.")
        return bell
    if early(now, bell) and not reason:
        raise Refused("release.early-needs-reason", f"{why_early(now, bell)} Give a reason to release now.")
    return now


def has_bell(now: datetime) -> bool:
    return is_school_day(local(now).date())


def early(now: datetime, bell: datetime) -> bool:
    return now < bell or not has_bell(now)


def why_early(now: datetime, bell: datetime) -> str:
    if not has_bell(now):
        return "Today is not a school day."
    return f"The school day ends at {local(bell):%H:%M}."


def by_minute(first_releases: Sequence[datetime], since: datetime, until: datetime) -> list[int]:
    """How many in each minute from `since` up to `until`, the oldest first."""
    counts = [0] * max(1, math.ceil((until - since) / MINUTE))
    for at in first_releases:
        if since <= at < until:
            counts[int((at - since) / MINUTE)] += 1
    return counts


def last_minute(first_releases: Sequence[datetime], now: datetime) -> int:
    return sum(now - MINUTE < at <= now for at in first_releases)
