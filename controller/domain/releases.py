"""The day-end release: the stretch of time in which stations open by their own authority."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.timetable import local
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
class Bell:
    """When today's last period ends, or would end. `closed`: why there is no school; empty if there is."""

    at: datetime
    closed: str = ""

    def ahead_of(self, now: datetime) -> bool:
        return not self.closed and now < self.at

    def why_early(self, now: datetime) -> str:
        """Why a release at that time would be early; empty when it would not be."""
        if self.closed:
            return f"Today is not a school day ({self.closed})."
        return f"The school day ends at {local(self.at):%H:%M}." if now < self.at else ""


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


def starts_at(when: When, now: datetime, bell: Bell, reason: str) -> datetime:
    """Raises Refused: one before the end of the school day needs a reason; the bell must be ahead."""
    if when is When.BELL:
        if not bell.ahead_of(now):
            raise Refused("release.no-bell", "Today's last period is over: start the release now instead.")
        return bell.at
    if (early := bell.why_early(now)) and not reason:
        raise Refused("release.early-needs-reason", f"{early} Give a reason to release now.")
    return now


def by_minute(first_releases: Sequence[datetime], since: datetime, until: datetime) -> list[int]:
    """How many in each minute from `since` up to `until`, the oldest first."""
    counts = [0] * max(1, math.ceil((until - since) / MINUTE))
    for at in first_releases:
        if since <= at < until:
            counts[int((at - since) / MINUTE)] += 1
    return counts


def last_minute(first_releases: Sequence[datetime], now: datetime) -> int:
    return sum(now - MINUTE < at <= now for at in first_releases)
