from tests.workstation_agent.core.bench import SCREEN, Bench
from workstation_agent.core.effects import OpenUrl, SendActed
from workstation_agent.core.errands import MAX_WAITING
from workstation_agent.core.events import Connected, Disconnected, Opened, Seen
from workstation_agent.protocol.acts import Act, Acted, ActResult

URL = "https://www.bbc.co.uk/bitesize"


def online(user: str | None = "7akhan") -> Bench:
    bench = Bench(user)
    bench.send(Connected())
    return bench


def results(bench: Bench) -> list[Acted]:
    return [one.acted for one in bench.asked(SendActed)]


def test_a_link_is_opened_and_answered():
    bench = online()
    bench.send(Act("o1", URL, 20))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_an_order_that_comes_twice_is_done_once_and_answered_twice():
    bench = online()
    bench.send(Act("o1", URL, 20))
    bench.send(Act("o1", URL, 20))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_an_order_repeated_while_it_is_being_done_is_not_started_again():
    bench = online()
    bench.send(Act("o1", URL, 20), answer=False)
    effects = bench.send(Act("o1", URL, 20), answer=False)
    assert not [one for one in effects if isinstance(one, OpenUrl)]


def test_a_link_waits_for_a_login_and_expires_without_one():
    bench = online(user=None)
    bench.send(Act("o1", URL, 20))
    bench.send(Act("o2", URL, 60))
    bench.wait(20)
    assert results(bench)[0].result is ActResult.EXPIRED
    bench.send(Seen("7akhan", SCREEN))
    assert bench.opened == [URL]
    assert results(bench) == [Acted("o2", ActResult.DONE)]


def test_a_link_that_has_no_time_left_is_not_opened():
    bench = online()
    bench.send(Act("o1", URL, 0))
    assert bench.opened == []
    assert results(bench)[0].result is ActResult.EXPIRED


def test_trouble_is_told():
    bench = online()
    bench.broken = "no browser is installed"
    bench.send(Act("o1", URL, 20))
    assert results(bench) == [Acted("o1", ActResult.FAILED, "no browser is installed")]


def test_a_result_waits_for_the_link():
    bench = online()
    bench.send(Act("o1", URL, 20), answer=False)
    bench.send(Disconnected())
    bench.send(Opened("o1"))
    assert results(bench) == []
    bench.send(Connected())
    assert results(bench) == [Acted("o1", ActResult.DONE)]


def test_too_many_waiting_orders_are_refused_not_stored():
    bench = online(user=None)
    for number in range(MAX_WAITING + 1):
        bench.send(Act(f"o{number}", URL, 20))
    assert results(bench)[0].result is ActResult.FAILED
    assert len(bench.state.errands.waiting) == MAX_WAITING


def test_an_answer_to_an_unknown_order_changes_nothing():
    bench = online()
    bench.send(Opened("never asked"))
    assert results(bench) == []
