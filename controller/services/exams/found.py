"""A device is found during an exam: into custody, into the log, and a case is opened, all at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.room_log import IncidentKind, Written, happened
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams import hand_ins, plan_store
from controller.services.exams.book import record
from controller.services.exams.floor import row_of
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import CaseRow, IncidentRow
from controller.storage.tables.exams import EntryRow


@dataclass(frozen=True, slots=True)
class Found:
    """`what` is of the school's list; `where` in words: in a pocket, on the desk, in the toilets."""

    room: str
    seat: str
    what: str
    where: str


class Finding:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def found(self, by: Account, number: int, found: Found, written: Written) -> int:
        """The number of its case. Raises Refused for a seat at which nobody sits."""
        if not found.what.strip() or not found.where.strip():
            raise Refused("found.incomplete", "Say what was found, and where it was.")
        with self._database.write() as session:
            known = session.scalars(select(IncidentRow).where(IncidentRow.key == written.key)).first()
            if known is not None:
                return session.scalars(select(CaseRow.id).where(CaseRow.incident_id == known.id)).one()
            sitting, now = plan_store.sitting(row_of(session, number)), self._clock.now()
            entry = session.scalars(
                select(EntryRow).where(
                    EntryRow.sitting_id == number,
                    EntryRow.room_id == found.room,
                    EntryRow.seat == found.seat,
                )
            ).first()
            if entry is None:
                raise Refused("seat.unknown", f"Nobody sits at {found.seat}: choose another seat.")
            whose, at = hand_ins.owner(session, sitting, entry), happened(written.at, now)
            incident = IncidentRow(
                key=written.key,
                sitting_id=number,
                room_id=found.room,
                kind=IncidentKind.DEVICE_FOUND.value,
                candidate=entry.candidate,
                seat=found.seat,
                words=f"{found.what.strip()}, {found.where.strip()}.",
                at=at,
                written_at=now,
                by_id=by.id,
                device=hand_ins.confiscate(session, by, now, whose, found.what.strip()),
            )
            session.add(incident)
            session.flush()
            case = CaseRow(incident_id=incident.id, opened_at=now, owner_id=by.id)
            session.add(case)
            session.flush()
            facts = {
                "seat": found.seat,
                "candidate": entry.candidate,
                "what": found.what,
                "where": found.where,
            }
            record(session, now, by, "exam-device.found", number, facts | {"device": incident.device or 0})
            record(session, now, by, "exam-case.opened", number, {"case": case.id, "incident": incident.id})
            opened = case.id
        self._bus.publish(ExamChanged(number))
        return opened


class Returning:
    """Devices go back by token, to whoever has it. Each room has tokens of its own."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def give_back(self, by: Account, number: int, room: str, token: str, at: datetime | None = None) -> None:
        """`at`: when, where a tablet was cut off. One that is back counts once. Raises Refused for none."""
        with self._database.write() as session:
            row_of(session, number)
            here = hand_ins.tokens(session, number, room)
            given = [one for one in here if hand_ins.same_token(one.token, token)]
            if not given:
                raise Refused("token.unknown", f"Nothing is held on token {token}: look at its number again.")
            row = next((one for one in given if one.returned_at is None), None)
            if row is None:
                return
            now = self._clock.now()
            row.returned_at, row.returned_by_id = max(row.at, happened(at or now, now)), by.id
            if row.device is not None:
                hand_ins.give_back(session, by, row.returned_at, row.device, "given back after the exam")
            facts = {"candidate": row.candidate, "token": token, "device": row.device or 0}
            record(session, now, by, "exam-token.returned", number, facts)
        self._bus.publish(ExamChanged(number))
