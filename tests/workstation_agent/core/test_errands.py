from dataclasses import replace

import pytest

from tests.workstation_agent.core.bench import SCREEN, Bench
from workstation_agent.core.effects import Do, SendActed
from workstation_agent.core.errands import MAX_WAITING
from workstation_agent.core.events import Connected, Did, Disconnected, Seen
from workstation_agent.core.state import Abilities
from workstation_agent.protocol.acts import Act, Acted, ActKind, ActResult, OpenUrl, Power, ShowMessage

URL = "https://www.bbc.co.uk/bitesize"


def online(user: str | None = "7akhan") -> Bench:
    bench = Bench(user)
    bench.send(Connected())
    return bench


def link(order: str, ttl_s: float = 20) -> Act:
    return Act(order, ttl_s, OpenUrl(URL))


def results(bench: Bench) -> list[Acted]:
    return [one.acted for one in bench.asked(SendActed)]


def test_a_link_is_opened_and_answered():
    bench = online()
    bench.send(link("o1", 20))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_an_order_that_comes_twice_is_done_once_and_answered_twice():
    bench = online()
    bench.send(link("o1", 20))
    bench.send(link("o1", 20))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_an_order_repeated_while_it_is_being_done_is_not_started_again():
    bench = online()
    bench.send(link("o1", 20), answer=False)
    effects = bench.send(link("o1", 20), answer=False)
    assert not [one for one in effects if isinstance(one, Do)]


def test_a_link_waits_for_a_login_and_expires_without_one():
    bench = online(user=None)
    bench.send(link("o1", 20))
    bench.send(link("o2", 60))
    bench.wait(20)
    assert results(bench)[0].result is ActResult.EXPIRED
    bench.send(Seen("7akhan", SCREEN))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o2", ActResult.DONE)]


def test_a_link_that_has_no_time_left_is_not_opened():
    bench = online()
    bench.send(link("o1", 0))
    assert bench.opened == []
    assert results(bench)[0].result is ActResult.EXPIRED


def test_trouble_is_told():
    bench = online()
    bench.broken = "no browser is installed"
    bench.send(link("o1", 20))
    assert results(bench) == [Acted("o1", ActResult.FAILED, "no browser is installed")]


def test_a_result_waits_for_the_link():
    bench = online()
    bench.send(link("o1", 20), answer=False)
    bench.send(Disconnected())
    bench.send(Did("o1"))
    assert results(bench) == []
    bench.send(Connected())
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_too_many_waiting_orders_are_refused_not_stored():
    bench = online(user=None)
    for number in range(MAX_WAITING + 1):
        bench.send(link(f"o{number}", 20))
    assert results(bench)[0].result is ActResult.FAILED
    assert len(bench.state.errands.waiting) == MAX_WAITING


def test_an_answer_to_an_unknown_order_changes_nothing():
    bench = online()
    bench.send(Did("never asked"))
    assert results(bench) == []


def test_what_the_machine_cannot_do_is_answered_at_once():
    bench = online()
    bench.state = replace(bench.state, able=Abilities(deeds=frozenset({ActKind.MESSAGE})))
    bench.send(link("o1"))
    assert results(bench) == [Acted("o1", ActResult.FAILED, "this PC cannot do that")]
    bench.send(Act("o2", 20, ShowMessage("Save your work")))
    assert results(bench) == [Acted("o2", ActResult.DONE)]


@pytest.mark.parametrize("kind", [ActKind.RESTART, ActKind.SHUT_DOWN, ActKind.LOG_OFF])
def test_power_needs_nobody_logged_in(kind):
    bench = online(user=None)
    bench.send(Act("o1", 20, ShowMessage("Save your work")))
    bench.send(Act("o2", 20, Power(kind)))
    assert bench.done == [kind]
    assert [one.act.order for one in bench.state.errands.waiting] == ["o1"]
