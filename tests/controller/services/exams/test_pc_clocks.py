"""PCs in an exam while clocks change: at the end of summer time, and when the server's is put right."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.exams.pcs import DepartureKind, PcState
from controller.domain.exams.plans import Entry, Planned
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import Session
from tests.controller.services.exams.exam_lab import PAPER, ExamLab, keeps, sat
from tests.controller.services.exams.exam_school import HALL
from tests.labs import lab

__all__ = ["lab", "sat"]
LAST_OF_SUMMER = datetime(2025, 10, 25, 23, 15, tzinfo=UTC)  # 00:15; clocks go back at 02:00


def put_off(sat: ExamLab, at: datetime) -> int:
    """The same paper, planned for then; its number. The clock says so too."""
    plan, by = sat.morning.setup.plan(), sat.morning.by
    one = next(one for one in plan.sittings.values() if one.number == sat.morning.number)
    planned = Planned(
        "",
        replace(one.paper, code="8300/2F"),
        at.date() + timedelta(days=1),
        Session.AM,
        at.time(),
        one.length,
    )
    sat.morning.setup.put_sitting(by, planned)
    number = sat.morning.setup.plan().sittings[planned.key].number
    sat.morning.setup.put_entry(by, number, plan.candidates["0001"], Entry(HALL.id, Seat(1, 1), 25))
    sat.exams.profiles.put(by, number, [PAPER], [], "exam*")
    sat.lab.clock.advance((at - sat.lab.clock.now()).total_seconds())
    return number


def test_a_paper_that_ends_in_the_hour_that_comes_twice_is_held_to_its_real_end_and_told_once(
    sat: ExamLab,
) -> None:
    number = put_off(sat, LAST_OF_SUMMER)
    pc = sat.lab.turn_on(1)
    sat.morning.running.start(sat.morning.by, number, "No gate in this test")
    (lease,) = pc.desired.leases
    assert lease.remaining_s == timedelta(minutes=113 + 120).total_seconds()
    version = pc.desired.version
    keeps(pc)
    for _ in range(3):
        sat.lab.tick(1800)
        pc = sat.lab.restart(pc)
        keeps(pc)
    assert pc.desired.version == version, "nothing has changed"
    assert sat.morning.facts("exam-pc.changed") == []
    (lease,) = pc.desired.leases
    assert lease.ends_at == LAST_OF_SUMMER + timedelta(minutes=113 + 120)


@pytest.mark.parametrize("minutes", [-7, 7])
def test_a_server_whose_clock_is_put_right_lets_no_pc_go_and_accuses_none(sat: ExamLab, minutes: int) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    finish = sat.morning.floor().sitting.finish(25)
    jumps(sat, minutes)
    sat.lab.services.ticker.tick()
    assert sat.state() is PcState.IN_FORCE
    assert sat.departures() == []
    assert sat.morning.floor().sitting.finish(25) == finish, "nobody is given less time, nor more"
    pc = sat.lab.restart(pc)
    (lease,) = pc.desired.leases
    assert lease.remaining_s == (finish + timedelta(hours=2) - sat.lab.clock.now()).total_seconds()
    keeps(pc)
    sat.end()
    assert pc.desired.leases == ()
    assert len(pc.desired.ends) == 1


def test_what_lasts_over_a_clock_that_is_put_back_is_never_over_before_it_began(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    pc.go()
    jumps(sat, -7)
    pc = sat.lab.connect(replace(pc, taken=[], acks=[]))
    keeps(pc)
    pc.go()
    jumps(sat, -7)
    sat.end()
    gone = [one for one in sat.departures() if one.kind is DepartureKind.GONE]
    assert len(gone) == 2
    assert all(one.over_at and one.over_at >= one.at for one in gone)


def jumps(sat: ExamLab, minutes: float) -> None:
    """The wall clock alone, as when somebody sets it."""
    sat.lab.clock.jump(timedelta(minutes=minutes))
