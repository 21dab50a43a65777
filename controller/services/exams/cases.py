"""Cases of suspected malpractice: opened when something is found, owned, signed once, and never sent."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.documents.model import Document
from controller.domain.accounts import Account
from controller.domain.custody_words import reference
from controller.domain.events import ExamChanged
from controller.domain.exams.evidence import Happened
from controller.domain.exams.malpractice import Case, Facts, Held, Report, check_ready, pack, report
from controller.domain.exams.room_log import IncidentKind
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams.book import record
from controller.services.exams.evidence import Evidence
from controller.storage.database import Database
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.exam_rooms import CaseRow, IncidentRow
from controller.storage.tables.exams import CandidateRow
from controller.storage.tables.people import AccountRow

FACTS, REPORT = TypeAdapter(Facts), TypeAdapter(Report)
SIGNED = Refused("case.signed", "This pack is signed: it stays as it is. Open another case for what is new.")


class Cases:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, evidence: Evidence) -> None:
        self._database, self._clock, self._bus, self._evidence = database, clock, bus, evidence

    def open(self, by: Account, incident: int) -> int:
        """Its number; the same for an incident that has a case already. Raises Refused for none."""
        with self._database.write() as session:
            found = session.get(IncidentRow, incident)
            if found is None:
                raise Refused("incident.unknown", "That entry is not in the log.")
            known = session.scalars(select(CaseRow).where(CaseRow.incident_id == incident)).first()
            if known is not None:
                return known.id
            now = self._clock.now()
            row = CaseRow(incident_id=incident, opened_at=now, owner_id=by.id)
            session.add(row)
            session.flush()
            facts = {"case": row.id, "incident": incident}
            record(session, now, by, "exam-case.opened", found.sitting_id, facts)
            number, sitting = row.id, found.sitting_id
        self._bus.publish(ExamChanged(sitting))
        return number

    def write(self, by: Account, number: int, facts: Facts) -> None:
        """What is known so far. Raises Refused once it is signed."""
        with self._database.write() as session:
            row, sitting = _row(session, number)
            if row.signed_at is not None:
                raise SIGNED
            row.facts = FACTS.dump_json(facts).decode()
            record(session, self._clock.now(), by, "exam-case.written", sitting, {"case": number})

    def sign(self, by: Account, number: int) -> None:
        """Raises Refused while something is missing, and for one that is signed.

        The pack is read while nobody else can write, so that it is what was signed.
        """
        with self._database.write() as session:
            row, sitting = _row(session, number)
            if row.signed_at is not None:
                raise SIGNED
            check_ready(FACTS.validate_json(row.facts))
            made = self.report(number)
            row.signed_at, row.signed_by_id = self._clock.now(), by.id
            row.pack = REPORT.dump_json(made).decode()
            record(session, row.signed_at, by, "exam-case.signed", sitting, {"case": number})

    def close(self, by: Account, number: int) -> None:
        """The awarding body has decided: the sitting's records may go on their day again."""
        with self._database.write() as session:
            row, sitting = _row(session, number)
            if row.closed_at is None:
                row.closed_at = self._clock.now()
                record(session, row.closed_at, by, "exam-case.closed", sitting, {"case": number})

    def all(self) -> Sequence[Case]:
        """Open ones first, each by when it was opened."""
        query = select(CaseRow.id).order_by(CaseRow.closed_at.is_not(None), CaseRow.opened_at)
        with self._database.read() as session:
            return [self._case(session, number) for number in session.scalars(query)]

    def case(self, number: int) -> Case:
        with self._database.read() as session:
            return self._case(session, number)

    def report(self, number: int) -> Report:
        """As it was signed; until then as it stands."""
        with self._database.read() as session:
            row, sitting = _row(session, number)
            if row.pack is not None:
                return REPORT.validate_json(row.pack)
            case = self._case(session, number)
            candidate = session.get(CandidateRow, case.incident.candidate)
            incident = session.get_one(IncidentRow, row.incident_id)
            devices = _held(session, incident.device)
        name = candidate.name if candidate else ""
        return report(self._evidence.record(sitting), case, name, devices)

    def document(self, number: int) -> Document:
        return pack(self.case(number), self.report(number))

    def json(self, number: int) -> bytes:
        """For a program: the fields by their names, times as text."""
        return REPORT.dump_json(self.report(number), indent=2)

    def _case(self, session: Session, number: int) -> Case:
        row, sitting = _row(session, number)
        people = {one.id: one.display_name for one in session.scalars(select(AccountRow))}
        return Case(
            id=row.id,
            sitting=sitting,
            incident=_incident(session.get_one(IncidentRow, row.incident_id), people),
            owner=people[row.owner_id],
            opened_at=row.opened_at,
            facts=FACTS.validate_json(row.facts),
            signed_at=row.signed_at,
            signed_by=people.get(row.signed_by_id or 0, ""),
            closed_at=row.closed_at,
        )


def is_open(session: Session, sitting: int) -> bool:
    """Whether its records have to stay: a case of it is not closed."""
    query = (
        select(CaseRow.id)
        .join(IncidentRow)
        .where(IncidentRow.sitting_id == sitting, CaseRow.closed_at.is_(None))
    )
    return session.scalars(query.limit(1)).first() is not None


def _row(session: Session, number: int) -> tuple[CaseRow, int]:
    row = session.get(CaseRow, number)
    if row is None:
        raise Refused("case.unknown", "There is no such case.")
    return row, session.get_one(IncidentRow, row.incident_id).sitting_id


def _incident(row: IncidentRow, people: dict[int, str]) -> Happened:
    return Happened(
        row.room_id,
        IncidentKind(row.kind),
        row.seat or "",
        row.candidate or "",
        row.words,
        row.at,
        row.written_at,
        people[row.by_id],
    )


def _held(session: Session, device: int | None) -> list[Held]:
    row = session.get(CustodyDeviceRow, device) if device else None
    return [Held(reference(row.number), row.described or row.what, row.place)] if row else []
