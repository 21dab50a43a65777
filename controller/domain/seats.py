"""A seat of a lab in a lesson: a PC at its place, who sits there, and what is known of it now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controller.domain.leases import Lease
from workstation_agent.protocol.restrictions import LOCK, Limits


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
    """What this connection of the PC has said. `in_force` and `failing` hold ids of leases.

    `version` is that of the newest desired state that it had taken then.
    """

    in_force: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    user: str | None = None
    version: int = 0


class HoldState(StrEnum):
    """How a restriction stands at a seat; `waits` is at a PC that is away."""

    COMING = "coming"
    IN_FORCE = "in-force"
    FAILED = "failed"
    ENDING = "ending"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Hold:
    """A restriction of a kind of lease (`lock`, `sites`, …), with its message and its list."""

    kind: str
    state: HoldState
    text: str = ""
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something broke on a PC, or was broken there."""

    kind: str
    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """`lock_waits`: a lock is wanted here and the PC is away, so it will lock when it returns."""

    place: Place
    condition: Condition
    user: str | None
    not_seen_since: datetime | None
    lock_waits: bool
    holds: tuple[Hold, ...] = ()


def seat(
    place: Place, known: Known | None, leases: Sequence[Lease], ending: Collection[str] = frozenset()
) -> Seat:
    """`known` is None for a PC that is not connected; `leases` are those that it ought to hold.

    `ending` are the kinds of what it holds besides, and will let go.
    """
    holds = tuple(Hold(one.kind, _state(one.id, known), one.message, one.limits) for one in leases)
    kinds = {hold.kind for hold in holds}
    holds += tuple(Hold(kind, HoldState.ENDING) for kind in sorted(ending) if kind not in kinds)
    if known is None:
        condition = Condition.AWAY if place.enrolled else Condition.NOT_ENROLLED
        return Seat(place, condition, None, place.last_seen_at, LOCK in kinds, holds)
    condition = next((_CONDITIONS[hold.state] for hold in holds if hold.kind == LOCK), Condition.FREE)
    return Seat(place, condition, known.user, None, lock_waits=False, holds=holds)


def _state(lease: str, known: Known | None) -> HoldState:
    if known is None:
        return HoldState.WAITS
    if lease in known.in_force:
        return HoldState.IN_FORCE
    return HoldState.FAILED if lease in known.failing else HoldState.COMING


_CONDITIONS = {
    HoldState.IN_FORCE: Condition.LOCKED,
    HoldState.FAILED: Condition.LOCK_FAILED,
    HoldState.COMING: Condition.LOCKING,
    HoldState.ENDING: Condition.UNLOCKING,
}
