"""Exam rooms, and who is down to watch them. Each change is journaled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.exams.checks import Duties
from controller.domain.exams.plans import SittingKey
from controller.domain.exams.seating import COLUMNS_AT_MOST, ROWS_AT_MOST, ExamRoom
from controller.errors import Refused
from controller.services.exams import plan_store
from controller.services.exams.naming import is_named
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.exams import DutyRow, EntryRow, ExamRoomRow, SittingRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.timetable import RoomRow


@dataclass(frozen=True, slots=True)
class Described:
    """`school_room` is the school's own room that it is, `gate` the stations that belong to it; or empty."""

    room: ExamRoom
    school_room: str
    gate: str


@dataclass(frozen=True, slots=True)
class SchoolPlaces:
    """What an exam room can be tied to: rooms of the timetable by their id, and gates."""

    rooms: Mapping[str, str]
    gates: Sequence[str]


class ExamRooms:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def all(self) -> dict[str, ExamRoom]:
        with self._database.read() as session:
            return plan_store.rooms(session)

    def described(self) -> list[Described]:
        with self._database.read() as session:
            rows = session.scalars(select(ExamRoomRow).order_by(ExamRoomRow.name))
            return [Described(plan_store.room(row), row.room_id or "", row.gate) for row in rows]

    def school_places(self) -> SchoolPlaces:
        with self._database.read() as session:
            rooms = {row.id: row.name for row in session.scalars(select(RoomRow).order_by(RoomRow.name))}
            gates = sorted({row.gate for row in session.scalars(select(StationRow)) if row.gate})
            return SchoolPlaces(rooms, gates)

    def down_for(self, number: int, room_id: str) -> frozenset[str]:
        """The invigilators of one room."""
        query = select(DutyRow.name).where(DutyRow.sitting_id == number, DutyRow.room_id == room_id)
        with self._database.read() as session:
            return frozenset(session.scalars(query))

    def put(self, by: Account, room: ExamRoom, school_room: str | None = None, gate: str = "") -> None:
        """Raises Refused for a size that no room has, or one that would leave a candidate without a seat."""
        if not (1 <= room.rows <= ROWS_AT_MOST and 1 <= room.columns <= COLUMNS_AT_MOST):
            raise Refused(
                "exam-room.size", f"A room has up to {ROWS_AT_MOST} rows of up to {COLUMNS_AT_MOST} seats."
            )
        with self._database.write() as session:
            _check_nobody_outside(session, room)
            row = session.get(ExamRoomRow, room.id) or ExamRoomRow(id=room.id)
            row.name, row.rows, row.columns = room.name, room.rows, room.columns
            row.across_cm, row.along_cm = round(room.across_m * 100), round(room.along_m * 100)
            row.room_id, row.gate = school_room, gate
            session.add(row)
            facts = {"name": room.name, "rows": room.rows, "columns": room.columns}
            self._journal(session, by, "exam-room.set", f"exam-room:{room.id}", facts)

    def remove(self, by: Account, room_id: str) -> None:
        with self._database.write() as session:
            row = session.get(ExamRoomRow, room_id)
            if row is None:
                raise Refused("exam-room.unknown", "That room is not there any more: reload the page.")
            if session.scalars(select(EntryRow).where(EntryRow.room_id == room_id).limit(1)).first():
                raise Refused("exam-room.in-use", f"Candidates sit in {row.name}: move them first.")
            if is_named(session, ExamRoomRow, room_id):
                sentence = f"{row.name} is in the plan or the records of a sitting: it stays on the list."
                raise Refused("exam-room.in-records", sentence)
            session.delete(row)
            self._journal(session, by, "exam-room.removed", f"exam-room:{room_id}", {"name": row.name})

    def put_duty(self, by: Account, number: int, room_id: str, name: str) -> None:
        with self._database.write() as session:
            _check_duty(session, number, room_id, name)
            session.merge(DutyRow(sitting_id=number, room_id=room_id, name=name.strip()))
            facts = {"room": room_id, "invigilator": name.strip()}
            self._journal(session, by, "exam-duty.set", f"sitting:{number}", facts)

    def remove_duty(self, by: Account, number: int, room_id: str, name: str) -> None:
        with self._database.write() as session:
            row = session.get(DutyRow, (number, room_id, name))
            if row is None:
                raise Refused("exam-duty.unknown", "That invigilator is not down for that room.")
            session.delete(row)
            facts = {"room": room_id, "invigilator": name}
            self._journal(session, by, "exam-duty.removed", f"sitting:{number}", facts)

    def duties(self) -> Duties:
        with self._database.read() as session:
            return duties_of(session)

    def _journal(
        self, session: Session, by: Account, kind: str, subject: str, facts: Mapping[str, object]
    ) -> None:
        append(session, self._clock.now(), Fact(kind, f"account:{by.username}", subject, facts))


def duties_of(session: Session) -> Duties:
    keys = {one.number: key for key, one in plan_store.plan(session).sittings.items()}
    found: dict[SittingKey, dict[str, frozenset[str]]] = {}
    for row in session.scalars(select(DutyRow).order_by(DutyRow.name)):
        by_room = found.setdefault(keys[row.sitting_id], {})
        by_room[row.room_id] = by_room.get(row.room_id, frozenset()) | {row.name}
    return found


def _check_nobody_outside(session: Session, room: ExamRoom) -> None:
    for entry in plan_store.plan(session).entries.values():
        if entry.room == room.id and entry.seat and not room.has(entry.seat):
            raise Refused("exam-room.in-use", f"Somebody sits at {entry.seat}: move them first.")


def _check_duty(session: Session, number: int, room_id: str, name: str) -> None:
    if session.get(SittingRow, number) is None:
        raise Refused("sitting.unknown", "That sitting is not there any more: reload the page.")
    if session.get(ExamRoomRow, room_id) is None:
        raise Refused("exam-room.unknown", "That room is not there any more: reload the page.")
    if not name.strip():
        raise Refused("exam-duty.name", "Give the invigilator's name.")
