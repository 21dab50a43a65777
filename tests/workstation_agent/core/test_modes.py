"""Leases of several kinds, with lists, and what an agent says of troubles."""

from tests.workstation_agent.core.bench import START, Bench, desired, lock
from workstation_agent.core.effects import Enforce, SendTrouble
from workstation_agent.core.events import Connected, Disconnected, Enforced
from workstation_agent.core.state import report
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.report import Why
from workstation_agent.protocol.restrictions import ListMode, Sites
from workstation_agent.protocol.troubles import Trouble


def sites(pattern, lease="s1"):
    return Lease(lease, "sites", "", START, 600, Sites(ListMode.ONLY, (pattern,)))


def test_a_changed_list_is_a_change_and_not_in_force_until_the_machine_says_so():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, sites("bbc.co.uk")))
    assert [one.id for one in report(bench.state).in_force] == ["s1"]
    effects = bench.send(desired(2, sites("example.org")), answer=False)
    assert [one.lease.limits.patterns for one in effects if isinstance(one, Enforce)] == [("example.org",)]
    assert report(bench.state).in_force == ()
    bench.send(Enforced("sites", sites("bbc.co.uk")))
    assert report(bench.state).in_force == (), "that was the answer for the list before"
    bench.send(Enforced("sites", sites("example.org")))
    assert [one.id for one in report(bench.state).in_force] == ["s1"]


def test_a_list_survives_a_restart():
    bench = Bench()
    bench.send(desired(1, sites("bbc.co.uk")))
    bench.start()
    assert bench.holds["sites"].limits == sites("bbc.co.uk").limits


def test_kinds_stand_side_by_side_and_one_that_fails_holds_up_no_other():
    bench = Bench()
    bench.send(Connected())
    bench.broken_kinds = frozenset({"mute"})
    bench.send(desired(1, lock(), lock("b1", kind="blank"), lock("m1", kind="mute"), lock("x1", kind="rest")))
    said = report(bench.state)
    assert {one.id for one in said.in_force} == {"l1", "b1"}
    assert [(one.id, one.detail) for one in said.failing] == [("m1", "it is broken")]
    assert [(one.id, one.why) for one in said.ended] == [("x1", Why.UNSUPPORTED)]


def test_of_two_of_a_kind_only_the_one_that_is_shown_is_in_force():
    bench = Bench()
    bench.send(Connected())
    bench.send(desired(1, sites("bbc.co.uk"), sites("example.org", "s2")))
    assert [one.id for one in report(bench.state).in_force] == ["s2"]


def test_a_trouble_waits_for_the_connection_and_is_told_once():
    bench = Bench()
    for number in range(20):
        bench.send(Trouble("worker-restarted", str(number)))
    assert bench.asked(SendTrouble) == []
    told = [one.trouble.detail for one in bench.send(Connected()) if isinstance(one, SendTrouble)]
    assert told == [str(number) for number in range(4, 20)]
    bench.send(Disconnected())
    assert not [one for one in bench.send(Connected()) if isinstance(one, SendTrouble)]
