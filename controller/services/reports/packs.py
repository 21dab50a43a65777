"""Evidence packs: made once, kept as they were handed out, and tied to the journal that proves them.

A pack's digest is of its table (the CSV, without the lines that say so). That it was made is a row of the
journal with that digest, and the row's own hash, which covers every row before it, is written on the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from pydantic import TypeAdapter
from sqlalchemy import select

from controller.clock import Clock
from controller.documents.model import Document
from controller.documents.spreadsheet import to_csv
from controller.domain.accounts import Account
from controller.domain.school_weeks import Span
from controller.errors import Refused
from controller.services.reports.reports import Reports
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from controller.storage.tables.reports import EvidencePackRow

CONTENT = TypeAdapter(Document)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Pack:
    number: int
    made_at: datetime
    by: str
    span: Span
    digest: str
    journal_row: int
    journal_hash: str


class Packs:
    def __init__(self, database: Database, clock: Clock, reports: Reports) -> None:
        self._database, self._clock, self._reports = database, clock, reports

    def make(self, by: Account, span: Span) -> int:
        """Its number. What is counted later changes nothing in it."""
        document = self._reports.evidence(span)
        document = replace(document, about=(*document.about, ("Made by", by.display_name)))
        digest, now = sha256(to_csv(document)).hexdigest(), self._clock.now()
        with self._database.write() as session:
            row = EvidencePackRow(made_at=now, by_id=by.id, since=span.since, until=span.until)
            row.content, row.digest = CONTENT.dump_json(document).decode(), digest
            row.journal_row, row.journal_hash = 0, b""
            session.add(row)
            session.flush()
            facts = {"sha256": digest, "since": f"{span.since}", "until": f"{span.until}"}
            fact = Fact("evidence.made", f"account:{by.username}", f"evidence:{row.id}", facts)
            entry = append(session, now, fact)
            row.journal_row, row.journal_hash = entry.id, entry.hash
            return row.id

    def all(self) -> Sequence[Pack]:
        """The latest first."""
        query = select(EvidencePackRow, AccountRow.display_name).join(AccountRow)
        with self._database.read() as session:
            rows = session.execute(query.order_by(EvidencePackRow.id.desc()).limit(SHOWN))
            return [_pack(row, by) for row, by in rows]

    def document(self, number: int) -> Document:
        """As it was made, with the lines that prove it. Raises Refused for a number that is none."""
        with self._database.read() as session:
            row = session.get(EvidencePackRow, number)
        if row is None:
            raise Refused("evidence.unknown", "There is no such evidence pack. Go back to the list.")
        return proved(CONTENT.validate_json(row.content), _pack(row, ""))


def proved(document: Document, pack: Pack) -> Document:
    proof = (
        ("Evidence pack", str(pack.number)),
        ("SHA-256 of its table", pack.digest),
        ("Journal row", str(pack.journal_row)),
        ("Journal hash", pack.journal_hash),
    )
    mark = f"evidence pack {pack.number} · journal row {pack.journal_row}, {pack.journal_hash[:16]}"
    return replace(document, about=(*document.about, *proof), foot=f"{document.foot} · {mark}")


def _pack(row: EvidencePackRow, by: str) -> Pack:
    return Pack(
        row.id,
        row.made_at,
        by,
        Span(row.since, row.until),
        row.digest,
        row.journal_row,
        row.journal_hash.hex(),
    )
