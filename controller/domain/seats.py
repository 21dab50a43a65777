"""A seat of a lab in a lesson: a PC at its place, who sits there, and what is known of it now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Condition(StrEnum):
    FREE = "free"
    LOCKING = "locking"
    LOCKED = "locked"
    LOCK_FAILED = "lock-failed"
    UNLOCKING = "unlocking"
    AWAY = "away"
    NOT_ENROLLED = "not-enrolled"


@dataclass(frozen=True, slots=True)
class Place:
    """`pupil` is the name of whoever the seating plan puts here for this class; row 1 is at the board."""

    workstation: str
    name: str
    row: int
    column: int
    pupil: str | None
    enrolled: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What this connection of the PC has said. `in_force` and `failing` hold ids of leases."""

    in_force: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """`lock_waits`: a lock is wanted here and the PC is away, so it will lock when it returns."""

    place: Place
    condition: Condition
    user: str | None
    not_seen_since: datetime | None
    lock_waits: bool


def seat(place: Place, known: Known | None, leases: frozenset[str]) -> Seat:
    """`known` is None for a PC that is not connected; `leases` are the ids that it ought to hold."""
    if known is None:
        condition = Condition.AWAY if place.enrolled else Condition.NOT_ENROLLED
        return Seat(place, condition, None, place.last_seen_at, lock_waits=bool(leases))
    return Seat(place, _condition(known, leases), known.user, None, lock_waits=False)


def _condition(known: Known, leases: frozenset[str]) -> Condition:
    if leases & known.in_force:
        return Condition.LOCKED
    if leases & known.failing:
        return Condition.LOCK_FAILED
    if leases:
        return Condition.LOCKING
    return Condition.UNLOCKING if known.in_force else Condition.FREE
