"""What a desk is told of taps: those refused, and what went wrong at a station."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    REFUSED = "refused"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`who` is a pupil's name and form, or empty. `source` names the clause behind a decision."""

    id: str
    at: datetime
    kind: FeedKind
    station: str
    who: str
    sentence: str
    source: str
    offline: bool


AT_THE_STATION = {
    "held": "This pouch is on hold.",
    "no-answer": "No answer came within two seconds, so the pouch stays shut. Tap again.",
    "no-link": "The station had no connection, and its authority does not cover this pouch.",
    "not-adopted": "The station is not adopted yet.",
    "exam": "The station is in exam mode.",
    "lockdown": "The station is in lockdown.",
    "maintenance": "The station is in maintenance.",
    "no-authority": "The station has no authority in force.",
    "clock-unknown": "The station does not know the time, so it cannot tell whether the release is on.",
    "superseded": "Another tag was tapped before the answer came. Tap again.",
}
"""Refusals that a station decides alone, by its reason; a refusal that we decided has its own sentence."""

WENT_WRONG = {
    "jammed": "The lock is jammed. Send somebody to look at it.",
    "unconfirmed": "Power or flash failed as a pouch was to open: nobody knows whether it did. Look at it.",
    "tampered": "The station's case was opened or moved.",
    "released": "A pouch was opened that no decision of ours allows.",
    "mode-changed": "Set to evacuate by its key switch: every pouch opens there until it is turned back.",
}
