"""What invigilators write down in a room: who is on duty, what happened, what they attest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.room_log import Attested, IncidentKind, Written, happened
from controller.domain.exams.seating import Seat
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams import plan_store
from controller.services.exams.book import is_known, record
from controller.services.exams.floor import row_of
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import AttestationRow, IncidentRow, WatchRow
from controller.storage.tables.exams import EntryRow, ExamRoomRow
from controller.storage.tables.people import AccountRow


@dataclass(frozen=True, slots=True)
class Watch:
    """That somebody invigilated a room, from when until when."""

    room: str
    name: str
    came_at: datetime
    went_at: datetime | None


@dataclass(frozen=True, slots=True)
class Incident:
    """`at` is when it happened, `written_at` when it was written down, `by` the login that it came from."""

    id: int
    room: str
    kind: IncidentKind
    candidate: str
    seat: str
    words: str
    at: datetime
    written_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Attestation:
    room: str
    what: Attested
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be written into the log; `seat` or `candidate` where it is about one."""

    kind: IncidentKind
    words: str
    candidate: str = ""
    seat: str = ""


class RoomLog:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def sign_in(self, by: Account, number: int, room: str, name: str, written: Written) -> None:
        """Somebody who is in that room already stays. Raises Refused for no name, or one in another room."""
        if not name.strip():
            raise Refused("watch.name", "Give the invigilator's name.")
        with self._database.write() as session:
            if is_known(session, WatchRow, written.key):
                return
            _check(session, number, room)
            if (other := _on_duty(session, number, name.strip())) is not None:
                if other.room_id == room:
                    return  # two devices may say so
                raise Refused(
                    "watch.already", f"{name.strip()} is signed in already, in {_name(session, other)}."
                )
            now = self._clock.now()
            row = WatchRow(
                key=written.key,
                sitting_id=number,
                room_id=room,
                name=name.strip(),
                came_at=happened(written.at, now),
                by_id=by.id,
            )
            session.add(row)
            facts = {"room": room, "invigilator": row.name, "at": row.came_at.isoformat()}
            record(session, now, by, "exam-watch.began", number, facts)
        self._bus.publish(ExamChanged(number))

    def sign_out(self, by: Account, number: int, name: str, at: datetime) -> None:
        """One who went out before is not told off: a tablet may send it twice."""
        with self._database.write() as session:
            row = _on_duty(session, number, name)
            if row is None:
                return
            now = self._clock.now()
            row.went_at = max(row.came_at, happened(at, now))
            facts = {"room": row.room_id, "invigilator": name, "at": row.went_at.isoformat()}
            record(session, now, by, "exam-watch.ended", number, facts)
        self._bus.publish(ExamChanged(number))

    def report(self, by: Account, number: int, room: str, report: Report, written: Written) -> int:
        """The number of the entry. Raises Refused for one without words."""
        if not report.words.strip():
            raise Refused("incident.words", "Write down what happened.")
        with self._database.write() as session:
            _check(session, number, room, report.seat)
            known = session.scalars(select(IncidentRow).where(IncidentRow.key == written.key)).first()
            if known is not None:
                return known.id
            now = self._clock.now()
            row = IncidentRow(
                key=written.key,
                sitting_id=number,
                room_id=room,
                kind=report.kind.value,
                candidate=report.candidate or _sitter(session, number, room, report.seat),
                seat=report.seat or None,
                words=report.words.strip(),
                at=happened(written.at, now),
                written_at=now,
                by_id=by.id,
            )
            session.add(row)
            session.flush()
            facts = {"incident": row.id, "room": room, "kind": row.kind, "seat": row.seat}
            record(session, now, by, "exam-incident.written", number, facts | {"words": row.words})
            written_as = row.id
        self._bus.publish(ExamChanged(number))
        return written_as

    def attest(
        self, by: Account, number: int, room: str, what: Attested, name: str, written: Written
    ) -> None:
        """`name` is the person in the room who says so. Said once for each room; the first counts."""
        if not name.strip():
            raise Refused("attestation.name", "Give the name of the person who attests it.")
        with self._database.write() as session:
            _check(session, number, room)
            if is_known(session, AttestationRow, written.key):
                return
            now = self._clock.now()
            row = AttestationRow(
                key=written.key,
                sitting_id=number,
                room_id=room,
                kind=what.value,
                at=happened(written.at, now),
                by_id=by.id,
                by_name=name.strip(),
            )
            session.add(row)
            facts = {"room": room, "what": what.value, "name": row.by_name, "at": row.at.isoformat()}
            record(session, now, by, "exam-attested", number, facts)
        self._bus.publish(ExamChanged(number))

    def watches(self, number: int) -> Sequence[Watch]:
        query = select(WatchRow).where(WatchRow.sitting_id == number).order_by(WatchRow.id)
        with self._database.read() as session:
            return [Watch(row.room_id, row.name, row.came_at, row.went_at) for row in session.scalars(query)]

    def incidents(self, number: int) -> Sequence[Incident]:
        """In the order in which they happened."""
        query = (
            select(IncidentRow, AccountRow.display_name)
            .join(AccountRow, AccountRow.id == IncidentRow.by_id)
            .where(IncidentRow.sitting_id == number)
            .order_by(IncidentRow.at, IncidentRow.id)
        )
        with self._database.read() as session:
            return [_incident(row, by) for row, by in session.execute(query)]

    def attestations(self, number: int) -> Sequence[Attestation]:
        query = select(AttestationRow).where(AttestationRow.sitting_id == number).order_by(AttestationRow.id)
        with self._database.read() as session:
            return [
                Attestation(row.room_id or "", Attested(row.kind), row.at, row.by_name)
                for row in session.scalars(query)
            ]


def _check(session: Session, number: int, room: str, seat: str = "") -> None:
    row_of(session, number)
    row = session.get(ExamRoomRow, room)
    if row is None:
        raise Refused("exam-room.unknown", "That room is not there any more: reload the page.")
    if seat and not plan_store.room(row).has(Seat.parse(seat)):
        raise Refused("seat.unknown", f"There is no seat {seat} in {row.name}: choose another, or none.")


def _on_duty(session: Session, number: int, name: str) -> WatchRow | None:
    query = select(WatchRow).where(
        WatchRow.sitting_id == number, WatchRow.name == name, WatchRow.went_at.is_(None)
    )
    return session.scalars(query).first()


def _name(session: Session, watch: WatchRow) -> str:
    return session.get_one(ExamRoomRow, watch.room_id).name


def _sitter(session: Session, number: int, room: str, seat: str) -> str | None:
    query = select(EntryRow.candidate).where(
        EntryRow.sitting_id == number, EntryRow.room_id == room, EntryRow.seat == seat
    )
    return session.scalars(query).first() if seat else None


def _incident(row: IncidentRow, by: str) -> Incident:
    return Incident(
        row.id,
        row.room_id,
        IncidentKind(row.kind),
        row.candidate or "",
        row.seat or "",
        row.words,
        row.at,
        row.written_at,
        by,
    )
