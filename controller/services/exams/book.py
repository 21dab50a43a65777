"""The journal of a sitting, and the names of lines that a tablet may send twice."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.storage.journal import Fact, append
from controller.storage.tables.exam_rooms import (
    AttestationRow,
    IncidentRow,
    PassageRow,
    RegisterRow,
    WatchRow,
)

Keyed = type[PassageRow] | type[RegisterRow] | type[WatchRow] | type[IncidentRow] | type[AttestationRow]


def record(
    session: Session, at: datetime, by: Account, kind: str, number: int, facts: Mapping[str, object]
) -> None:
    append(session, at, Fact(kind, f"account:{by.username}", f"sitting:{number}", facts))


def is_known(session: Session, table: Keyed, key: str) -> bool:
    """Whether this line was taken before: a tablet that had no answer sends it again."""
    return session.scalars(select(table.id).where(table.key == key)).first() is not None
