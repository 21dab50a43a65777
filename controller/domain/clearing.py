"""How a gate is doing: who still waits there, when it clears, and where another pair of hands would help.

Nobody counts the pupils who stand before a gate, so the queue is reckoned: how many will go by it, how many
of those should have arrived, less those who tapped. docs/reception-desk.md says the same in words.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from controller.domain.timetable import local

ARRIVE_IN = timedelta(minutes=5)
"""From the opening until the last pupil has reached a gate, evenly."""
PER_STATION = 15.0
"""Taps a minute while nothing is measured: one in 4 s, which is slow."""
PER_HELPER = 9.0
"""Taps a minute more with somebody beside a station: one in 2.5 s instead of one in 4 s."""
MEASURED_OVER = timedelta(minutes=2)
MEASURED_FROM = timedelta(seconds=20)
SLOWER_BY = timedelta(minutes=3)
HELPERS_AT_MOST = 4
MINUTE = timedelta(minutes=1)
WORDS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True, slots=True)
class Flow:
    """A gate at a moment. `opened_at`: when it opened or will. `stations`: those that work there now.

    `expected` pupils go by it in all, `released` have, `recent` of them in the last two minutes. `shut`: it
    is held or over.
    """

    gate: str
    opened_at: datetime
    stations: int
    expected: int
    released: int
    recent: int
    last_at: datetime | None = None
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """`clears_at` is None where nobody can say: held, over, no station, or nobody left.

    `can`: taps a minute. `quiet_since`: the last tap, where nobody came any more though more were expected.
    """

    gate: str
    waiting: int
    left: int
    can: float
    clears_at: datetime | None
    quiet_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clearing:
    """One gate of one release, from the first tap to the last."""

    release: int
    gate: str
    opened_at: datetime
    first_tap_at: datetime
    last_tap_at: datetime
    released: int

    @property
    def took(self) -> timedelta:
        return self.last_tap_at - self.first_tap_at


def shares(before: Mapping[str, int], stations: Mapping[str, int]) -> dict[str, float]:
    """Which part of the pupils goes by each gate: as in the releases `before`, else by stations."""
    known = {gate: before.get(gate, 0) for gate in stations}
    weights = known if all(known.values()) else stations
    whole = sum(weights.values())
    return {gate: weight / whole if whole else 0.0 for gate, weight in weights.items()}


def expected(total: int, share: Mapping[str, float], released: Mapping[str, int]) -> dict[str, int]:
    """How many go by each gate in all: those who have, and its part of those who have not."""
    left = max(0, total - sum(released.values()))
    lacking = {gate: max(0.0, part * total - released.get(gate, 0)) for gate, part in share.items()}
    whole = sum(lacking.values())
    return {
        gate: released.get(gate, 0) + (round(left * lack / whole) if whole else 0)
        for gate, lack in lacking.items()
    }


def outlook(flow: Flow, now: datetime) -> Outlook:
    left = max(0, flow.expected - flow.released)
    waiting = 0 if flow.shut else max(0, round(flow.expected * _arrived(flow, now)) - flow.released)
    can = _can(flow, waiting, now)
    quiet = _quiet(flow, now)
    none = flow.shut or quiet is not None or left == 0 or can == 0
    begins = max(now, flow.opened_at)
    clears = None if none else max(flow.opened_at + ARRIVE_IN, begins + left / can * MINUTE)
    return Outlook(flow.gate, waiting, left, can, clears, quiet)


def clears_last(found: Sequence[Outlook]) -> datetime | None:
    return max((one.clears_at for one in found if one.clears_at), default=None)


def suggestion(found: Sequence[Outlook], now: datetime) -> str:
    """Where staff should go, in one sentence; empty when no gate is much slower than all the others."""
    known = sorted((one.clears_at, one.gate, one) for one in found if one.clears_at)
    if len(known) < 2:
        return ""
    (others, *_), (latest, gate, slow) = known[-2], known[-1]
    if latest - others < SLOWER_BY:
        return ""
    wanted = slow.left / max(1.0, (others - now) / MINUTE)
    helpers = min(HELPERS_AT_MOST, max(1, math.ceil((wanted - slow.can) / PER_HELPER)))
    staff = "member of staff" if helpers == 1 else "staff"
    return (
        f"Send {WORDS[helpers]} {staff} to the {gate}: it clears at {local(latest):%H:%M}, "
        f"the others by {local(others):%H:%M}."
    )


def _arrived(flow: Flow, now: datetime) -> float:
    return min(1.0, max(0.0, (now - flow.opened_at) / ARRIVE_IN))


def _can(flow: Flow, waiting: int, now: datetime) -> float:
    """What is measured, while there is a queue to measure it by; else what stations manage at least."""
    reckoned = PER_STATION * flow.stations
    over = min(MEASURED_OVER, now - flow.opened_at)
    if over < MEASURED_FROM:
        return reckoned
    measured = flow.recent / (over / MINUTE)
    return measured if measured and waiting > flow.stations else max(measured, reckoned)


def _quiet(flow: Flow, now: datetime) -> datetime | None:
    """Since when nobody came any more, though more were expected."""
    if flow.last_at is None or flow.recent or now < flow.opened_at + ARRIVE_IN:
        return None
    return flow.last_at
