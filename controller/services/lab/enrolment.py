"""Enrolment: a one-time code gives a PC its own key, which each connection shows and which can be revoked."""

import hashlib
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
from controller.services.accounts import READABLE, TooManyTries, TryLimit
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import EnrolmentCodeRow, WorkstationRow
from workstation_agent.protocol import enrolment as wire

FOR_ONE_PC = timedelta(minutes=10)
FOR_A_SHEET = timedelta(minutes=60)
CODE_LENGTH = 8


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
        query = select(WorkstationRow).where(
            WorkstationRow.room_id == room, WorkstationRow.key_hash.is_(None)
        )
        with self._database.write() as session:
            rows = session.scalars(query.order_by(WorkstationRow.row, WorkstationRow.column)).all()
            if not rows:
                raise Refused("enrol.none-left", "Every PC in this room is enrolled already.")
            return [self._make(session, by, row, FOR_A_SHEET) for row in rows]

    def enrol(self, code: str, hostname: str, source: str) -> wire.Enrolled:
        """Raises Refused with a code of `workstation_agent.protocol.enrolment` and a sentence."""
        key = secrets.token_urlsafe(32)
        self._check_tries(source)
        try:
            with self._database.write() as session:
                row = self._redeem(session, code, hostname)
                row.key_hash, row.hostname = _hash(key), hostname
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
        with self._database.read() as session:
            row = session.get(WorkstationRow, hello.workstation)
            owner = session.scalars(
                select(WorkstationRow).where(WorkstationRow.key_hash == _hash(hello.key))
            ).first()
        if row and row.key_hash and hmac.compare_digest(row.key_hash, _hash(hello.key)):
            return Workstation(row.id, row.room_id, row.name, row.row, row.column)
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
        letters = "".join(secrets.choice(READABLE) for _ in range(CODE_LENGTH)).upper()
        session.execute(
            delete(EnrolmentCodeRow).where(
                EnrolmentCodeRow.workstation_id == row.id, EnrolmentCodeRow.used_at.is_(None)
            )
        )
        session.add(EnrolmentCodeRow(code_hash=_hash(letters), workstation_id=row.id, expires_at=now + lasts))
        minutes = int(lasts.total_seconds() // 60)
        fact = Fact(
            "enrolment.code-made", f"account:{by.username}", f"workstation:{row.id}", {"minutes": minutes}
        )
        append(session, now, fact)
        return NewCode(row.id, row.name, f"{letters[:4]}-{letters[4:]}", now + lasts)

    def _redeem(self, session: Session, code: str, hostname: str) -> WorkstationRow:
        kept = session.get(EnrolmentCodeRow, _hash(_plain(code)))
        if kept is None:
            raise Refused(
                wire.CODE_UNKNOWN,
                "That code is not known: check each letter, or ask your network manager for a new one.",
            )
        if kept.used_at is not None:
            raise Refused(
                wire.CODE_USED, "That code has been used: each enrols one PC, once. Ask for a new one."
            )
        if kept.expires_at <= self._clock.now():
            raise Refused(
                wire.CODE_EXPIRED, "That code has expired: ask for a new one and use it straight away."
            )
        row = session.get_one(WorkstationRow, kept.workstation_id)
        _check_hostname(session, row, hostname)
        kept.used_at = self._clock.now()
        return row

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


def _check_hostname(session: Session, row: WorkstationRow, hostname: str) -> None:
    """Two PCs with one name: a copied disk, or somebody who claims to be another."""
    same = select(WorkstationRow).where(
        WorkstationRow.hostname == hostname,
        WorkstationRow.id != row.id,
        WorkstationRow.key_hash.is_not(None),
    )
    other = session.scalars(same).first()
    if other is not None:
        raise Refused(
            wire.NAME_TAKEN,
            f"A PC with this hostname is enrolled already, as {other.name}: "
            "give this one its own name, or revoke that one first.",
        )


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


def _plain(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
