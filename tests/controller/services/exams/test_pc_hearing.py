"""A PC in an exam that falls silent: told in less than two seconds, and no accusation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controller.domain.exams.pcs import DepartureKind
from controller.domain.timetable import local
from controller.services.exams.pc_hearing import LOOK_S
from controller.services.exams.pc_watch import IN_FORCE_WITHIN_S
from tests.controller.services.exams.exam_lab import ExamLab, exam_of, keeps, sat
from tests.labs import FakePc, lab
from workstation_agent.protocol.beat import CALM_S, QUICK_S

__all__ = ["lab", "sat"]


def beats(sat: ExamLab, pc: FakePc) -> None:
    """Half a second in which it says that it is there, and we listen."""
    sat.lab.clock.advance(0.5)
    sat.lab.lab.presence.beats(pc.id, QUICK_S)
    sat.exams.pc_watch.listen()


def listens(sat: ExamLab, seconds: float) -> None:
    """For so long, without a word from anybody."""
    for _ in range(round(seconds / LOOK_S)):
        sat.lab.clock.advance(LOOK_S)
        sat.exams.pc_watch.listen()


@pytest.fixture
def beating(sat: ExamLab) -> FakePc:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    sat.lab.tick(0)
    beats(sat, pc)
    return pc


def test_three_beats_missed_are_told_and_over_with_both_times_when_it_is_heard_again(
    sat: ExamLab, beating: FakePc
) -> None:
    listens(sat, 1.2)
    assert sat.departures() == []
    listens(sat, 0.4)
    assert sat.kinds() == [DepartureKind.GONE]
    listens(sat, 4)
    beats(sat, beating)
    (one,) = sat.departures()
    assert one.over_at == sat.lab.clock.now()
    assert timedelta(seconds=4.4) < one.over_at - one.at < timedelta(seconds=4.7)
    watch, number = sat.exams.pc_watch, sat.morning.number
    watch.write_down(sat.morning.by, number, one.id)
    (incident,) = sat.exams.log.incidents(number)
    assert incident.words == f"{one.words} Over at {local(one.over_at):%H:%M:%S}."


def test_a_pc_that_beats_calmly_is_not_held_to_more(sat: ExamLab, beating: FakePc) -> None:
    sat.lab.lab.presence.beats(beating.id, CALM_S)
    listens(sat, 14)
    assert sat.departures() == []


def test_while_the_server_was_held_up_nobody_was_silent(sat: ExamLab, beating: FakePc) -> None:
    for _ in range(3):
        sat.lab.clock.advance(10)
        sat.exams.pc_watch.listen()
    assert sat.departures() == []


def test_one_departure_lasts_from_the_silence_to_the_return_on_another_connection(
    sat: ExamLab, beating: FakePc
) -> None:
    keeps_not = replace(beating, taken=[], acks=[])
    listens(sat, 2)
    beating.go()
    sat.lab.tick(1)
    pc = sat.lab.connect(keeps_not)
    keeps(pc)
    sat.exams.pc_watch.listen()
    assert sat.kinds() == []
    assert [one.kind for one in sat.departures()][-1] is DepartureKind.GONE
    assert [one.kind for one in sat.departures()].count(DepartureKind.GONE) == 1


def test_what_comes_back_is_gone_until_it_says_that_it_keeps_to_the_exam(
    sat: ExamLab, beating: FakePc
) -> None:
    presence = sat.lab.lab.presence
    here = presence.of(beating.id)
    assert here
    beating.go()
    presence.connect(here.workstation, beating, "1.0")
    beating.report((), version=0, user="exam07")
    assert sat.kinds() == [DepartureKind.GONE]
    sat.lab.clock.advance(IN_FORCE_WITHIN_S)
    sat.exams.pc_watch.tick()
    assert sat.kinds() == [DepartureKind.NOT_IN_FORCE]
    keeps(beating)
    assert sat.kinds() == []


def test_what_was_seen_before_a_silence_is_not_over_by_it(sat: ExamLab, beating: FakePc) -> None:
    beating.report((exam_of(beating),), user="9okafort")
    listens(sat, 2)
    assert set(sat.kinds()) == {DepartureKind.LOGIN, DepartureKind.GONE}
