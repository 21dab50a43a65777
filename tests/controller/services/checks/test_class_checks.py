"""A class check from the first mark to the counts that stay."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account, Role
from controller.domain.checks import Evidence, Mark, Sheet
from controller.domain.events import CheckChanged
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.reports.checking import Group
from controller.storage.journal import verify
from controller.storage.tables.checks import ClassCheckChangeRow, ClassCheckCountRow, ClassCheckMarkRow
from controller.storage.tables.records import JournalRow
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.desks import FrontDesk
from tests.schools import on_both

ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32


@pytest.fixture
def teacher(school: Services) -> Account:
    return next(one for one in school.accounts.all() if one.username == "m.okafor")


@pytest.fixture
def lesson(school: Services, teacher: Account) -> Lesson:
    found = school.lab.lessons.now_for(teacher.id)
    assert found
    return found


def sheet(school: Services, lesson: Lesson) -> Sheet:
    return school.checks.classes.sheet(lesson)


def marks(found: Sheet) -> dict[str, tuple[Mark, Evidence | None]]:
    return {one.pupil: (one.mark, one.evidence) for one in found.pupils}


def test_a_class_is_by_seat_and_nobody_is_checked_yet(school: Services, lesson: Lesson) -> None:
    found = sheet(school, lesson)
    assert len(found.pupils) == 28
    assert {one.mark for one in found.pupils} == {Mark.NOT_CHECKED}
    assert found.pupils[0].row is not None
    assert (found.last_at, found.station, found.morning) == (None, None, False)


@on_both
def test_marks_are_kept_counted_and_journaled_without_a_name(
    school: Services, teacher: Account, lesson: Lesson
) -> None:
    told: list[CheckChanged] = []
    school.bus.subscribe(CheckChanged, told.append)
    pupils = [one.pupil for one in sheet(school, lesson).pupils]
    everyone = dict.fromkeys(pupils, Mark.LOCKED) | {pupils[0]: Mark.NO_PHONE}
    school.checks.classes.mark(teacher, lesson, ONE, everyone)
    school.checks.classes.mark(teacher, lesson, TWO, {pupils[1]: Mark.NOT_CHECKED})
    assert marks(sheet(school, lesson))[pupils[2]] == (Mark.LOCKED, Evidence.SEEN)
    with school.database.read() as session:
        (count,) = session.scalars(select(ClassCheckCountRow))
        assert (count.form, count.year, count.pupils) == ("9B", 9, 28)
        assert (count.tapped, count.seen, count.no_phone) == (0, 26, 1)
        last = session.scalars(select(JournalRow).order_by(JournalRow.id.desc())).first()
        assert last
        assert json.loads(last.data) == {"change": TWO, "class": "9B/Co", "not-checked": 1}
        assert not any(pupil in last.data for pupil in pupils)
    assert told == [CheckChanged(str(lesson.id))] * 2
    reports = school.reporting.reports
    document = reports.report(reports.span("", None), Group())
    assert document.sections[0].table.rows[-1][3] == "1 of 31"  # thirty classes had the hour before
    assert document.sections[2].table.rows[-1] == ("6 Oct", "27", "80–100 %", "0–20 %")


def test_a_change_that_comes_twice_counts_once_and_never_over_a_later_one(
    school: Services, teacher: Account, lesson: Lesson
) -> None:
    pupil = sheet(school, lesson).pupils[0].pupil
    for change, mark in ((ONE, Mark.LOCKED), (TWO, Mark.NO_PHONE), (ONE, Mark.LOCKED)):
        school.checks.classes.mark(teacher, lesson, change, {pupil: mark})
    assert marks(sheet(school, lesson))[pupil] == (Mark.NO_PHONE, None)
    with school.database.read() as session:
        assert len(session.scalars(select(ClassCheckChangeRow)).all()) == 2


def test_a_pupil_of_another_class_marks_nobody(school: Services, teacher: Account, lesson: Lesson) -> None:
    mine = sheet(school, lesson).pupils[0].pupil
    with pytest.raises(Refused, match="not in this class"):
        school.checks.classes.mark(teacher, lesson, ONE, {mine: Mark.LOCKED, "p0001": Mark.LOCKED})
    assert sheet(school, lesson).last_at is None


def test_the_tutor_checks_the_form_in_the_morning(
    school: Services, clock: ManualClock, teacher: Account
) -> None:
    clock.advance(timedelta(days=1, hours=-1, minutes=-20))  # Tuesday 08:45
    (tutor_time,) = school.checks.classes.todays(teacher.id)
    found = sheet(school, tutor_time)
    assert found.morning
    assert tutor_time.class_id == "9B/Tu"
    assert {one.row for one in found.pupils} == {None}


def test_what_single_pupils_were_is_forgotten_and_the_counts_stay(
    school: Services, clock: ManualClock, teacher: Account, lesson: Lesson
) -> None:
    pupil = sheet(school, lesson).pupils[0].pupil
    school.checks.classes.mark(teacher, lesson, ONE, {pupil: Mark.LOCKED})
    clock.advance(timedelta(days=30))
    assert school.checks.keeping.forget() == 0
    clock.advance(timedelta(days=1))
    assert school.checks.keeping.forget() == 1
    with school.database.read() as session:
        assert session.scalars(select(ClassCheckMarkRow)).all() == []
        assert session.scalars(select(ClassCheckChangeRow)).all() == []
        assert [row.seen for row in session.scalars(select(ClassCheckCountRow))] == [1]
        last = session.scalars(select(JournalRow).order_by(JournalRow.id.desc())).first()
        assert last
        assert (last.kind, json.loads(last.data)["rows"]) == ("records.purged", 1)
        assert isinstance(verify(session), int)


class TestTaps:
    @pytest.fixture
    def desk(self, school: Services, clock: ManualClock) -> FrontDesk:
        desk = FrontDesk(school, clock)
        desk.adopt(desk.north)
        assert school.checks
        return desk

    def tap(self, desk: FrontDesk, pupil: str) -> None:
        desk.clock.advance(1)
        desk.north.say(desk.north.event(What.REFUSED, Reason.DENIED, desk.pupils[pupil]))

    def test_a_pouch_of_the_class_held_to_the_station_is_locked_and_tapped(
        self, school: Services, desk: FrontDesk, teacher: Account, lesson: Lesson
    ) -> None:
        first, second, *_ = (one.pupil for one in sheet(school, lesson).pupils)
        self.tap(desk, first)  # before the check begins
        desk.clock.advance(1)
        school.checks.taps.tap_at(teacher, lesson, "north-1")
        school.checks.classes.mark(teacher, lesson, ONE, {second: Mark.NO_PHONE})
        for pupil in (second, "p0001"):
            self.tap(desk, pupil)
        found = marks(sheet(school, lesson))
        assert found[first] == (Mark.NOT_CHECKED, None)
        assert found[second] == (Mark.LOCKED, Evidence.TAPPED)
        assert "p0001" not in found

    def test_a_person_takes_it_back_and_gives_it_again_with_its_evidence(
        self, school: Services, desk: FrontDesk, teacher: Account, lesson: Lesson
    ) -> None:
        pupil = sheet(school, lesson).pupils[0].pupil
        school.checks.taps.tap_at(teacher, lesson, "north-1")
        self.tap(desk, pupil)
        desk.clock.advance(1)
        school.checks.classes.mark(teacher, lesson, ONE, {pupil: Mark.NOT_CHECKED})
        self.tap(desk, "p0001")  # somebody else's brings nothing back
        assert marks(sheet(school, lesson))[pupil] == (Mark.NOT_CHECKED, None)
        school.checks.classes.mark(teacher, lesson, TWO, {pupil: Mark.LOCKED})
        assert marks(sheet(school, lesson))[pupil] == (Mark.LOCKED, Evidence.TAPPED)

    def test_one_class_at_a_time_taps_at_a_station(
        self, school: Services, desk: FrontDesk, teacher: Account, lesson: Lesson
    ) -> None:
        other = next(one for one in school.lab.lessons.on_now() if one.class_id == "8D/Co")
        school.checks.taps.tap_at(teacher, other, "north-1")
        with pytest.raises(Refused, match="8D is tapping there now"):
            school.checks.taps.tap_at(teacher, lesson, "north-1")
        school.checks.taps.tap_at(teacher, other, None)
        school.checks.taps.tap_at(teacher, lesson, "north-1")
        assert sheet(school, lesson).station

    def test_after_the_lesson_a_tap_marks_nobody(
        self, school: Services, desk: FrontDesk, teacher: Account, lesson: Lesson
    ) -> None:
        pupil = sheet(school, lesson).pupils[0].pupil
        school.checks.taps.tap_at(teacher, lesson, "north-1")
        desk.clock.advance(lesson.ends_at - desk.clock.now())
        self.tap(desk, pupil)
        assert marks(sheet(school, lesson))[pupil] == (Mark.NOT_CHECKED, None)

    @pytest.mark.parametrize("station", ["office-1", "nowhere"])
    def test_only_a_station_of_the_school_counts(
        self, school: Services, teacher: Account, lesson: Lesson, station: str
    ) -> None:
        with pytest.raises(Refused, match="not one of the school's"):
            school.checks.taps.tap_at(teacher, lesson, station)


def test_nobody_but_teachers_has_a_class(school: Services) -> None:
    others = [one for one in school.accounts.all() if one.role is not Role.TEACHER]
    assert all(school.checks.classes.todays(one.id) == [] for one in others)
