"""Takes a described school into the database. Describing it again changes what differs and keeps the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import as_kept
from controller.domain.school import School, Staff
from controller.errors import Refused
from controller.services.policy_switches import take_named
from controller.services.pouches.changing import by_the_school_file
from controller.services.school_days import week_names
from controller.services.seating_file import take_seating, workstation_fields
from controller.storage.base import Base
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.rows import add_rows
from controller.storage.tables.people import AccountRow, ClassMemberRow, ClassRow, PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import SettingRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow, RoomRow
from controller.storage.tables.workstations import WorkstationRow
from firmware_bridge.protocol.v1.tags import tag_hash

Fields = dict[str, Any]
ROSTER = "roster"
"""The setting that changes whenever a school is taken, so that what is kept in memory of it is read anew."""


class Roster:
    def __init__(self, database: Database, clock: Clock, tag_key: bytes) -> None:
        self._database, self._clock, self._tag_key = database, clock, tag_key

    def is_empty(self) -> bool:
        with self._database.read() as session:
            return session.scalars(select(PupilRow.id).limit(1)).first() is None

    def settings(self) -> Mapping[str, str]:
        with self._database.read() as session:
            rows = session.scalars(select(SettingRow).where(SettingRow.name != ROSTER))
            return {row.name: row.value for row in rows}

    def take(self, school: School) -> None:
        """Raises Refused when it contradicts itself or what is known; `read_school` finds most of that."""
        try:
            with self._database.write() as session:
                self._take(session, school)
        except IntegrityError as error:
            raise Refused(
                "school.conflict",
                f"The school cannot be taken, and nothing was changed: two of its lines, or one of them and "
                f"what is known already, claim the same thing ({error.orig}).",
            ) from error

    def _take(self, session: Session, school: School) -> None:
        take_named(session, self._clock.now(), school.policy)
        _take_facts(session, school)
        _take_people(session, school)
        _take_places(session, school)
        _take_week(session, school)
        self._take_pouches(session, school)
        counts = {"pupils": len(school.pupils), "staff": len(school.staff), "pouches": len(school.pouches)}
        row = append(session, self._clock.now(), Fact("school.taken", "cli", f"school:{school.site}", counts))
        _put(session, SettingRow, [{"name": ROSTER, "value": str(row.id)}], key="name")

    def _take_pouches(self, session: Session, school: School) -> None:
        """Those that nobody has changed at the pouch desk: afterwards the register is right."""
        by_hand = select(PouchChangeRow.pouch_id).where(PouchChangeRow.by_id.is_not(None))
        touched = set(session.scalars(by_hand))
        mine = [one for one in school.pouches if one.id not in touched]
        described = (
            {"id": p.id, "tag": tag_hash(self._tag_key, p.tag_uid), "pupil_id": p.pupil} for p in mine
        )
        whose = {number: pupil for number, pupil in session.execute(select(PouchRow.id, PouchRow.pupil_id))}
        _put(session, PouchRow, described, state="locked", evidence="issued", state_at=self._clock.now())
        moved = {one.id: whose[one.id] for one in mine if whose.get(one.id, one.pupil) != one.pupil}
        by_the_school_file(session, moved, self._clock.now())


def _put(
    session: Session, table: type[Base], described: Iterable[Fields], key: str = "id", **at_first: object
) -> None:
    """Changes the rows that are known by their `key`, and adds the others, which also get `at_first`."""
    known = {getattr(row, key): row for row in session.scalars(select(table))}
    for fields in described:
        row = known.get(fields[key]) or table(**at_first)
        for name, value in fields.items():
            setattr(row, name, value)
        session.add(row)
    session.flush()


def _fields(value: Any) -> Fields:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _take_facts(session: Session, school: School) -> None:
    facts = {"name": school.name, "site": school.site, "policy": school.policy}
    _put(session, SettingRow, ({"name": name, "value": facts[name]} for name in facts), key="name")
    _put(session, PeriodRow, map(_fields, school.periods), key="name")


def _take_people(session: Session, school: School) -> None:
    _put(session, PupilRow, (_fields(one) | {"login": one.login.lower()} for one in school.pupils))
    _put(session, AccountRow, map(_staff_fields, school.staff), key="username")


def _staff_fields(one: Staff) -> Fields:
    said = _fields(one)
    posts = said.pop("posts")
    return said | {"posts": as_kept(posts)} if posts else said


def _take_places(session: Session, school: School) -> None:
    _put(session, RoomRow, map(_fields, school.rooms))
    _put(session, WorkstationRow, workstation_fields(session, school))
    stations = (_fields(one) | {"listed": True} for one in school.stations)
    _put(session, StationRow, stations, adoption="expected")


def _take_week(session: Session, school: School) -> None:
    session.execute(delete(ClassMemberRow))
    _put(session, ClassRow, ({"id": c.id, "subject": c.subject, "year": c.year} for c in school.classes))
    members = ({"class_id": c.id, "pupil_id": pupil} for c in school.classes for pupil in c.pupils)
    add_rows(session, ClassMemberRow, members)
    _take_slots(session, school)
    session.flush()
    take_seating(session, school)


def _take_slots(session: Session, school: School) -> None:
    """A slot keeps its number while weekday, period, room and week stay, since lessons are named after it."""
    _check_weeks(session, school)
    teachers = {row.username: row.id for row in session.scalars(select(AccountRow))}
    known = {(s.weekday, s.period, s.room_id, s.week): s for s in session.scalars(select(LessonSlotRow))}
    for line in school.timetable:
        row = known.pop((line.weekday, line.period, line.room, line.week), None) or LessonSlotRow(
            weekday=line.weekday, period=line.period, room_id=line.room, week=line.week
        )
        row.class_id, row.teacher_id = line.class_id, teachers[line.teacher]
        session.add(row)
    for gone in known.values():
        session.delete(gone)
    session.flush()
    # The day's periods are a whole: one that is no longer described would go on beside the new ones.
    session.execute(delete(PeriodRow).where(PeriodRow.name.not_in([p.name for p in school.periods])))


def _check_weeks(session: Session, school: School) -> None:
    known = week_names(session)
    if missing := sorted({line.week for line in school.timetable if line.week} - known):
        raise Refused(
            "school.week-unknown",
            f"The timetable has lessons in week {', '.join(missing)}, which no calendar names: "
            "take the calendar first, with `schoolbell school calendar`.",
        )
