"""Enrolment: a one-time code gives a PC its own key, which each connection shows and which can be revoked."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.school import Workstation
from controller.errors import Refused
from controller.services.accounts import TooManyTries, TryLimit
from controller.services.lab.enrolment_codes import (
    digest,
    forget_unused,
    missing,
    new_letters,
    shown,
    spend,
)
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import EnrolmentCodeRow, WorkstationRow
from workstation_agent.protocol import enrolment as wire

FOR_ONE_PC = timedelta(minutes=10)
FOR_A_SHEET = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class NewCode:
    """Shown once to whoever asked for it; only its hash is kept."""

    workstation: str
    name: str
    code: str = field(repr=False)
    expires_at: datetime


class Enrolment:
    def __init__(self, database: Database, clock: Clock, link: Clock) -> None:
        self._database, self._clock = database, clock
        self._limit = TryLimit(link)

    def make_code(self, by: Account, workstation: str) -> NewCode:
        """Raises Refused when there is no such PC."""
        with self._database.write() as session:
            row = session.get(WorkstationRow, workstation)
            if row is None:
                raise Refused("workstation.unknown", "There is no such PC. Reload the page and choose again.")
            return self._make(session, by, row, FOR_ONE_PC)

    def make_sheet(self, by: Account, room: str) -> Sequence[NewCode]:
        """A code for each PC of the room that has no key. Raises Refused when all have one."""
        with self._database.write() as session:
            rows = missing(session, room)
            return [self._make(session, by, row, FOR_A_SHEET) for row in rows]

    def enrol(self, code: str, hostname: str, source: str) -> wire.Enrolled:
        """Raises Refused with a code of `workstation_agent.protocol.enrolment` and a sentence."""
        key = secrets.token_urlsafe(32)
        self._check_tries(source)
        try:
            with self._database.write() as session:
                row = spend(session, code, hostname, self._clock.now())
                row.key_hash, row.hostname = digest(key), hostname
                row.enrolled_at, row.revoked_at = self._clock.now(), None
                who = f"workstation:{row.id}"
                append(
                    session, self._clock.now(), Fact("workstation.enrolled", who, who, {"hostname": hostname})
                )
        except Refused:
            self._limit.failed(source)
            raise
        return wire.Enrolled(row.id, row.name, key)

    def authenticate(self, hello: wire.Hello, source: str) -> Workstation:
        """Raises Refused with a sentence for whoever reads that PC's log."""
        hashed = digest(hello.key)
        with self._database.read() as session:
            row = session.get(WorkstationRow, hello.workstation)
        if row and row.key_hash and hmac.compare_digest(row.key_hash, hashed):
            return Workstation(row.id, row.room_id, row.name, row.row, row.column)
        with self._database.read() as session:
            owner = session.scalars(select(WorkstationRow).where(WorkstationRow.key_hash == hashed)).first()
        # Nobody guesses a key: this bounds the journal, and so never holds up a PC whose key is right.
        tries = f"{source}|{row.id if row else ''}"  # a whole school may come by one proxy's address
        self._check_tries(tries)
        self._limit.failed(tries)
        refused = _refusal(hello.workstation, row, owner)
        self._record_refusal(refused, owner.id if owner else "unknown", hello.workstation)
        raise refused

    def revoke(self, by: Account, workstation: str) -> None:
        """Raises Refused when that PC has no key."""
        with self._database.write() as session:
            row = session.get(WorkstationRow, workstation)
            if row is None or row.key_hash is None:
                raise Refused("workstation.not-enrolled", "That PC is not enrolled, so nothing was revoked.")
            row.key_hash, row.revoked_at = None, self._clock.now()
            session.execute(delete(EnrolmentCodeRow).where(EnrolmentCodeRow.workstation_id == row.id))
            fact = Fact("workstation.revoked", f"account:{by.username}", f"workstation:{row.id}", {})
            append(session, self._clock.now(), fact)

    def _make(self, session: Session, by: Account, row: WorkstationRow, lasts: timedelta) -> NewCode:
        """A newer code for a PC takes the place of the one before."""
        now = self._clock.now()
        letters = new_letters()
        forget_unused(session, workstation=row.id)
        session.add(
            EnrolmentCodeRow(code_hash=digest(letters), workstation_id=row.id, expires_at=now + lasts)
        )
        minutes = int(lasts.total_seconds() // 60)
        fact = Fact(
            "enrolment.code-made", f"account:{by.username}", f"workstation:{row.id}", {"minutes": minutes}
        )
        append(session, now, fact)
        return NewCode(row.id, row.name, shown(letters), now + lasts)

    def _check_tries(self, source: str) -> None:
        try:
            self._limit.check(source)
        except TooManyTries as pause:
            sentence = f"Too many tries from this address. Wait {pause.wait_s} seconds, then try again."
            raise Refused(wire.TOO_MANY_TRIES, sentence) from pause

    def _record_refusal(self, refused: Refused, actor: str, claimed: str) -> None:
        fact = Fact(
            "workstation.refused",
            f"workstation:{actor}",
            f"workstation:{claimed}",
            {"code": refused.code},
        )
        with self._database.write() as session:
            append(session, self._clock.now(), fact)


def _refusal(claimed: str, row: WorkstationRow | None, owner: WorkstationRow | None) -> Refused:
    if owner is not None:
        return Refused("workstation.wrong-name", "That key belongs to another PC: enrol this one itself.")
    if row is not None and row.revoked_at is not None:
        return Refused(
            "workstation.key-revoked", "This PC's key was revoked: ask your network manager for a new code."
        )
    return Refused(
        "workstation.unknown-key", "This PC is not enrolled here: ask your network manager for a code."
    )
