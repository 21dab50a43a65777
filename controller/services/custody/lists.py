"""What the desks are shown of the custody book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from controller.domain import custody_due
from controller.domain.accounts import Account, Role
from controller.domain.custody import Link, of_device
from controller.domain.custody_devices import DESK_OF, Device, may_see
from controller.domain.custody_words import ORDINARY, QUIET, REFERRED, Kind, State
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.custody import chain, rows
from controller.services.custody.changing import Book
from controller.services.custody.rulings import Rulings
from controller.storage.tables.custody import CustodyDeviceRow

ALL_LINKS = 200
CLOSED_LATELY, CLOSED_SHOWN = timedelta(days=14), 30


@dataclass(frozen=True, slots=True)
class Counts:
    """For the reception page: devices that want something done."""

    held: int
    overdue: int
    due_today: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Late:
    """`over` names the holidays that it ran over, unnoticed."""

    device: Device
    over: Sequence[str]


@dataclass(frozen=True, slots=True)
class Desk:
    waiting: Sequence[Device]
    overdue: Sequence[Late]
    held: Sequence[Device]
    referred: Sequence[Device]
    closed: Sequence[Device]


class Lists:
    def __init__(self, book: Book, rulings: Rulings) -> None:
        self._book, self._rulings = book, rulings

    def now(self) -> datetime:
        return self._book.clock.now()

    def desk(self, account: Account) -> Desk:
        """Each part is empty for those who may not see it."""
        now = self._book.clock.now()
        with self._book.database.read() as session:
            held = [one for one in rows.devices(session, _state_in(*ORDINARY)) if may_see(account, one)]
            referred = rows.devices(session, _state_in(*REFERRED)) if _refers(account) else []
            waiting = rows.devices(session, _offered(account), _TAKEN)
            closed = self._closed(session, account)
        known = {one.number for one in waiting}
        left = [one for one in held if one.number not in known]
        return Desk(
            waiting=waiting,
            overdue=[self._late(one, now) for one in left if one.is_overdue(now)],
            held=[one for one in left if not one.is_overdue(now)],
            referred=referred,
            closed=closed,
        )

    def mine(self, account: Account) -> list[Device]:
        """What a teacher took, holds or is to take over, while it is not given back."""
        row = CustodyDeviceRow
        mine = or_(row.taken_by_id == account.id, row.holder_id == account.id, _offered(account))
        with self._book.database.read() as session:
            return rows.devices(session, _TAKEN, CustodyDeviceRow.closed_at.is_(None), mine)

    def device(self, account: Account, number: int) -> tuple[Device, Sequence[Link]]:
        """With its chain, newest first. Raises Refused, in the same words for one that is not there."""
        with self._book.database.read() as session:
            found = rows.device(session, number)
            links = chain.links(session, of_device(number), ALL_LINKS)
        if found is None or not may_see(account, found):
            raise Refused("custody.unknown", "There is no such device in the custody book for you.")
        return found, links

    def of_pupil(self, account: Account, pupil_id: str) -> list[Device]:
        with self._book.database.read() as session:
            found = rows.devices(session, CustodyDeviceRow.pupil_id == pupil_id)
        return [one for one in found if may_see(account, one)]

    def counts(self) -> Counts:
        """At the school office."""
        now = self._book.clock.now()
        tonight = local(now).replace(hour=23, minute=59, second=59)
        due, ordinary = CustodyDeviceRow.due_at, _state_in(*ORDINARY)
        offered = CustodyDeviceRow.offered_to == DESK_OF[Role.RECEPTION]
        with self._book.database.read() as session:
            return Counts(
                held=_count(session, ordinary, CustodyDeviceRow.why.not_in([why.value for why in QUIET])),
                overdue=_count(session, ordinary, due <= now),
                due_today=_count(session, ordinary, due > now, due <= tonight),
                waiting=_count(session, ordinary, offered),
            )

    def _late(self, device: Device, now: datetime) -> Late:
        assert device.due_at is not None, "only what is due is late"
        first, last = local(device.due_at).date(), local(now).date()
        return Late(device, custody_due.between(self._rulings.rules.timetable(), first, last))

    def _closed(self, session: Session, account: Account) -> list[Device]:
        if account.role not in (Role.RECEPTION, Role.SAFEGUARDING):
            return []
        since = self._book.clock.now() - CLOSED_LATELY
        found = rows.devices(session, _TAKEN, CustodyDeviceRow.closed_at >= since)
        return sorted(found, key=lambda one: one.closed_at or one.taken_at, reverse=True)[:CLOSED_SHOWN]


def _refers(account: Account) -> bool:
    return account.role is Role.SAFEGUARDING


def _offered(account: Account) -> ColumnElement[bool]:
    desk = DESK_OF.get(account.role)
    to = CustodyDeviceRow.offered_to
    return or_(to == f"account:{account.username}", to == desk if desk else false())


_TAKEN = CustodyDeviceRow.kind == Kind.CONFISCATED.value
"""What exams collect at the door is theirs to list."""


def _state_in(*states: State) -> ColumnElement[bool]:
    return _TAKEN & CustodyDeviceRow.state.in_([state.value for state in states])


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(CustodyDeviceRow).where(*where)) or 0
