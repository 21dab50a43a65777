"""The hash-chained journal: each fact is a row, written in the transaction of the state that it changes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.storage.tables.records import JournalRow

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is a dotted past-tense word (`pouch.released`); `actor` and `subject` are `type:id`."""

    kind: str
    actor: str
    subject: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Break:
    """The first row whose hash does not follow from the rows before it."""

    row: int
    sentence: str


def append(session: Session, at: datetime, fact: Fact) -> JournalRow:
    """Adds `fact` to the end of the chain. Needs the writer's transaction (`Database.write`)."""
    last = session.scalars(select(JournalRow).order_by(JournalRow.id.desc()).limit(1)).first()
    previous = last.hash if last else GENESIS
    row = JournalRow(
        id=last.id + 1 if last else 1,
        at=at,
        kind=fact.kind,
        actor=fact.actor,
        subject=fact.subject,
        data=json.dumps(fact.data, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        previous_hash=previous,
        hash=b"",
    )
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    return row


def verify(session: Session) -> Break | int:
    """The number of rows of an unbroken chain, or its first break."""
    previous, count = GENESIS, 0
    for row in _rows(session):
        count += 1
        if row.id != count:
            return Break(row.id, f"Row {count} is missing: the journal goes from {count - 1} to {row.id}.")
        if row.previous_hash != previous or row.hash != _hash(row):
            return Break(
                row.id,
                f"Row {row.id} ({row.kind}, {row.at:%d %b %Y %H:%M}) was changed after it was written.",
            )
        previous = row.hash
    return count


def _rows(session: Session) -> Iterator[JournalRow]:
    return iter(session.scalars(select(JournalRow).order_by(JournalRow.id).execution_options(yield_per=1000)))


def _hash(row: JournalRow) -> bytes:
    at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = [row.id, at, row.kind, row.actor, row.subject, row.data]
    covered = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(row.previous_hash + covered).digest()
