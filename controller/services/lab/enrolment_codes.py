"""One-time codes of enrolment: what is kept of them, and which PC a code stands for."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.errors import Refused
from controller.services.accounts import READABLE
from controller.storage.tables.workstations import EnrolmentCodeRow, WorkstationRow
from workstation_agent.protocol import enrolment as wire

CODE_LENGTH = 8


def new_letters() -> str:
    return "".join(secrets.choice(READABLE) for _ in range(CODE_LENGTH)).upper()


def shown(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(code: str) -> bytes:
    """Of a code however it was typed: case, spaces and dashes do not matter."""
    return digest("".join(char for char in code.upper() if char.isalnum()))


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def forget_unused(session: Session, *, workstation: str | None = None, room: str | None = None) -> None:
    """A newer code takes the place of the one before; a room's and its PCs' stand beside each other."""
    owner = (
        EnrolmentCodeRow.workstation_id == workstation if workstation else EnrolmentCodeRow.room_id == room
    )
    session.execute(delete(EnrolmentCodeRow).where(owner, EnrolmentCodeRow.used_at.is_(None)))


def spend(session: Session, code: str, hostname: str, now: datetime) -> WorkstationRow:
    """The PC that this machine becomes. Raises Refused with a code of the protocol; nothing is spent then."""
    kept = session.get(EnrolmentCodeRow, code_hash(code))
    if kept is None:
        raise Refused(
            wire.CODE_UNKNOWN,
            "That code is not known: check each letter, or ask your network manager for a new one.",
        )
    if kept.used_at is not None:
        raise Refused(wire.CODE_USED, _used(kept))
    if kept.expires_at <= now:
        raise Refused(wire.CODE_EXPIRED, "That code has expired: ask for a new one and use it straight away.")
    row = _place(session, kept, hostname)
    _check_hostname(session, row, hostname)
    kept.places -= 1
    if kept.places <= 0:
        kept.used_at = now
    return row


def free_places(session: Session, room: str) -> list[WorkstationRow]:
    """The PCs of a room that have no key, from the board backwards."""
    query = select(WorkstationRow).where(WorkstationRow.room_id == room, WorkstationRow.key_hash.is_(None))
    return list(session.scalars(query.order_by(WorkstationRow.row, WorkstationRow.column)))


def missing(session: Session, room: str) -> list[WorkstationRow]:
    """Raises Refused when there is nothing to make a code for."""
    rows = free_places(session, room)
    if not rows:
        raise Refused("enrol.none-left", "Every PC in this room is enrolled already.")
    return rows


def _used(kept: EnrolmentCodeRow) -> str:
    if kept.room_id:
        return "That room's code has been used for all its PCs. Ask for a new one."
    return "That code has been used: each enrols one PC, once. Ask for a new one."


def _place(session: Session, kept: EnrolmentCodeRow, hostname: str) -> WorkstationRow:
    """A room's code gives a machine the place that it had, or the one whose name it bears, or the next."""
    if kept.workstation_id is not None:
        return session.get_one(WorkstationRow, kept.workstation_id)
    assert kept.room_id is not None, "a code is a PC's or a room's"
    free = free_places(session, kept.room_id)
    if not free:
        raise Refused(
            wire.CODE_USED, "Every PC of that room is enrolled already: add one on the computers desk."
        )
    had = [row for row in free if row.hostname == hostname]
    named = [row for row in free if _ends_like(hostname, row.name)]
    never_enrolled = [row for row in free if row.hostname is None]
    return (had or named or never_enrolled or free)[0]


def _ends_like(hostname: str, name: str) -> bool:
    """`LAB1-PC-07` and `lab1pc07` end like the place «PC-07»."""
    plain_host, plain_name = _plain(hostname), _plain(name)
    return bool(plain_name) and plain_host.endswith(plain_name)


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


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
