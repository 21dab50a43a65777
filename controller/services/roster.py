"""Takes a described school into the database. Describing it again changes what differs and keeps the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.school import School
from controller.storage.base import Base
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, ClassMemberRow, ClassRow, PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import SettingRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow, RoomRow, SeatingRow
from controller.storage.tables.workstations import WorkstationRow
from firmware_bridge.protocol.v1.tags import tag_hash


class Roster:
    def __init__(self, database: Database, clock: Clock, tag_key: bytes) -> None:
        self._database, self._clock, self._tag_key = database, clock, tag_key

    def is_empty(self) -> bool:
        with self._database.read() as session:
            return session.scalars(select(PupilRow.id).limit(1)).first() is None

    def settings(self) -> Mapping[str, str]:
        with self._database.read() as session:
            return {row.name: row.value for row in session.scalars(select(SettingRow))}

    def take(self, school: School) -> None:
        with self._database.write() as session:
            _take_facts(session, school)
            _take_people(session, school)
            _take_rooms(session, school)
            _take_week(session, school)
            self._take_pouches(session, school)
            counts = {"pupils": len(school.pupils), "pouches": len(school.pouches)}
            append(session, self._clock.now(), Fact("school.taken", "cli", f"school:{school.site}", counts))

    def _take_pouches(self, session: Session, school: School) -> None:
        known = set(session.scalars(select(PouchRow.id)))
        session.add_all(
            PouchRow(
                id=pouch.id,
                tag=tag_hash(self._tag_key, pouch.tag_uid),
                pupil_id=pouch.pupil,
                state="locked",
                evidence="issued",
                state_at=self._clock.now(),
            )
            for pouch in school.pouches
            if pouch.id not in known
        )


def _merge(session: Session, rows: Iterable[Base]) -> None:
    for row in rows:
        session.merge(row)
    session.flush()


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _take_facts(session: Session, school: School) -> None:
    facts = {"name": school.name, "site": school.site, "policy": school.policy}
    _merge(session, (SettingRow(name=name, value=value) for name, value in facts.items()))
    _merge(session, (PeriodRow(**_fields(period)) for period in school.periods))


def _take_people(session: Session, school: School) -> None:
    _merge(session, (PupilRow(**_fields(pupil)) for pupil in school.pupils))
    known = set(session.scalars(select(AccountRow.username)))
    session.add_all(
        AccountRow(username=s.username, display_name=s.display_name, role=s.role.value)
        for s in school.staff
        if s.username not in known
    )
    session.flush()


def _take_rooms(session: Session, school: School) -> None:
    _merge(session, (RoomRow(**_fields(room)) for room in school.rooms))
    for seat in school.workstations:
        place = {"room_id": seat.room, "name": seat.name, "row": seat.row, "column": seat.column}
        _merge(session, [WorkstationRow(id=seat.id, **place)])
    for station in school.stations:
        if session.get(StationRow, station.id) is None:
            session.add(StationRow(**_fields(station), adoption="expected"))
    session.flush()


def _take_week(session: Session, school: School) -> None:
    for table in (SeatingRow, ClassMemberRow):
        session.execute(delete(table))
    _merge(session, (ClassRow(id=c.id, subject=c.subject, year=c.year) for c in school.classes))
    session.add_all(ClassMemberRow(class_id=c.id, pupil_id=p) for c in school.classes for p in c.pupils)
    _take_slots(session, school)
    session.add_all(
        SeatingRow(class_id=s.class_id, workstation_id=s.workstation, pupil_id=s.pupil)
        for s in school.seating
    )
    session.flush()


def _take_slots(session: Session, school: School) -> None:
    """A slot keeps its number while weekday, period and room stay, since lessons are named after it."""
    teachers = {row.username: row.id for row in session.scalars(select(AccountRow))}
    known = {(s.weekday, s.period, s.room_id): s for s in session.scalars(select(LessonSlotRow))}
    for line in school.timetable:
        row = known.pop((line.weekday, line.period, line.room), None) or LessonSlotRow(
            weekday=line.weekday, period=line.period, room_id=line.room
        )
        row.class_id, row.teacher_id = line.class_id, teachers[line.teacher]
        session.add(row)
    for gone in known.values():
        session.delete(gone)
    session.flush()
