"""Leave for one pupil's pouch to be opened once, before the release."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LENGTH = timedelta(minutes=20)


class ReasonCode(StrEnum):
    APPOINTMENT = "appointment"
    ILLNESS = "illness"
    FAMILY = "family"
    OTHER = "other"


WORDS = {
    ReasonCode.APPOINTMENT: "Appointment",
    ReasonCode.ILLNESS: "May leave",
    ReasonCode.FAMILY: "Family",
    ReasonCode.OTHER: "Other",
}
"""What lists show. An illness is the journal's business: lists say only that the pupil may leave."""


class GrantState(StrEnum):
    """`CLAIMED`: a station was told to open, and has not said yet whether it did."""

    ACTIVE = "active"
    CLAIMED = "claimed"
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Grant:
    """`station` is where it was claimed, or empty."""

    id: int
    pupil: str
    pupil_name: str
    form: str
    reason: ReasonCode
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    cancelled_at: datetime | None
    claimed_at: datetime | None
    used_at: datetime | None
    station: str

    @property
    def public_reason(self) -> str:
        return WORDS[self.reason]


def state(grant: Grant, now: datetime) -> GrantState:
    """What was done with it counts before the clock: a used grant never turns into an expired one."""
    if grant.used_at is not None:
        return GrantState.USED
    if grant.cancelled_at is not None:
        return GrantState.CANCELLED
    if grant.claimed_at is not None:
        return GrantState.CLAIMED
    return GrantState.ACTIVE if now < grant.expires_at else GrantState.EXPIRED
