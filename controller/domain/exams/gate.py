"""The gate before an exam: whoever sits has handed in, declared that there is nothing, or has an approval.

A device in a locked pouch counts as a device in the room: possession is the offence, and not use.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controller.domain.exams.seating import Seat

CATEGORIES = (
    "Mobile phone",
    "Watch of any kind",
    "Earbuds or headphones",
    "Smart glasses",
    "Fitness band",
    "Music player",
    "Tablet or laptop",
    "Other device that can store or send",
)
"""What a school begins with; it keeps its own list."""


DEVICES_AT_MOST = 8  # on one token


class Outcome(StrEnum):
    HANDED_IN = "handed-in"
    DECLARED_NONE = "declared-none"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Passage:
    """How one candidate came through. `token` names what was handed in; `approval` what may stay."""

    candidate: str
    outcome: Outcome
    at: datetime
    by: str
    token: str = ""
    devices: tuple[str, ...] = ()
    approval: str = ""
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seated:
    candidate: str
    name: str
    seat: Seat


@dataclass(frozen=True, slots=True)
class Gate:
    """`seated` = handed in + declared none + adjustment + `short`, always."""

    seated: int
    counts: Mapping[Outcome, int]
    short: tuple[Seated, ...]

    @property
    def complete(self) -> bool:
        return not self.short


def gate(seated: Iterable[Seated], passages: Mapping[str, Passage]) -> Gate:
    """Of those who are in the room; whoever is absent has nothing to hand in."""
    present = sorted(seated, key=lambda one: one.seat)
    through = [passages[one.candidate].outcome for one in present if one.candidate in passages]
    return Gate(
        seated=len(present),
        counts={outcome: through.count(outcome) for outcome in Outcome},
        short=tuple(one for one in present if one.candidate not in passages),
    )


def shortfall(found: Gate) -> str:
    """One sentence that names seats; empty when nobody is missing."""
    if found.complete:
        return ""
    seats = [str(one.seat) for one in found.short]
    named = seats[0] if len(seats) == 1 else f"{', '.join(seats[:-1])} and {seats[-1]}"
    return f"Nothing is on record for {'seat' if len(seats) == 1 else 'seats'} {named}."
