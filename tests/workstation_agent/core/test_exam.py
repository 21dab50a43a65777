"""The lease of an exam: whole or not in force, before every lesson, and ended by nobody but its own."""

import pytest

from tests.workstation_agent.core.bench import ABLE, START, Bench, desired, lock
from workstation_agent.core.effects import SendActed, SendBeat
from workstation_agent.core.events import Connected
from workstation_agent.core.exam import IN_EXAM, NO_LIST, cannot, is_set
from workstation_agent.core.state import Abilities, report
from workstation_agent.protocol.acts import Act, ActResult, OpenUrl, ShowMessage, StartProgram
from workstation_agent.protocol.beat import CALM_S, QUICK_S
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.report import Ended, Why
from workstation_agent.protocol.restrictions import EXAM, Apps, Exam, ListMode, Sites

PAPER = Exam(("exam.example.org",), ("calculator",))


def exam(lease="e1", remaining_s=7200.0, limits=PAPER):
    return Lease(lease, EXAM, "", START, remaining_s, limits)


@pytest.fixture
def bench():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, exam()))
    return bench


def in_force(bench):
    return {one.id for one in report(bench.state).in_force}


def test_it_is_made_of_what_the_machine_can_do(bench):
    assert bench.holds.keys() == {"sites", "apps", "storage"}
    assert bench.holds["sites"].limits == Sites(ListMode.ONLY, ("exam.example.org",))
    listed = bench.holds["apps"].limits
    assert isinstance(listed, Apps)
    assert listed.mode is ListMode.ONLY
    assert {"calculator", "chromium"} <= set(listed.names), "a site needs a browser"
    assert in_force(bench) == {"e1"}


def test_it_says_that_it_is_there_twice_a_second_and_calmly_again_afterwards(bench):
    def beats(seconds):
        asked = [bench.wait(0.25) for _ in range(int(seconds / 0.25))]
        return [one.beat.every_s for some in asked for one in some if isinstance(one, SendBeat)]

    assert beats(3) == 6 * [QUICK_S]
    bench.send(Desired(2, None, (), ("e1",)))
    assert [one.beat.every_s for one in bench.asked(SendBeat)] == [CALM_S]
    assert beats(10) == 2 * [CALM_S]


def test_it_says_so_as_soon_as_it_has_the_lease_and_not_when_it_is_in_force():
    bench = Bench()
    bench.send(Connected())
    bench.broken = "the disk is full"
    bench.send(desired(1, exam()))
    assert [one.beat.every_s for one in bench.asked(SendBeat)] == [QUICK_S]


def test_a_paper_without_sites_leaves_no_browser():
    bench = Bench()
    bench.send(desired(1, exam(limits=Exam((), ("calculator",)))))
    assert bench.holds["apps"].limits == Apps(ListMode.ONLY, ("calculator",))
    assert "sites" not in bench.holds


def test_one_part_that_fails_is_enough_not_to_be_in_force():
    bench = Bench()
    bench.send(Connected())
    bench.broken_kinds = frozenset({"storage"})
    bench.send(desired(1, exam()))
    assert in_force(bench) == set()
    assert [(one.id, one.detail) for one in report(bench.state).failing] == [("e1", "it is broken")]
    bench.broken_kinds = frozenset()
    bench.wait(2)
    assert in_force(bench) == {"e1"}


def test_a_machine_without_lists_of_programs_says_so_where_the_paper_has_one(bench):
    modes = frozenset({"sites", "storage"})
    assert Abilities(modes).leases == modes | {EXAM}
    assert Abilities(frozenset({"lock"})).leases == {"lock"}
    assert cannot(exam(), modes) == NO_LIST
    assert not is_set(exam(), bench.state.grips, modes)
    assert is_set(exam(limits=Exam(("exam.example.org",))), bench.state.grips, modes) is True


def test_no_list_of_a_lesson_takes_its_place(bench):
    bench.send(desired(2, exam(), Lease("s1", "sites", "", START, 600, Sites(ListMode.NOT, ("x.org",)))))
    assert bench.holds["sites"].limits == Sites(ListMode.ONLY, ("exam.example.org",))
    assert in_force(bench) == {"e1"}


