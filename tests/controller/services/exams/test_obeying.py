"""Stations and releases while an exam is on. No pouch is released to a candidate who sits."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from controller.domain.accounts import Role
from controller.domain.exams.attendance import Step
from controller.domain.exams.plans import Candidate, Entry
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import Stage
from controller.domain.grants import ReasonCode
from controller.domain.modes import StationMode
from controller.domain.releases import When
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.exams.seated import sat_by
from controller.services.stations.authorities import lists_of
from controller.storage.tables.modes import ModeOrderRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import AuthorityRow
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.messages import SetMode
from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.controller.services.exams.exam_school import HALL, NOTHING, Morning
from tests.desks import FrontDesk

SITS, DOES_NOT = "p0400", "p0401"


@pytest.fixture
def morning(desk: FrontDesk) -> Morning:
    """The hall has the stations of the North gate beside it."""
    morning = Morning(desk.school)
    morning.rooms.put(morning.by, HALL, gate="North gate")
    assert desk.school.exams_obeyed
    return morning


def start(morning: Morning) -> None:
    morning.attest_all()
    morning.running.start(morning.by, morning.number)


def enter(morning: Morning) -> None:
    candidate = Candidate("0002", "Ben Ito", SITS)
    morning.setup.put_entry(morning.by, morning.number, candidate, Entry("hall", Seat(2, 1)))


def opens(desk: FrontDesk, pupil: str) -> tuple[bool, str]:
    answer = desk.north.ask(desk.pupils[pupil])
    assert answer is not None
    return answer.allow, answer.reason


def listed(desk: FrontDesk) -> set[bytes]:
    """What stations may let out by themselves, by what was made last for each gate."""
    with desk.school.database.read() as session:
        newest: dict[str, AuthorityRow] = {}
        for row in session.scalars(select(AuthorityRow).order_by(AuthorityRow.version)):
            newest[row.gate] = row
        return {tag for row in newest.values() for tag in (*lists_of(row).tags, *lists_of(row).early)}


def tag(desk: FrontDesk, pupil: str) -> bytes:
    return desk.north.tag(desk.pupils[pupil])


def test_the_stations_beside_the_room_release_nothing_from_the_start_to_the_end(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north, desk.south)
    start(morning)
    (order,) = desk.north.told(SetMode)
    assert order.mode is Mode.EXAM
    assert desk.south.told(SetMode) == []
    morning.running.end(morning.by, morning.number)
    assert [one.mode for one in desk.north.told(SetMode)] == [Mode.EXAM, Mode.NORMAL]


def test_a_fire_drill_in_the_middle_leaves_no_station_in_the_mode_when_the_paper_is_over(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north, desk.south)
    start(morning)
    by, modes = desk.account(), desk.reception.modes
    desk.later(1)
    drill = modes.emergency(by, StationMode.EVACUATE, drill=True, reason="a drill")
    desk.later(1)
    modes.end(by, drill)
    assert [one.mode for one in desk.north.told(SetMode)] == [Mode.EXAM, Mode.EVACUATE, Mode.EXAM]
    desk.later(1)
    morning.running.end(morning.by, morning.number)
    assert desk.north.told(SetMode)[-1].mode is Mode.NORMAL


def test_the_mode_outlasts_the_paper_with_its_extra_time_and_then_ends_by_itself(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    start(morning)
    with desk.school.database.read() as session:
        order = session.scalars(select(ModeOrderRow).where(ModeOrderRow.mode == StationMode.EXAM.value)).one()
        planned = morning.floor().sitting.finish(25)
        assert order.until == planned + timedelta(hours=2)
        assert order.reason == "AQA 8300/1F"


def test_a_start_that_nobody_followed_is_made_good_with_the_next_tick(
    desk: FrontDesk, morning: Morning
) -> None:
    start(morning)  # no station is adopted yet
    desk.adopt(desk.north)
    desk.later(2)
    assert [one.mode for one in desk.north.told(SetMode)] == [Mode.EXAM]
    desk.later(2)
    assert len(desk.north.told(SetMode)) == 1


def test_what_follows_from_a_start_by_somebody_who_has_left_is_nobody_elses_act(
    desk: FrontDesk, morning: Morning
) -> None:
    start(morning)
    with desk.school.database.write() as session:
        session.get_one(AccountRow, morning.by.id).disabled_at = desk.clock.now()
    desk.adopt(desk.north)
    desk.later(2)
    assert [one.mode for one in desk.north.told(SetMode)] == [Mode.EXAM]
    with desk.school.database.read() as session:
        order = session.scalars(select(ModeOrderRow)).one()
        fact = session.scalars(select(JournalRow).where(JournalRow.kind == "mode.ordered")).one()
    assert (order.ordered_by_id, fact.actor) == (None, "system:exams")
    assert desk.reception.drills.newest(frozenset({StationMode.EXAM}))[0].by == "Schoolbell, for an exam"


def test_a_gate_without_stations_is_said_once_and_a_paper_that_is_long_over_orders_nothing(
    desk: FrontDesk, morning: Morning, caplog: pytest.LogCaptureFixture
) -> None:
    start(morning)  # no station is adopted yet, and nobody ends it
    for _ in range(3):
        desk.later(2)
    said = [one for one in caplog.messages if one.startswith("exam-mode=not-ordered")]
    assert len(said) == 1
    desk.clock.advance(timedelta(days=2))
    desk.adopt(desk.north)
    desk.later(2)
    assert desk.north.told(SetMode) == []


def test_a_candidate_is_refused_with_the_paper_as_the_reason_and_others_are_not(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    start(morning)
    assert opens(desk, SITS) == (False, "exam")
    assert opens(desk, DOES_NOT)[1] == "not-yet"
    card = desk.reception.pouches.card(SITS)
    assert card.staying.sentence.startswith("Sits AQA 8300/1F until 11:35: nothing")
    with pytest.raises(Refused, match="nothing is released to a candidate"):
        desk.reception.grants.give(desk.account(), SITS, ReasonCode.APPOINTMENT)


@pytest.mark.parametrize("step", [Step.ABSENT, Step.FINISHED])
def test_whoever_is_absent_or_has_finished_is_a_pupil_like_others(
    desk: FrontDesk, morning: Morning, step: Step
) -> None:
    desk.adopt(desk.north)
    start(morning)
    if step is Step.FINISHED:
        morning.through("0002")
    morning.register.mark(morning.by, morning.number, "0002", step, morning.written())
    assert opens(desk, SITS)[1] == "not-yet"


def test_leave_that_was_given_before_counts_for_nothing_while_they_sit(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    desk.reception.grants.give(desk.account(), SITS, ReasonCode.APPOINTMENT)
    start(morning)
    assert opens(desk, SITS) == (False, "exam")
    morning.running.end(morning.by, morning.number)
    assert opens(desk, SITS)[0]


def test_a_hold_by_safeguarding_counts_in_an_exam_too_where_the_pupil_has_a_need(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    by = desk.account(Role.SAFEGUARDING)
    desk.reception.exemptions.give(by, SITS, Exemption.MEDICAL)
    start(morning)
    assert opens(desk, SITS)[0]
    desk.reception.holds.place(by, SITS, reason="The phone is evidence")
    assert opens(desk, SITS) == (False, "held")


def test_a_paper_that_nobody_ended_keeps_no_pouch_shut_on_the_next_day(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    start(morning)
    assert opens(desk, SITS) == (False, "exam")
    desk.clock.advance(timedelta(days=1))
    desk.reception.grants.give(desk.account(), SITS, ReasonCode.APPOINTMENT)
    assert opens(desk, SITS)[0]


def test_a_release_leaves_out_whoever_may_still_sit_and_takes_them_in_at_the_end(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north, desk.south)
    start(morning)
    desk.reception.releases.order(desk.account(), When.NOW, "Early closure")
    assert tag(desk, SITS) not in listed(desk)
    assert tag(desk, DOES_NOT) in listed(desk)
    morning.running.end(morning.by, morning.number)
    assert tag(desk, SITS) in listed(desk)


def test_whoever_has_a_paper_today_is_on_no_list_before_it_has_ended_however_late_it_starts(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    desk.reception.releases.order(desk.account(), When.BELL)  # the paper should be over hours before it
    morning.register.mark(morning.by, morning.number, "0002", Step.ABSENT, morning.written())
    desk.later(2)
    assert tag(desk, SITS) not in listed(desk)
    start(morning)
    morning.through("0002")  # late
    assert tag(desk, SITS) not in listed(desk)


def test_whoever_has_a_paper_today_is_let_out_by_a_release_until_it_starts(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    desk.reception.releases.order(desk.account(), When.NOW, "Early closure")
    assert tag(desk, SITS) not in listed(desk)
    assert opens(desk, SITS) == (True, "")
    start(morning)
    assert opens(desk, SITS) == (False, "exam")


def test_a_paper_that_is_laid_down_after_the_release_is_minded_at_once(
    desk: FrontDesk, morning: Morning
) -> None:
    desk.adopt(desk.north)
    morning.setup.withdraw(morning.by, morning.number, "0002")
    release = desk.reception.releases.order(desk.account(), When.BELL)
    assert tag(desk, SITS) in listed(desk)
    enter(morning)
    desk.reception.releases.hold(desk.account(), release.id)  # the list is handed on, and not made anew
    assert tag(desk, SITS) not in listed(desk)
    morning.setup.withdraw(morning.by, morning.number, "0002")
    desk.later(2)
    assert tag(desk, SITS) in listed(desk)
    enter(morning)
    desk.later(2)
    assert tag(desk, SITS) not in listed(desk)


STEPS = ("start", "end", "absent", "arrive", "finish", "mistake", "leave", "need", "release", "over", "later")


@given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=12))
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_no_run_is_a_pouch_released_to_a_candidate_who_sits(
    desk: FrontDesk, morning: Morning, steps: list[str]
) -> None:
    """One school for all runs: what one leaves behind is where the next begins."""
    if desk.north.held == (0, bytes(8)):
        desk.adopt(desk.north)
    run = _Run(desk, morning)
    for step in steps:
        run.take(step)
        run.check()


class _Run:
    def __init__(self, desk: FrontDesk, morning: Morning) -> None:
        self._desk, self._morning = desk, morning

    def take(self, step: str) -> None:
        """A step that is refused just now is no step."""
        with suppress(Refused):
            getattr(self, f"_{step}")()

    def check(self) -> None:
        desk = self._desk
        with desk.school.database.read() as session:
            today = local(desk.clock.now()).date()
            sits, needs = sat_by(session, SITS, today), desk.reception.exemptions.active(session, SITS)
        sitting = self._morning.floor().sitting
        if sitting.on == today and sitting.stage is not Stage.ENDED:
            assert tag(desk, SITS) not in listed(desk)
        if sits and not needs:
            assert opens(desk, SITS) == (False, "exam")

    def _start(self) -> None:
        self._morning.running.start(self._morning.by, self._morning.number, "as drawn")

    def _end(self) -> None:
        self._morning.running.end(self._morning.by, self._morning.number)

    def _mark(self, step: Step) -> None:
        morning = self._morning
        morning.register.mark(morning.by, morning.number, "0002", step, morning.written())

    def _absent(self) -> None:
        self._mark(Step.ABSENT)

    def _arrive(self) -> None:
        self._morning.through("0002", NOTHING)

    def _finish(self) -> None:
        self._mark(Step.FINISHED)

    def _mistake(self) -> None:
        self._mark(Step.MISTAKEN)

    def _leave(self) -> None:
        self._desk.reception.grants.give(self._desk.account(), SITS, ReasonCode.APPOINTMENT)

    def _need(self) -> None:
        by = self._desk.account(Role.SAFEGUARDING)
        self._desk.reception.exemptions.give(by, SITS, Exemption.MEDICAL)

    def _release(self) -> None:
        self._desk.reception.releases.order(self._desk.account(), When.NOW, "as drawn")

    def _over(self) -> None:
        release = self._desk.reception.releases.latest()
        if release is not None:
            self._desk.reception.releases.end(self._desk.account(), release.id)

    def _later(self) -> None:
        self._desk.later(1800)
