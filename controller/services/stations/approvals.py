"""The second person: what waits for somebody's word, and that word. Never the one who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account, holds_post
from controller.domain.events import GrantChanged, LeaveRequestChanged, StandingLeaveChanged
from controller.domain.grants import Asked
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.leave_rows import asked_of, name_of, posts_of
from controller.storage import words
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.leave import LeaveRequestRow, StandingLeaveRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import GrantRow
from device_rules.vocabulary import Authoriser, LeaveKind

SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Request:
    """`pupils` are names with forms; `note` was written when it was asked for."""

    asked: Asked
    kind: LeaveKind
    by: str
    by_id: int
    at: datetime
    starts_at: datetime
    expires_at: datetime
    back_by: datetime | None
    pupils: tuple[str, ...]
    note: str
    weekly: bool
    cancelled_at: datetime | None

    def waits(self, now: datetime) -> bool:
        return self.asked.waits and self.cancelled_at is None and now < self.expires_at


class Approvals:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def decide(self, by: Account, number: int, approves: bool, word: str) -> None:
        """Raises Refused: not this person's to decide, or decided, taken back or too late already."""
        word, now = word.strip(), self._clock.now()
        if not approves and not word:
            raise Refused("approval.needs-word", "Say in a few words why not: the one who asked reads it.")
        with self._database.write() as session:
            row = self._open(session, number)
            if row.asked_by_id == by.id:
                sentence = "You asked for this yourself: a second person has to decide."
                raise Refused("approval.own-request", sentence)
            if not holds_post(by, posts_of(row)):
                whom = asked_of(session, row).posts
                raise Refused("approval.not-yours", f"That is for {whom} to decide.")
            row.decided_at, row.decided_by_id, row.approved, row.word = now, by.id, approves, word
            kind = "leave-request.approved" if approves else "leave-request.turned-down"
            said = words.put(session, now, f"leave-request:{number}", word)
            data = {"request": number, "kind": row.kind, "word": said, "posts": row.posts}
            append(session, now, Fact(kind, f"account:{by.username}", f"leave-request:{number}", data))
            told = _concerned(session, number)
        self._bus.publish(LeaveRequestChanged(number), *told)

    def take_back(self, by: Account, number: int) -> int:
        """How many pupils' leave ended by it: all that was not used yet, decided or not. Raises Refused."""
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(LeaveRequestRow, number)
            unused = _unused(session, number, now)
            if row is None or row.cancelled_at is not None or not unused:
                raise Refused("approval.nothing-left", "Nothing of that is left to cancel. Reload the page.")
            row.cancelled_at = now
            for grant in unused:
                grant.cancelled_at, grant.cancelled_by_id = now, by.id
            data = {"request": number, "grants": [grant.id for grant in unused]}
            subject = f"leave-request:{number}"
            append(session, now, Fact("leave-request.cancelled", f"account:{by.username}", subject, data))
            told = _concerned(session, number)
        self._bus.publish(LeaveRequestChanged(number), *told)
        return len(unused)

    def waiting_for(self, account: Account) -> Sequence[Request]:
        """What this person may decide now, the oldest first."""
        return [
            one
            for one, posts in self._recent(*_WAITING)
            if one.waits(self._clock.now()) and one.by_id != account.id and holds_post(account, posts)
        ]

    def recent(self) -> Sequence[Request]:
        """Groups and what waits or was decided lately, the newest first."""
        return [one for one, _ in reversed(self._recent())]

    def _recent(self, *which: ColumnElement[bool]) -> list[tuple[Request, frozenset[Authoriser]]]:
        row, now = LeaveRequestRow, self._clock.now()
        query = select(row).where(row.expires_at > now - SHOWN_FOR, *which).order_by(row.id)
        with self._database.read() as session:
            return [(_request(session, one), frozenset(posts_of(one))) for one in session.scalars(query)]

    def _open(self, session: Session, number: int) -> LeaveRequestRow:
        row = session.get(LeaveRequestRow, number)
        if row is None or not row.posts:
            raise Refused("approval.unknown", "That does not wait for anybody. Reload the page.")
        if row.decided_at is not None:
            did = "agreed to it" if row.approved else "turned it down"
            who, at = name_of(session, row.decided_by_id), f"{local(row.decided_at):%H:%M}"
            raise Refused("approval.decided", f"{who} {did} at {at}.")
        if row.cancelled_at is not None or self._clock.now() >= row.expires_at:
            raise Refused("approval.over", "It was taken back, or its time has run out.")
        return row


_WAITING = (
    LeaveRequestRow.posts != "",
    LeaveRequestRow.decided_at.is_(None),
    LeaveRequestRow.cancelled_at.is_(None),
)
"""Every page of whoever has a post counts them: what nobody waits for is not read for that."""


def _unused(session: Session, number: int, now: datetime) -> Sequence[GrantRow]:
    row = GrantRow
    free = row.claimed_at.is_(None) & row.cancelled_at.is_(None) & (row.expires_at > now)
    return session.scalars(select(row).where(row.request_id == number, free)).all()


def _concerned(session: Session, number: int) -> list[GrantChanged | StandingLeaveChanged]:
    grants = session.scalars(select(GrantRow.id).where(GrantRow.request_id == number))
    weekly = session.scalars(select(StandingLeaveRow.id).where(StandingLeaveRow.request_id == number))
    return [*map(GrantChanged, grants), *map(StandingLeaveChanged, weekly)]


def _request(session: Session, row: LeaveRequestRow) -> Request:
    grants = select(GrantRow, PupilRow).join(PupilRow, PupilRow.id == GrantRow.pupil_id)
    by_name = PupilRow.family, PupilRow.given
    found = session.execute(grants.where(GrantRow.request_id == row.id).order_by(*by_name)).all()
    weekly = session.scalars(select(StandingLeaveRow).where(StandingLeaveRow.request_id == row.id)).first()
    pupils = [pupil for _, pupil in found]
    if weekly is not None and not pupils:
        pupils = [session.get_one(PupilRow, weekly.pupil_id)]
    first = found[0][0] if found else None
    return Request(
        asked=asked_of(session, row),
        kind=LeaveKind(row.kind),
        by=name_of(session, row.asked_by_id),
        by_id=row.asked_by_id,
        at=row.asked_at,
        starts_at=first.starts_at if first else row.asked_at,
        expires_at=row.expires_at,
        back_by=first.back_by if first else None,
        pupils=tuple(f"{one.given} {one.family}, {one.form}" for one in pupils),
        note=first.note if first else "",
        weekly=weekly is not None,
        cancelled_at=row.cancelled_at,
    )