def test_a_state_that_forgets_it_does_not_end_it_and_one_that_names_it_does(bench):
    bench.send(desired(2, lock()))
    bench.send(desired(3))
    assert bench.holds.keys() == {"sites", "apps", "storage"}
    assert report(bench.state).ended == (Ended("l1", Why.WITHDRAWN),)
    bench.send(Desired(4, None, (), ("e1",)))
    assert bench.holds == {}
    assert report(bench.state).ended == (Ended("e1", Why.WITHDRAWN),)


def test_it_outlives_the_agent_the_pc_and_the_server_and_then_ends_by_itself(bench):
    bench.true_s += 3000
    bench.start()
    assert in_force(bench) == {"e1"}
    assert bench.holds["apps"].limits
    bench.wait(4199)
    assert bench.holds
    bench.wait(1)
    assert bench.holds == {}
    assert report(bench.state).ended == (Ended("e1", Why.EXPIRED),)


def test_a_clock_set_forward_or_back_neither_ends_it_early_nor_lets_it_outlive(bench):
    for skew_s in (+86_400, -86_400, 0):
        bench.skew_s = skew_s
        bench.wait(1000)
        assert in_force(bench) == {"e1"}
    bench.wait(4199)
    assert bench.holds
    bench.wait(1)
    assert bench.holds == {}


@pytest.mark.parametrize("when", ["while the PC is off", "afterwards, with the server dead"])
def test_a_pc_that_restarts_with_a_clock_too_far_ahead_takes_the_exam_again_from_the_server(bench, when):
    bench.true_s += 1000
    bench.skew_s = 86_400 if when == "while the PC is off" else 0
    bench.start()
    bench.skew_s = 86_400
    bench.wait(0)
    assert bench.holds == {}, "by all that it knows the exam is long over"
    bench.send(Connected())
    bench.send(desired(1, exam(remaining_s=6200)))
    assert in_force(bench) == {"e1"}
    assert report(bench.state).ended == ()
    bench.wait(6199)
    assert bench.holds
    bench.wait(1)
    assert bench.holds == {}
    bench.send(desired(1, exam(remaining_s=500)))
    assert bench.holds == {}, "what ended by its timer has ended"


def test_what_a_server_with_a_wrong_clock_sends_again_lasts_no_longer_than_was_left(bench):
    bench.true_s += 1000
    bench.skew_s = 86_400
    bench.start()
    bench.send(desired(1, exam(remaining_s=9000)))
    bench.wait(7200)
    assert bench.holds == {}


def test_two_papers_in_one_room_have_one_list_and_are_both_in_force(bench):
    bench.send(desired(2, exam(), exam("e2")))
    assert in_force(bench) == {"e1", "e2"}
    bench.send(Desired(3, None, (exam("e2"),), ("e1",)))
    assert in_force(bench) == {"e2"}


@pytest.mark.parametrize(
    ("what", "done"),
    [
        (ShowMessage("The answer is 7"), False),
        (OpenUrl("https://elsewhere.example.org/"), False),
        (OpenUrl("https://exam.example.org/start"), True),
        (StartProgram("Calculator"), True),
        (StartProgram("minetest"), False),
    ],
)
def test_nothing_is_opened_or_shown_but_what_the_paper_uses(bench, what, done):
    bench.send(Act("o1", 20, what))
    (answer,) = bench.asked(SendActed)
    assert answer.acted.result is (ActResult.DONE if done else ActResult.FAILED)
    assert answer.acted.detail == ("" if done else IN_EXAM)


def test_what_waited_for_a_login_is_refused_when_it_begins():
    bench = Bench(user=None)
    bench.send(Connected())
    bench.send(Act("o1", 600, ShowMessage("Hello")))
    bench.send(desired(1, exam()))
    assert [one.acted.result for one in bench.asked(SendActed)] == [ActResult.FAILED]


def test_it_is_read_as_it_was_written_and_never_with_nothing_on_it():
    state = Desired(5, None, (exam(),), ("e0",))
    assert Desired.from_json(state.to_json()) == state
    assert "ends" not in Desired(5).to_json()
    with pytest.raises(ProtocolError, match="at least one"):
        Exam.from_json({"sites": [], "programs": []})


def test_all_kinds_of_the_machine_are_there():
    assert EXAM in ABLE.leases
