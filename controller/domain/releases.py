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


class GatePhase(StrEnum):
    """`EARLY`: only the early buses' pupils may go. `HELD`: nobody may, until somebody lets it go on."""

    SET = "set"
    EARLY = "early"
    OPEN = "open"
    HELD = "held"
    OVER = "over"


class Change(StrEnum):
    """What a person does about a release at a gate."""

    ORDERED = "ordered"
    HELD = "held"
    WENT_ON = "let go on"
    MOVED = "moved"
    ENDED = "ended"


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
class Early:
    """Who goes before the others, by how many minutes, and at which `gates`: none named are all of them.

    Nobody where there is no bus.
    """

    minutes: int = 0
    buses: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()

    def counts_at(self, gate: str) -> bool:
        return not self.gates or gate in self.gates

    def ahead_of(self, starts_at: datetime) -> datetime | None:
        return starts_at - self.minutes * MINUTE if self.minutes and self.buses else None


NOBODY_EARLY = Early()


@dataclass(frozen=True, slots=True)
class GateRelease:
    """A release at one gate. `changed`, `changed_by` and `changed_at` are what a person did last.

    `buses` go there from `early_at` on, and at no other gate that has not named them.
    """

    gate: str
    starts_at: datetime
    ends_at: datetime
    early_at: datetime | None
    held_at: datetime | None
    ended_at: datetime | None
    changed: Change
    changed_by: str
    changed_at: datetime
    buses: frozenset[str] = frozenset()

    @property
    def opens_at(self) -> datetime:
        """When the first pouch may open."""
        return min(self.starts_at, self.early_at or self.starts_at)

    @property
    def last_done(self) -> str:
        """As a sentence, for whoever wanted to do the opposite a moment later."""
        at = f"{local(self.changed_at):%H:%M}"
        if self.changed is Change.MOVED:
            return f"{self.changed_by} moved it to {local(self.starts_at):%H:%M}, at {at}."
        return f"{self.changed_by} {self.changed.value} the release there at {at}."


@dataclass(frozen=True, slots=True)
class Release:
    """Open from `starts_at` up to, and not at, `ends_at`. `ended_at` is set once it is over.

    Both span all of its `gates`, each of which has times of its own.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    started_by: str
    ended_by: str
    reason: str
    authority: int
    listed: int
    gates: tuple[GateRelease, ...] = ()

    @property
    def buses(self) -> frozenset[str]:
        """That go early at some gate."""
        return frozenset().union(*(one.buses for one in self.gates))

    @property
    def opens_at(self) -> datetime:
        return min([self.starts_at, *(one.opens_at for one in self.gates)])

    def at(self, gate: str) -> GateRelease | None:
        return next((one for one in self.gates if one.gate == gate), None)


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
    return Phase.OPEN if now >= release.opens_at else Phase.SET


def gate_phase(one: GateRelease, now: datetime) -> GatePhase:
    if one.ended_at is not None or now >= one.ends_at:
        return GatePhase.OVER
    if one.held_at is not None:
        return GatePhase.HELD
    if now >= one.starts_at:
        return GatePhase.OPEN
    return GatePhase.EARLY if now >= one.opens_at else GatePhase.SET


def lets_out(one: GateRelease, early: bool, now: datetime) -> bool:
    """Whether this pupil may go; `early`: with one of the early buses."""
    stage = gate_phase(one, now)
    return stage is GatePhase.OPEN or (early and stage is GatePhase.EARLY)


def why_held(one: GateRelease) -> str:
    """For the desk, when somebody taps meanwhile."""
    at = f"{local(one.held_at or one.changed_at):%H:%M}"
    return f"The release is held at the {one.gate}: {one.changed_by} stopped it at {at}."


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
