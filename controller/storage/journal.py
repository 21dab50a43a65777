"""The hash-chained journal: each fact is a row, written in the transaction of the state that it changes.

A row's hash covers the hash before it and the row itself, as JSON in ASCII without spaces:
`[id, "2025-10-06T09:05:00.000000Z", kind, actor, subject, data]`. The head remembers the last row, so that
rows taken from the end are missed too.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from controller.storage.tables.records import JournalHeadRow, JournalRow

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
    """The first place where the journal is not as it was written. `row` counts from 1."""

    row: int
    sentence: str


def append(session: Session, at: datetime, fact: Fact) -> JournalRow:
    """Adds `fact` to the end of the chain. Needs the writer's transaction (`Database.write`).

    Raises ValueError for a number that JSON cannot write (NaN, infinity).
    """
    head = _head(session)
    row = JournalRow(
        id=head.row + 1,
        at=at.astimezone(UTC),
        kind=fact.kind,
        actor=fact.actor,
        subject=fact.subject,
        data=_json(fact.data),
        previous_hash=head.hash,
    )
    row.hash = _hash(row)
    head.row, head.hash = row.id, row.hash
    session.add(row)
    return row


def append_all(session: Session, at: datetime, facts: Iterable[Fact]) -> None:
    """The same for many facts of one moment, written in one statement."""
    head, at, rows = _head(session), at.astimezone(UTC), []
    for fact in facts:
        data, number = _json(fact.data), head.row + 1
        row = {"id": number, "kind": fact.kind, "actor": fact.actor, "subject": fact.subject, "data": data}
        new = _chained(head.hash, [number, _stamp(at), fact.kind, fact.actor, fact.subject, data])
        rows.append({**row, "at": at, "previous_hash": head.hash, "hash": new})
        head.row, head.hash = number, new
    if rows:
        session.flush()  # what was appended one by one comes first
        session.execute(insert(JournalRow), rows)


def _head(session: Session) -> JournalHeadRow:
    head = session.get(JournalHeadRow, JournalHeadRow.ONLY)
    if head is None:
        head = JournalHeadRow(id=JournalHeadRow.ONLY, row=0, hash=GENESIS)
        session.add(head)
    return head


def verify(session: Session) -> Break | int:
    """The number of rows of an unbroken chain, or its first break."""
    previous, count = GENESIS, 0
    try:
        for row in _rows(session):
            count += 1
            if row.id != count:
                return Break(count, f"Row {count} is missing: after row {count - 1} comes row {row.id}.")
            if row.previous_hash != previous or row.hash != _hash(row):
                return Break(count, f"Row {count} ({_about(row)}) was changed after it was written.")
            previous = row.hash
        head = session.get(JournalHeadRow, JournalHeadRow.ONLY)
    except (TypeError, ValueError):  # SQLite lets anything be written into any column
        return Break(count + 1, f"A row after row {count} was changed to something that cannot be read.")
    if (count, previous) != ((head.row, head.hash) if head else (0, GENESIS)):
        return Break(count + 1, _about_end(count, head.row if head else 0))
    return count


def _rows(session: Session) -> Iterator[JournalRow]:
    return iter(session.scalars(select(JournalRow).order_by(JournalRow.id).execution_options(yield_per=1000)))


def _about(row: JournalRow) -> str:
    return f"{row.kind}, {row.at:%d %b %Y %H:%M} UTC"


def _about_end(count: int, written: int) -> str:
    if count < written:
        return f"Row {count + 1} is missing: {written} rows were written, and {count} are left."
    return f"The journal has {count} rows, but Schoolbell wrote {written}, or its last row another time."


def _json(value: object) -> str:
    """ASCII, since a hostile name may hold half a character, which no database takes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def covered(row: JournalRow) -> list[object]:
    """What the hash of a row covers besides the hash before it."""
    return [row.id, _stamp(row.at), row.kind, row.actor, row.subject, row.data]


def _hash(row: JournalRow) -> bytes:
    return _chained(row.previous_hash, covered(row))


def _stamp(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _chained(previous: bytes, covered: list[object]) -> bytes:
    return hashlib.sha256(previous + _json(covered).encode("ascii")).digest()
