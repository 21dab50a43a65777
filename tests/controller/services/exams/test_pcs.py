"""PCs in an exam: told at the start, out of every lesson's reach, watched, and let go at the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controller.domain.exams.pcs import DepartureKind, PcState
from controller.domain.orders import OrderKind, Step
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.lab.live.shows import Wanted
from tests.controller.services.exams.exam_lab import PAPER, ExamLab, exam_of, keeps, sat
from tests.controller.services.exams.exam_school import HALL
from tests.labs import lab
from workstation_agent.protocol.acts import OpenUrl
from workstation_agent.protocol.report import Failing
from workstation_agent.protocol.restrictions import EXAM, Exam
from workstation_agent.protocol.sessions import ShowMode
from workstation_agent.protocol.troubles import PROGRAM_CLOSED, STORAGE_PLUGGED, WORKER_RESTARTED, Trouble

__all__ = ["lab", "sat"]


def test_a_paper_that_names_nothing_leaves_the_pcs_alone(sat: ExamLab) -> None:
    sat.exams.profiles.put(sat.morning.by, sat.morning.number, [], [], "")
    pc = sat.lab.turn_on(1)
    sat.start()
    assert pc.desired.leases == ()
    assert sat.exams.pc_board.of(sat.morning.number, HALL.id).pcs == ()


def test_from_the_start_to_the_end_the_pcs_of_the_room_keep_to_the_paper(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    assert sat.state() is PcState.WAITS
    sat.start()
    (lease,) = pc.desired.leases
    assert lease.limits == Exam(("exam.example.org/2026",))
    floor = sat.morning.floor().sitting
    assert lease.ends_at == floor.finish(25) + timedelta(hours=2)
    assert sat.state() is PcState.NOT_YET
    keeps(pc)
    assert sat.state() is PcState.IN_FORCE
    assert [one["pc"] for one in sat.morning.facts("exam-pc.in-force")] == ["PC-01"]
    sat.end()
    assert pc.desired.leases == ()
    assert pc.desired.ends == (lease.id,), "a PC that was away must be told in so many words"
    assert len(sat.morning.facts("exam-pc.ended")) == 1


def test_what_the_server_missed_is_made_good_with_the_next_tick(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.lab.services.bus._handlers.clear()
    sat.start()
    assert pc.desired.leases == ()
    sat.lab.tick(1)
    assert len(pc.desired.leases) == 1


def test_a_pc_that_takes_the_place_of_another_gets_it_at_once(sat: ExamLab) -> None:
    sat.start()
    pc = sat.lab.turn_on(5)
    sat.lab.tick(1)
    assert len(pc.desired.leases) == 1
    keeps(pc)
    assert sat.state(5) is PcState.IN_FORCE


def test_a_lesson_that_was_on_there_is_over(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    orders = sat.lab.lab.orders
    order = orders.lock(sat.lab.teacher, sat.lab.lesson, [pc.id], "Eyes on me")
    sat.start()
    assert [one.kind for one in pc.desired.leases] == [EXAM]
    (standing,) = sat.lab.lab.progress.of(order).seats
    assert (standing.step, standing.detail) == (Step.ENDED, "an exam began")


def test_no_order_of_a_lesson_reaches_it_and_the_teacher_reads_why(sat: ExamLab) -> None:
    pc, other = sat.lab.turn_on(1), sat.lab.turn_on(2)
    teacher, lesson, orders = sat.lab.teacher, sat.lab.lesson, sat.lab.lab.orders
    locked = orders.lock(teacher, lesson, [pc.id], "Eyes on me")
    orders.unlock(teacher, lesson, [pc.id])
    sat.start()
    until = f"{local(sat.morning.floor().sitting.finish(25)):%H:%M}"
    attempts = (
        lambda: orders.lock(teacher, lesson, [pc.id], "Eyes on me"),
        lambda: orders.free(teacher, lesson, [pc.id]),
        lambda: orders.hold(teacher, lesson, [pc.id], OrderKind.MUTE),
        lambda: orders.act(teacher, lesson, [pc.id], OpenUrl("https://example.org/")),
        lambda: orders.undo(teacher, lesson),
        lambda: sat.lab.services.live.controls.start("page", teacher, lesson, pc.id),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.sentence == f"PC-01 is in an exam until {until}."
    wanted = Wanted(teacher, lesson, None, frozenset({pc.id, other.id}), ShowMode.FULL)
    with pytest.raises(Refused, match="PC-01 and PC-02 are in an exam"):
        sat.lab.services.live.shows.start("page", wanted)
    assert [one.kind for one in pc.desired.leases] == [EXAM]
    assert locked


def test_a_profile_that_is_mended_while_it_is_on_is_in_force_when_the_pc_says_so(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    sat.exams.profiles.put(sat.morning.by, sat.morning.number, [PAPER, "maths.example.org"], [], "exam*")
    (lease,) = pc.desired.leases
    assert lease.limits == Exam(("exam.example.org/2026", "maths.example.org"))
    assert sat.state() is PcState.NOT_YET
    keeps(pc)
    assert sat.state() is PcState.IN_FORCE
    assert sat.departures() == []


def test_a_pc_that_cannot_is_not_in_force_and_departs_from_nothing(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    pc.report(failing=(Failing(exam_of(pc), "this PC cannot be kept to a list of programs"),))
    sat.lab.tick(1)
    assert sat.state() is PcState.NOT_YET
    assert sat.departures() == []


@pytest.mark.parametrize(
    ("does", "kind"),
    [
        (lambda pc: pc.report((), user="exam07"), DepartureKind.NOT_IN_FORCE),
        (lambda pc: pc.report((exam_of(pc),), user="9okafort"), DepartureKind.LOGIN),
        (lambda pc: pc.go(), DepartureKind.GONE),
    ],
)
def test_a_departure_is_told_at_once_and_over_when_it_is(sat: ExamLab, does, kind) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    assert sat.departures() == []
    does(pc)
    assert sat.kinds() == [kind]
    assert sat.state() is PcState.DEPARTED
    assert sat.morning.facts("exam-pc.departed")[0]["kind"] == kind.value
    back = replace(pc, taken=[], acks=[])
    if kind is DepartureKind.GONE:
        sat.lab.connect(back)
        assert sat.state() is PcState.DEPARTED, "somebody called pupil is logged in"
        pc = back
    keeps(pc)
    assert sat.kinds() == []
    assert sat.state() is PcState.IN_FORCE


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (STORAGE_PLUGGED, DepartureKind.STORAGE),
        (PROGRAM_CLOSED, DepartureKind.PROGRAM),
        (WORKER_RESTARTED, DepartureKind.AGENT),
    ],
)
def test_what_happens_in_a_moment_is_a_departure_too(sat: ExamLab, kind: str, found: DepartureKind) -> None:
    pc = sat.lab.turn_on(1)
    sat.lab.lab.troubles.take(pc.id, Trouble(kind, "before"))
    sat.start()
    keeps(pc)
    sat.lab.lab.troubles.take(pc.id, Trouble(kind, "SuperTux"))
    (one,) = sat.departures()
    assert one.kind is found
    assert one.over_at is not None
    assert "PC-01" in one.words
    assert sat.state() is PcState.IN_FORCE


def test_one_click_writes_it_into_the_log_once_and_in_words_that_accuse_nobody(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    pc.go()
    (one,) = sat.departures()
    watch, number, by = sat.exams.pc_watch, sat.morning.number, sat.morning.by
    first = watch.write_down(by, number, one.id)
    assert watch.write_down(by, number, one.id) == first
    (incident,) = sat.exams.log.incidents(number)
    assert (incident.words, incident.at) == (one.words, one.at)
    assert sat.departures()[0].incident == first
    with pytest.raises(Refused, match="not there"):
        watch.set_aside(by, number + 1, one.id)


def test_whoever_looks_may_also_set_it_aside(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    pc.report((exam_of(pc),), user="9okafort")
    sat.exams.pc_watch.set_aside(sat.morning.by, sat.morning.number, sat.departures()[0].id)
    (one,) = sat.departures()
    assert one.settled_by
    assert one.incident is None
    assert sat.exams.log.incidents(sat.morning.number) == []


def test_after_a_restart_of_the_server_pcs_have_a_while_to_come_back(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    services = sat.lab.services
    again = replace(services, bus=type(services.bus)(), ticker=type(services.ticker)())
    assert again.exam_pcs
    again.ticker.tick()
    assert sat.departures() == []
    sat.lab.clock.advance(50)
    again.ticker.tick()
    assert sat.kinds() == [DepartureKind.GONE]


def test_it_ends_by_itself_two_hours_after_the_paper_should_have(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    (lease,) = pc.desired.leases
    sat.lab.clock.advance((lease.ends_at - sat.lab.clock.now()).total_seconds() - 600)
    with pytest.raises(Refused, match="is in an exam that nobody has ended yet"):
        sat.lab.services.live.controls.start("page", sat.lab.teacher, None, pc.id)
    sat.lab.tick(600)
    pc = sat.lab.connect(replace(pc, taken=[], acks=[]))
    assert pc.desired.leases == ()
    assert pc.desired.ends == ()


def test_two_papers_of_one_session_share_what_the_room_may_open(sat: ExamLab) -> None:
    more = sat.morning.setup.plan()
    key, one = next((key, one) for key, one in more.sittings.items() if one.number == sat.morning.number)
    other = replace(one, paper=replace(one.paper, code="8300/2F"), number=0)
    sat.morning.setup.put_sitting(sat.morning.by, other)
    number = sat.morning.setup.plan().sittings[other.key].number
    candidate = sat.morning.setup.plan().candidates["0001"]
    entry = replace(more.entries[key, "0001"], seat=None)
    sat.morning.setup.put_entry(sat.morning.by, number, replace(candidate, number="0009", name="Cy"), entry)
    sat.exams.profiles.put(sat.morning.by, number, ["maths.example.org"], [], "")
    pc = sat.lab.turn_on(1)
    sat.start()
    both = Exam(("exam.example.org/2026", "maths.example.org"))
    assert [one.limits for one in pc.desired.leases] == [both]
    sat.morning.running.start(sat.morning.by, number, "Too")
    assert [one.limits for one in pc.desired.leases] == [both, both]


@pytest.mark.parametrize(
    ("sites", "programs", "sentence"),
    [
        (["not a site"], [], "is no site"),
        ([], ["../../bin/sh -c"], "not on the school's list"),
        ([], ["minetest"], "Ask the network manager"),
    ],
)
def test_a_profile_names_sites_and_programs_that_there_are(
    sat: ExamLab, sites: list[str], programs: list[str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        sat.exams.profiles.put(sat.morning.by, sat.morning.number, sites, programs, "")


def test_once_it_has_ended_nothing_more_is_laid_down(sat: ExamLab) -> None:
    sat.start()
    sat.end()
    with pytest.raises(Refused, match="ended already"):
        sat.exams.profiles.put(sat.morning.by, sat.morning.number, [PAPER], [], "")


def test_a_sitting_that_never_began_goes_with_its_profile(sat: ExamLab) -> None:
    sat.morning.setup.remove_sitting(sat.morning.by, sat.morning.number)
    assert not sat.exams.profiles.of(sat.morning.number).uses_pcs


def test_with_a_sittings_records_goes_what_was_seen_of_its_pcs(sat: ExamLab) -> None:
    pc = sat.lab.turn_on(1)
    sat.start()
    keeps(pc)
    pc.go()
    number, by = sat.morning.number, sat.morning.by
    sat.exams.pc_watch.write_down(by, number, sat.departures()[0].id)
    sat.end()
    sat.exams.keeping.keep_until(by, number, local(sat.lab.clock.now()).date())
    sat.lab.clock.advance(2 * 86_400)
    assert sat.exams.keeping.run() == [number]
    assert sat.departures() == []
