from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workstation_agent.core.bench import START, Bench, desired, lock
from workstation_agent.core.effects import Enforce, Lift, Save, Say, SendReport
from workstation_agent.core.events import Connected, Enforced, Tick
from workstation_agent.core.saved import Saved
from workstation_agent.protocol.report import Ended, Why


def test_a_lock_is_put_in_force_and_reported():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, lock(message="Pens down")))
    assert bench.locked == "Pens down"
    report = bench.asked(SendReport)[-1].report
    assert (report.version, [one.id for one in report.in_force], report.user) == (1, ["l1"], "7akhan")


def test_a_lock_is_reported_in_force_only_when_the_platform_said_so():
    bench = Bench()
    bench.send(Connected())
    effects = bench.send(desired(1, lock()), answer=False)
    assert [one.report.in_force for one in effects if isinstance(one, SendReport)] == [()]


def test_a_lease_ends_by_the_pcs_own_timer_without_the_controller():
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.wait(599.9)
    assert bench.locked
    bench.wait(0.1)
    assert bench.locked is None
    assert bench.state.book.ended == (Ended("l1", Why.EXPIRED),)


@pytest.mark.parametrize("jump_s", [-86_400, -60, 60, 86_400])
def test_a_clock_that_is_changed_neither_frees_nor_holds(jump_s):
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.skew_s = jump_s
    bench.wait(590)
    assert bench.locked
    bench.wait(10)
    assert bench.locked is None


def test_a_newer_state_withdraws_extends_and_changes():
    bench = Bench()
    bench.send(desired(1, lock("l1", 60), lock("l2", 60, "Listen")))
    assert bench.locked == "Listen"
    bench.send(desired(2, lock("l1", 120, "Look up")))
    assert bench.locked == "Look up"
    assert bench.state.book.ended == (Ended("l2", Why.WITHDRAWN),)
    bench.wait(119)
    assert bench.locked
    bench.send(desired(3))
    assert bench.locked is None


def test_a_stale_state_is_ignored_and_answered_with_what_is_true():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(5))
    bench.send(desired(4, lock()))
    assert bench.locked is None
    assert bench.asked(SendReport)[-1].report.version == 5
    assert "already has 5" in bench.asked(Say)[0].sentence


def test_the_same_state_sent_again_never_lengthens_and_never_revives():
    bench = Bench()
    again = desired(1, lock(remaining_s=100))
    bench.send(again)
    bench.wait(60)
    bench.send(again)
    bench.wait(39.9)
    assert bench.locked
    bench.wait(0.1)
    bench.send(again)
    assert bench.locked is None


def test_a_restart_during_a_lease_comes_back_locked_and_ends_on_time():
    bench = Bench()
    bench.send(desired(3, lock(remaining_s=600)))
    bench.wait(200)
    bench.true_s += 100
    bench.start()
    assert bench.locked == "Eyes on me"
    bench.wait(299)
    assert bench.locked
    bench.wait(1)
    assert bench.locked is None


def test_a_restart_after_the_lease_lifts_whatever_was_left_of_it():
    bench = Bench()
    bench.send(desired(3, lock(remaining_s=600)))
    bench.true_s += 601
    bench.start()
    assert bench.asked(Lift)
    assert not bench.asked(Enforce)
    bench.send(desired(3, lock(remaining_s=5)))
    assert bench.locked is None


def test_a_dead_clock_at_boot_is_bounded_once_it_is_put_right():
    """The battery was flat: the PC thinks that no time has passed, until the network tells it."""
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.true_s, bench.skew_s = 300, -300_000_000
    bench.start()
    assert bench.locked
    bench.wait(100)
    bench.skew_s = 0
    bench.wait(199)
    assert bench.locked
    bench.wait(1)
    assert bench.locked is None


def test_a_clock_put_back_over_a_restart_gains_no_time():
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.skew_s = -3600
    bench.start()
    bench.wait(599)
    assert bench.locked
    bench.wait(1)
    assert bench.locked is None


def test_what_is_left_by_the_wall_clock_is_what_is_saved():
    """Twice restarted, with the clock put back each time and right in between."""
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.true_s, bench.skew_s = 300, -3600
    bench.start()
    bench.skew_s = 0
    bench.wait(100)
    assert bench.disk is not None
    assert bench.disk.desired.leases[0].remaining_s == pytest.approx(200)
    bench.skew_s = -3600
    bench.start()
    bench.wait(200)
    assert bench.locked is None


def test_an_answer_to_what_is_no_longer_asked_proves_nothing():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, lock("l1")), answer=False)
    bench.send(desired(2, lock("l2")), answer=False)
    bench.send(Enforced("lock", lock("l1")))
    assert not bench.state.since
    bench.send(Enforced("lock", lock("l2")))
    assert list(bench.state.since) == ["l2"]


def test_what_the_controller_confirms_after_a_restart_is_the_timers_again():
    bench = Bench()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.start()
    bench.send(desired(1, lock(remaining_s=600)))
    bench.skew_s = 86_400
    bench.wait(1)
    assert bench.locked


def test_a_lease_of_an_unknown_kind_is_said_to_be_unsupported():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, lock("l9", kind="hologram"), lock("l1")))
    report = bench.asked(SendReport)[-1].report
    assert report.ended == (Ended("l9", Why.UNSUPPORTED),)
    assert [one.id for one in report.in_force] == ["l1"]


def test_a_lock_the_platform_cannot_show_is_reported_and_tried_again():
    bench = Bench()
    bench.send(Connected())
    bench.broken = "the lock window could not be opened"
    bench.send(desired(1, lock()))
    report = bench.asked(SendReport)[-1].report
    assert (report.in_force, report.failing[0].detail) == ((), bench.broken)
    bench.broken = ""
    bench.wait(2)
    report = bench.asked(SendReport)[-1].report
    assert (bench.locked, report.failing, report.in_force[0].id) == ("Eyes on me", (), "l1")


def test_the_time_left_is_checkpointed_only_while_something_is_held():
    bench = Bench()
    bench.wait(300)
    assert not bench.asked(Save)
    bench.send(desired(1, lock(remaining_s=600)))
    bench.wait(30)
    assert bench.asked(Save)[0].saved.desired.leases[0].remaining_s == pytest.approx(570)
    bench.wait(1)
    assert not bench.asked(Save)


def test_what_is_saved_survives_json():
    bench = Bench()
    bench.send(desired(1, lock("l8", kind="hologram"), lock()))
    assert bench.disk is not None
    assert Saved.from_json(bench.disk.to_json()) == bench.disk


def test_in_force_since_is_the_moment_it_was_shown():
    bench = Bench()
    bench.wait(10)
    bench.send(desired(1, lock()))
    bench.wait(10)
    bench.send(desired(2, replace(lock(), message="Still me")))
    assert bench.state.since == {"l1": START + timedelta(seconds=10)}
    bench.send(Tick())
    assert bench.state.since == {"l1": START + timedelta(seconds=10)}
