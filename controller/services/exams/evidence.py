"""The evidence of a sitting, gathered and tied to the journal, as one file for an inspector."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.documents.model import Document
from controller.documents.pdf import to_pdf
from controller.documents.spreadsheet import to_csv
from controller.domain.accounts import Account
from controller.domain.exams.attendance import Line, Step
from controller.domain.exams.evidence import Happened, Kept, Record, Said, Watched, document
from controller.domain.exams.gate import Outcome, Passage
from controller.domain.exams.room_log import Attested, IncidentKind
from controller.domain.exams.seating import Move
from controller.domain.exams.sittings import Centre
from controller.services.exams import plan_store
from controller.services.exams.evidence_pcs import pc_record
from controller.services.exams.floor import floor, row_of
from controller.storage.database import Database
from controller.storage.journal import Fact, append, covered
from controller.storage.tables.exam_rooms import (
    AttestationRow,
    IncidentRow,
    PassageRow,
    RegisterRow,
    WatchRow,
)
from controller.storage.tables.exams import ExamCentreRow, MoveRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.records import JournalRow, SettingRow

FIXED = (2000, 1, 1, 0, 0, 0)  # the same files make the same archive
README = """This is what the school's journal holds of one sitting.

evidence.pdf   for reading
evidence.csv   the same, and what is proved: `schoolbell journal prove evidence.csv` on the school's
               server says whether it is as it was made
journal.jsonl  the sitting's own rows of the journal, each with the hash before it and its own; a hash is
               SHA-256 over the hash before it and the row as JSON in ASCII without spaces
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    content: bytes


class Evidence:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def record(self, number: int) -> Record:
        """Raises Refused for a sitting that is not there."""
        with self._database.read() as session:
            return _record(session, number)

    def bundle(self, by: Account, number: int) -> Bundle:
        """A ZIP archive. That it was made is journaled with the digest of its table."""
        with self._database.write() as session:
            made = document(_record(session, number))
            made = replace(made, about=(*made.about, ("Made by", by.display_name)))
            digest, now = sha256(to_csv(made)).hexdigest(), self._clock.now()
            fact = Fact("evidence.made", f"account:{by.username}", f"sitting:{number}", {"sha256": digest})
            entry = append(session, now, fact)
            session.flush()
            proof = (str(number), digest, str(entry.id), entry.hash.hex())
            rows = _journal(session, number)
        proved = _proved(made, proof)
        files = {
            "README.txt": README.encode(),
            "evidence.pdf": to_pdf(proved),
            "evidence.csv": to_csv(proved),
            "journal.jsonl": rows,
        }
        return Bundle(f"sitting-{number}-evidence.zip", _archive(files))


def _proved(made: Document, proof: tuple[str, str, str, str]) -> Document:
    number, digest, row, hash_ = proof
    lines = (
        ("Evidence pack", f"sitting {number}"),
        ("SHA-256 of its table", digest),
        ("Journal row", row),
        ("Journal hash", hash_),
    )
    mark = f"journal row {row}, {hash_[:16]}"
    return replace(made, about=(*made.about, *lines), foot=f"{made.foot} · {mark}")


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _journal(session: Session, number: int) -> bytes:
    rows = session.scalars(
        select(JournalRow).where(JournalRow.subject == f"sitting:{number}").order_by(JournalRow.id)
    )
    lines = (
        json.dumps({"row": covered(row), "previous": row.previous_hash.hex(), "hash": row.hash.hex()})
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _record(session: Session, number: int) -> Record:
    row, here = row_of(session, number), floor(session, number)
    people = {one.id: one.display_name for one in session.scalars(select(AccountRow))}
    centre, school = session.get(ExamCentreRow, 1), session.get(SettingRow, "name")
    return Record(
        school=school.value if school else "",
        centre=Centre(centre.number, centre.name, centre.head_email, centre.head_phone) if centre else None,
        sitting=here.sitting,
        started_by=people.get(row.started_by_id or 0, ""),
        ended_by=people.get(row.ended_by_id or 0, ""),
        override=row.override,
        rooms={room.id: room.name for room in plan_store.rooms(session).values()},
        entries=[(one.candidate, one.entry) for one in here.places.values()],
        moves=_moves(session, number, people),
        gate=_gate(session, number, people),
        register=_register(session, number, people),
        watches=_watches(session, number),
        attested=_attested(session, number),
        incidents=_incidents(session, number, people),
        pcs=pc_record(session, number, people),
    )


def _moves(session: Session, number: int, people: dict[int, str]) -> Sequence[Move]:
    rows = session.scalars(select(MoveRow).where(MoveRow.sitting_id == number).order_by(MoveRow.id))
    return [Move(row.at, people[row.by_id], row.candidate, row.before, row.after, row.reason) for row in rows]


def _gate(session: Session, number: int, people: dict[int, str]) -> Sequence[Kept]:
    rows = session.scalars(select(PassageRow).where(PassageRow.sitting_id == number).order_by(PassageRow.id))
    return [Kept(_passage(row, people), row.undone_at, row.returned_at) for row in rows]


def _passage(row: PassageRow, people: dict[int, str]) -> Passage:
    devices = tuple(filter(None, row.devices.split("\n")))
    return Passage(
        row.candidate, Outcome(row.outcome), row.at, people[row.by_id], row.token, devices, row.approval
    )


def _register(session: Session, number: int, people: dict[int, str]) -> Sequence[Line]:
    rows = session.scalars(
        select(RegisterRow).where(RegisterRow.sitting_id == number).order_by(RegisterRow.id)
    )
    return [Line(row.candidate, Step(row.step), row.at, people[row.by_id], row.with_whom) for row in rows]


def _watches(session: Session, number: int) -> Sequence[Watched]:
    rows = session.scalars(select(WatchRow).where(WatchRow.sitting_id == number).order_by(WatchRow.id))
    return [Watched(row.room_id, row.name, row.came_at, row.went_at) for row in rows]


def _attested(session: Session, number: int) -> Sequence[Said]:
    query = select(AttestationRow).where(AttestationRow.sitting_id == number).order_by(AttestationRow.id)
    return [
        Said(row.room_id or "", Attested(row.kind), row.at, row.by_name) for row in session.scalars(query)
    ]


def _incidents(session: Session, number: int, people: dict[int, str]) -> Sequence[Happened]:
    query = select(IncidentRow).where(IncidentRow.sitting_id == number)
    return [
        Happened(
            row.room_id,
            IncidentKind(row.kind),
            row.seat or "",
            row.candidate or "",
            row.words,
            row.at,
            row.written_at,
            people[row.by_id],
        )
        for row in session.scalars(query.order_by(IncidentRow.at, IncidentRow.id))
    ]
