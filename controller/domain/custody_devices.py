"""A device in the school's keeping, and what may be done with it by whom."""

from dataclasses import dataclass
from datetime import datetime

from controller.domain.accounts import Account, Role
from controller.domain.custody_words import (
    DESKS,
    ORDINARY,
    QUIET,
    RECEPTION,
    REFERRED,
    SAFEGUARDING,
    WHAT,
    WHY,
    Kind,
    State,
    Why,
    person,
    reference,
)
from device_rules.vocabulary import Device as What

DESK_OF = {Role.RECEPTION: RECEPTION, Role.SAFEGUARDING: SAFEGUARDING}


@dataclass(frozen=True, slots=True)
class Offer:
    """A hand-over that waits for its receiver: `to` is `desk:reception` or `account:j.pritchard`."""

    by: str
    by_id: int
    to: str
    receiver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """`holder_desk` is that of whoever has it, if they work at one. `release_to` is a word of the policy, or
    empty where it is silent. No `due_at`: safeguarding says. `pupil` is empty for a candidate from elsewhere.
    """

    number: int
    kind: Kind
    pupil: str
    pupil_name: str
    form: str
    what: What
    described: str
    why: Why
    rule: str
    taken_by: str
    taken_by_id: int
    taken_at: datetime
    taken_place: str
    state: State
    place: str
    seal: str
    holder: str
    holder_id: int | None
    holder_desk: str
    release_to: str
    due_at: datetime | None
    due_why: str
    police_reference: str
    closed_at: datetime | None
    revision: int
    offer: Offer | None

    @property
    def reference(self) -> str:
        return reference(self.number)

    @property
    def title(self) -> str:
        what = self.described if self.kind is Kind.EXAM_HAND_IN else WHAT[self.what]
        return f"{what} of {self.pupil_name}"

    @property
    def person(self) -> str:
        return person(self.pupil)

    @property
    def reason(self) -> str:
        return WHY[self.why]

    def is_overdue(self, now: datetime) -> bool:
        return self.state in ORDINARY and self.due_at is not None and self.due_at <= now

    def waits_for(self, account: Account) -> bool:
        """For this person to say that it has come."""
        return self.offer is not None and receives(account, self.offer.to)


def receives(account: Account, to: str) -> bool:
    return to in (DESK_OF.get(account.role), f"account:{account.username}")


def receiver_name(to: str, names: dict[str, str]) -> str:
    """`names` are display names by username."""
    return DESKS.get(to) or names.get(to.removeprefix("account:"), "somebody who has left")


def may_see(account: Account, device: Device) -> bool:
    """A teacher sees what they took, hold or are to take over; what is referred is safeguarding's alone."""
    if account.role is Role.SAFEGUARDING:
        return True
    mine = account.id in (device.taken_by_id, device.holder_id) or device.waits_for(account)
    if account.role in (Role.RECEPTION, Role.EXAMS_OFFICER):
        return mine or not (device.state in REFERRED or _on_its_way(device))
    return account.role is Role.TEACHER and mine


def _on_its_way(device: Device) -> bool:
    """To safeguarding, for a reason that is theirs alone."""
    there = device.offer is not None and device.offer.to == SAFEGUARDING
    return device.why in QUIET and (there or device.holder_desk != RECEPTION)


def may_know_why(account: Account, device: Device) -> bool:
    loud = device.why not in QUIET
    return loud or account.role is Role.SAFEGUARDING or account.id == device.taken_by_id


def may_move(account: Account, device: Device) -> bool:
    """To hand over or give back: whoever holds it, and everybody at the desk that does."""
    if account.role is Role.SAFEGUARDING:
        return True
    moves = account.role in (Role.RECEPTION, Role.TEACHER) and may_see(account, device)
    if device.state in REFERRED or not moves:
        return False
    return account.id == device.holder_id or DESK_OF.get(account.role, "nowhere") == device.holder_desk
