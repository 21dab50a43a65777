"""Modes that people set at stations: what each does, for how long, and how far an order has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class StationMode(StrEnum):
    """What may be ordered; `NORMAL` ends a mode that was set, and the authority decides again."""

    NORMAL = "normal"
    EXAM = "exam"
    EVACUATE = "evacuate"
    LOCKDOWN = "lockdown"
    MAINTENANCE = "maintenance"


LENGTHS = {
    StationMode.NORMAL: timedelta(hours=24),  # how long a station that was away is still told
    StationMode.EXAM: timedelta(hours=4),
    StationMode.EVACUATE: timedelta(hours=2),
    StationMode.LOCKDOWN: timedelta(hours=4),
    StationMode.MAINTENANCE: timedelta(hours=24),
}
"""How long each lasts unless asked otherwise: everything ends by itself."""

LONGEST = timedelta(hours=24)
EMERGENCIES = frozenset({StationMode.EVACUATE, StationMode.LOCKDOWN})
AT_REST = frozenset({"normal", "release"})
"""What a station may be in once a mode that was set is over."""

KEY_SWITCH = "key-switch"
EVERYWHERE = "all"


class Step(StrEnum):
    """How far an order has come at one station."""

    WAITING = "waiting"
    ASKED = "asked"
    DELIVERED = "delivered"
    REFUSED = "refused"
    IN_FORCE = "in-force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `scope` is `all`, `gate:<name>` or `station:<id>`."""

    mode: StationMode
    scope: str = EVERYWHERE
    drill: bool = False
    reason: str = ""
    length: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One station of an order; a moment is None for as long as it has not come. `why` it is not in force."""

    station: str
    name: str
    gate: str
    heard_at: datetime | None
    asked_at: datetime | None
    delivered_at: datetime | None
    in_force_at: datetime | None
    ended_at: datetime | None
    result: str
    step: Step
    why: str


@dataclass(frozen=True, slots=True)
class ModeReport:
    """What became of one order, or of one turn of a key switch (`by` is then empty)."""

    id: int
    ordered_at: datetime
    by: str
    mode: str
    scope: str
    drill: bool
    reason: str
    until: datetime
    closed_at: datetime | None
    over: bool
    targets: tuple[Target, ...]

    @property
    def from_switch(self) -> bool:
        return self.scope == KEY_SWITCH

    @property
    def reached(self) -> tuple[Target, ...]:
        """Those where it was in force at some time."""
        return tuple(one for one in self.targets if one.in_force_at)

    @property
    def missed(self) -> tuple[Target, ...]:
        return tuple(one for one in self.targets if not one.in_force_at)

    @property
    def slowest_s(self) -> float | None:
        """From the order until the last station that was reached had it in force."""
        moments = [one.in_force_at for one in self.targets if one.in_force_at]
        return (max(moments) - self.ordered_at).total_seconds() if moments else None


def settled(mode: str, reported: str) -> bool:
    """Whether a station that reports this mode has done what was asked of it."""
    return reported in AT_REST if mode == StationMode.NORMAL else reported == mode
