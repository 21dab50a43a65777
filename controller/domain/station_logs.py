"""A station's own log, as it was read from its flash: how far the reading has come, and each line of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reading(StrEnum):
    """`SILENT`: asked several times, and it did not answer. `REFUSED`: it answered that it will not."""

    UNDER_WAY = "under-way"
    DONE = "done"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LogProgress:
    """`total` records are kept at the station, `got` of the `asked` ones are here."""

    station: str
    state: Reading
    asked_at: datetime
    got: int
    asked: int
    total: int
    sentence: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record. `reported` is False for an event that has not reached us; `raw` is what is unreadable."""

    number: int
    boot: str
    seq: int
    at: datetime | None
    what: str
    reason: str
    mode: str
    tag: str
    pouch: str
    offline: bool
    clock: str
    authority: int
    reported: bool
    raw: str = ""
