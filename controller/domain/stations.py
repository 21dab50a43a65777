"""Unlock stations as a desk sees them: taken on or not, heard from or not, brought level or not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HEARTBEAT = timedelta(seconds=10)
LATE_AFTER = timedelta(seconds=25)
LOST_AFTER = timedelta(seconds=45)


class Adoption(StrEnum):
    """`EXPECTED`: in the school's list, not heard of yet. `PENDING`: has called, waits to be adopted."""

    EXPECTED = "expected"
    PENDING = "pending"
    ADOPTED = "adopted"
    REVOKED = "revoked"


class Presence(StrEnum):
    READY = "ready"
    LATE = "late"
    LOST = "lost"
    ALERT = "alert"
    EXPECTED = "expected"
    PENDING = "pending"
    REVOKED = "revoked"


STARTING = "init"
GONE = frozenset({"lost", "disconnected", "sleeping"})


@dataclass(frozen=True, slots=True)
class Station:
    """`ordered` is the authority version that it ought to hold, `in_force` the one that it says it holds.

    `level` is true when both are the same authority, by version and hash. `refused` counts orders by cause,
    `jams` and `unrecorded` openings too, since power came on. `supply_mv` is 0 where it is not measured.
    `listed`: the school's own list names it. `key_under_way`: it is being given another key.
    """

    id: str
    name: str
    gate: str
    adoption: Adoption
    presence: Presence
    last_seen: datetime | None
    lock: str
    mode: str
    clock_quality: str
    firmware: str
    waiting: int
    jams: int
    tampered: bool
    store_full: bool
    broken_records: int
    unrecorded: int
    refused: Mapping[str, int]
    supply_mv: int
    battery: bool
    model: str
    listed: bool
    key_under_way: bool
    in_force: int
    ordered: int
    level: bool


def natural(name: str) -> list[tuple[int, str]]:
    """To sort by: gate 2 comes before gate 10."""
    parts = re.findall(r"\d{1,9}|\D+", name)
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in parts]


def presence(adoption: Adoption, lifecycle: str, last_seen: datetime | None, now: datetime) -> Presence:
    """`lifecycle` is the word of `$state`, which nobody signs: it can make a station lost, never ready."""
    if adoption is not Adoption.ADOPTED:
        return Presence(adoption.value)
    if last_seen is None or lifecycle in GONE or now - last_seen > LOST_AFTER:
        return Presence.LOST
    if now - last_seen > LATE_AFTER or lifecycle == STARTING:
        return Presence.LATE
    return Presence.ALERT if lifecycle == "alert" else Presence.READY
