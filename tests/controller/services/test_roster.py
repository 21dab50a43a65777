from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.domain.accounts import Role
from controller.domain.pouch_register import PouchStatus
from controller.domain.school import LessonSlot, Period, Pouch, School, Station, Workstation
from controller.errors import Refused
from controller.services.pouches.desk import Becoming
from controller.services.roster import ROSTER
from controller.storage.base import Base
from controller.storage.journal import verify
from controller.storage.tables.people import AccountRow, ClassMemberRow, ClassRow, PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow, RoomRow, SeatingRow
from controller.storage.tables.workstations import WorkstationRow
from device_rules.vocabulary import Authoriser
from firmware_bridge.protocol.v1.tags import tag_hash
from simulators.northgate import northgate

NORTHGATE = northgate()


def count(services: Services, table: type[Base]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def row(services: Services, table: type[Base], key: object) -> Any:
    with services.database.read() as session:
        return session.get_one(table, key)


def everything(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored but the journal, and the number of the taking that the search goes by."""
    tables = [t for name, t in Base.metadata.tables.items() if not name.startswith("journal")]
    with services.database.read() as session:
        found = {t.name: sorted(map(tuple, session.execute(select(t))), key=repr) for t in tables}
    found["settings"] = [row for row in found["settings"] if row[0] != ROSTER]
    return found


def slot(services: Services, weekday: int, period: str, room: str) -> LessonSlotRow:
    wanted = select(LessonSlotRow).where(
        LessonSlotRow.weekday == weekday, LessonSlotRow.period == period, LessonSlotRow.room_id == room
    )
    with services.database.read() as session:
        return session.scalars(wanted).one()


def test_the_whole_school_is_taken(school: Services) -> None:
    sizes: dict[type[Base], int] = {
        PupilRow: 1050,
        AccountRow: len(NORTHGATE.staff),
        RoomRow: len(NORTHGATE.rooms),
        WorkstationRow: 60,
        ClassRow: len(NORTHGATE.classes),
        ClassMemberRow: sum(len(c.pupils) for c in NORTHGATE.classes),
        LessonSlotRow: len(NORTHGATE.timetable),
        SeatingRow: len(NORTHGATE.seating),
        StationRow: 3,
        PouchRow: 825,
        PeriodRow: 8,
    }
    assert {table: count(school, table) for table in sizes} == sizes
    assert school.roster.settings() == {
        "name": "Northgate School",
        "site": "northgate",
        "policy": "mggs-2025",
    }
    assert not school.roster.is_empty()


def test_taking_it_again_changes_nothing(school: Services) -> None:
    before = everything(school)
    school.roster.take(NORTHGATE)
    assert everything(school) == before


def test_a_tag_is_kept_only_as_its_hash(school: Services) -> None:
    pouch = NORTHGATE.pouches[0]
    kept = row(school, PouchRow, pouch.id).tag
    assert kept == tag_hash(school.tag_key, pouch.tag_uid)
    assert pouch.tag_uid not in kept


def test_it_is_one_fact_in_the_journal(school: Services) -> None:
    school.roster.take(NORTHGATE)
    with school.database.read() as session:
        assert verify(session) == 3
        kinds = session.scalars(select(JournalRow.kind).order_by(JournalRow.id))
        assert list(kinds) == ["policy.switched", "school.taken", "school.taken"]


def changed(**changes: Any) -> School:
    return replace(NORTHGATE, **changes)


def test_what_differs_is_brought_up_to_date(school: Services) -> None:
    pupil, person = NORTHGATE.pupils[0], NORTHGATE.staff[0]
    station, seat = NORTHGATE.stations[0], NORTHGATE.workstations[0]
    school.roster.take(
        changed(
            name="Northgate Academy",
            pupils=(replace(pupil, family="Zephyr", form="7B"), *NORTHGATE.pupils[1:]),
            staff=(replace(person, display_name="Ms M. Okafor", role=Role.ADMIN), *NORTHGATE.staff[1:]),
            stations=(replace(station, name="New north gate"), *NORTHGATE.stations[1:]),
            workstations=(replace(seat, row=9), *NORTHGATE.workstations[1:]),
        )
    )
    assert school.roster.settings()["name"] == "Northgate Academy"
    assert (row(school, PupilRow, pupil.id).family, row(school, PupilRow, pupil.id).form) == ("Zephyr", "7B")
    okafor = next(account for account in school.accounts.all() if account.username == person.username)
    assert (okafor.display_name, okafor.role) == ("Ms M. Okafor", Role.ADMIN)
    assert row(school, StationRow, station.id).name == "New north gate"
    assert row(school, WorkstationRow, seat.id).row == 9


def test_what_grew_here_is_kept(school: Services) -> None:
    """Keys, passwords and states are none of the file's business."""
    password = school.accounts.new_password("m.okafor").password
    with school.database.write() as session:
        session.get_one(WorkstationRow, "lab-1-pc-01").key_hash = b"k" * 32
        session.get_one(StationRow, "north-1").adoption = "adopted"
        session.get_one(PouchRow, "NG-0001").state = "open"
    school.roster.take(changed(name="Northgate Academy"))
    assert row(school, WorkstationRow, "lab-1-pc-01").key_hash == b"k" * 32
    assert row(school, StationRow, "north-1").adoption == "adopted"
    assert row(school, PouchRow, "NG-0001").state == "open"
    assert school.accounts.verify("m.okafor", password) is not None


def test_a_pouch_may_pass_to_another_pupil_or_be_given_a_new_tag(school: Services) -> None:
    first = replace(NORTHGATE.pouches[0], pupil="p0002", tag_uid=b"\x04newtag")
    school.roster.take(changed(pouches=(first, *NORTHGATE.pouches[1:])))
    kept = row(school, PouchRow, first.id)
    assert (kept.pupil_id, kept.tag) == ("p0002", tag_hash(school.tag_key, first.tag_uid))
    assert school.pouches.looking.pouch(first.id).past[0].by == "The school's file"


def test_what_the_pouch_desk_changed_is_kept(school: Services) -> None:
    by = next(one for one in school.accounts.all() if one.role is Role.RECEPTION)
    school.pouches.desk.become(by, "NG-0001", 0, Becoming(PouchStatus.LOST))
    school.roster.take(NORTHGATE)
    assert row(school, PouchRow, "NG-0001").status == "lost"
    assert row(school, PouchRow, "NG-0002").revision == 0


def test_a_lesson_slot_keeps_its_number_when_class_or_teacher_changes(school: Services) -> None:
    line = NORTHGATE.timetable[0]
    before = slot(school, line.weekday, line.period, line.room)
    other = replace(line, class_id="7B/Ma", teacher="t01")
    school.roster.take(changed(timetable=(other, *NORTHGATE.timetable[1:])))
    after = slot(school, line.weekday, line.period, line.room)
    assert (after.id, after.class_id) == (before.id, "7B/Ma")


def test_the_number_of_a_slot_that_is_gone_is_not_given_again(school: Services) -> None:
    last = NORTHGATE.timetable[-1]
    number = slot(school, last.weekday, last.period, last.room).id
    school.roster.take(changed(timetable=NORTHGATE.timetable[:-1]))
    school.roster.take(changed(timetable=(*NORTHGATE.timetable[:-1], replace(last, weekday=6))))
    assert slot(school, 6, last.period, last.room).id > number


def test_a_period_that_is_no_longer_described_is_gone(school: Services) -> None:
    morning = Period("Morning", "lesson", time(9), time(12))
    line = LessonSlot(0, "Morning", "9B/Co", "lab-1", "m.okafor")
    school.roster.take(changed(periods=(morning,), timetable=(line,)))
    assert [period.name for period in school.rules.timetable().periods] == ["Morning"]


def test_seats_and_members_are_those_of_the_newest_description(school: Services) -> None:
    school.roster.take(changed(seating=NORTHGATE.seating[:5]))
    assert count(school, SeatingRow) == 5


def test_a_school_may_grow(school: Services) -> None:
    school.roster.take(
        changed(
            workstations=(*NORTHGATE.workstations, Workstation("lab-1-pc-31", "lab-1", "PC-31", 6, 1)),
            stations=(*NORTHGATE.stations, Station("south-2", "South gate 2", "South gate")),
        )
    )
    assert count(school, WorkstationRow) == 61
    assert row(school, StationRow, "south-2").adoption == "expected"


def test_a_contradiction_is_one_sentence_and_changes_nothing(school: Services) -> None:
    before = everything(school)
    twice = Pouch("NG-9999", NORTHGATE.pouches[0].tag_uid, "p0001")
    with pytest.raises(Refused) as refused:
        school.roster.take(changed(name="Half taken", pouches=(*NORTHGATE.pouches, twice)))
    assert refused.value.code == "school.conflict"
    assert everything(school) == before


def test_an_installation_begins_empty(services: Services) -> None:
    assert services.roster.is_empty()
    assert services.roster.settings() == {}


def test_posts_are_described_or_left_alone(school: Services) -> None:
    said = {"j.pritchard": (Authoriser.SMT,)}
    staff = tuple(replace(one, posts=said.get(one.username, ())) for one in NORTHGATE.staff)
    school.accounts.set_posts("m.okafor", [Authoriser.HEAD])
    school.roster.take(replace(NORTHGATE, staff=staff))
    posts = {one.username: one.posts for one in school.accounts.all()}
    assert posts["m.okafor"] == {Authoriser.STAFF, Authoriser.HEAD}
    assert posts["j.pritchard"] == {Authoriser.STAFF, Authoriser.SMT}
    assert Authoriser.DSL in posts["safeguarding"]
