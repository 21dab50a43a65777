import pytest

from firmware_bridge.event_queue import EventQueue
from firmware_bridge.firmware import cbor
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.messages import Authorise, Boot, EventAck
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode
from firmware_bridge.station_port import NOTICE_S, SILENT_S
from firmware_bridge.uplink import FRESH_S, WINDOW
from tests.firmware_bridge.events import beat, event, sealed
from tests.firmware_bridge.ports import Bench

GATE, OFFICE = Address("northgate", "gate-1"), Address("northgate", "office")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def order() -> bytes:
    return sealed(EventAck(bytes(8), 1), GATE)


def question() -> bytes:
    return sealed(Authorise(bytes(8), bytes(8), bytes(8), Mode.NORMAL, 0, 0), GATE)


def boot() -> bytes:
    return sealed(Boot(bytes(8), bytes(8), "1", "m", 2000, 0, bytes(8), ClockQuality.NONE, 0), GATE)


def test_what_came_while_a_link_was_being_made_goes_out_with_it(bench: Bench) -> None:
    _, line = bench.port()
    bench.stop_broker()
    line.say(boot())
    bench.start_broker()
    assert len(bench.payloads("boot")) == 1


def test_questions_and_heartbeats_are_not_said_again_once_they_are_stale(bench: Bench) -> None:
    _, line = bench.port()
    line.say(boot())
    bench.stop_broker()
    for stale in (question(), sealed(beat(), GATE)):
        line.say(stale)
    bench.now += FRESH_S + 0.1
    line.say(fresh := question())
    bench.start_broker()
    assert (bench.payloads("authorise"), bench.payloads("heartbeat")) == ([fresh], [])


def test_events_are_kept_while_the_broker_is_away_and_arrive_once_in_their_order(bench: Bench) -> None:
    port, line = bench.port()
    said = [sealed(event(seq), GATE) for seq in range(1, WINDOW * 2 + 10)]
    line.say(said[0])
    bench.stop_broker()
    for one in said[1:-1]:
        line.say(one)
        line.say(one)
    assert port.report.waiting == len(said) - 2
    bench.now += 3600
    bench.start_broker()
    line.say(said[-1])
    while port.report.waiting:
        bench.pump()
    assert bench.payloads("event") == said


def test_an_event_that_the_broker_did_not_confirm_stays_on_disk(bench: Bench) -> None:
    port, line = bench.port()
    line.say(boot())
    bench.stop_broker()
    line.say(sealed(event(1), GATE))
    link = bench.links["bridge-northgate-gate-1"]
    link.hand_over = lambda topic, payload: lambda: False
    bench.start_broker()
    for _ in range(3):
        bench.pump()
    assert port.report.waiting == 1


def test_a_full_queue_turns_new_events_away_and_says_so_once() -> None:
    bench = Bench(EventQueue(limit=2))
    port, line = bench.port()
    line.say(boot())
    bench.stop_broker()
    for seq in range(1, 6):
        line.say(sealed(event(seq), GATE))
    assert (port.report.waiting, port.counts.turned_away) == (2, 3)
    assert len([one for one in bench.sentences if "queue is full" in one]) == 1
    assert "2 events kept here, 3 turned away" in str(port.report)


def test_a_queue_that_breaks_costs_no_question_and_no_thread(bench: Bench) -> None:
    port, line = bench.port()
    line.say(boot())
    bench.stop_broker()
    bench.queue.close()
    line.say(sealed(event(1), GATE))
    assert port.counts.turned_away == 1
    assert any("is the disk full" in one for one in bench.sentences)
    bench.start_broker()
    line.say(asked := question())
    assert bench.payloads("authorise") == [asked]


def test_what_was_kept_by_a_bridge_that_was_killed_is_sent_without_its_station() -> None:
    killed = Bench()
    _, line = killed.port()
    line.say(boot())
    killed.stop_broker()
    line.say(kept := sealed(event(1), GATE))
    again = Bench(killed.queue)
    assert list(again.queue.stations()) == [str(GATE)]
    again.uplinks.send_kept(str(GATE))
    again.pump()
    assert again.payloads("event") == [kept]
    assert again.payloads("$state") == []
    assert not again.links["bridge-northgate-gate-1"].up


def test_a_station_that_returns_takes_over_what_was_kept_of_it() -> None:
    queue = EventQueue()
    queue.keep(str(GATE), kept := sealed(event(1), GATE))
    bench = Bench(queue)
    bench.stop_broker()
    bench.uplinks.send_kept(str(GATE))
    _, line = bench.port()
    line.say(later := sealed(event(2), GATE))
    bench.start_broker()
    for _ in range(3):
        bench.pump()
    assert bench.payloads("event") == [kept, later]
    bench.order(GATE, told := order())
    assert told in line.heard


def test_each_port_has_a_station_and_each_station_its_own_orders(bench: Bench) -> None:
    (_, one), (_, two) = bench.port("one"), bench.port("two")
    one.say(sealed(beat(), GATE))
    two.say(sealed(beat(), OFFICE))
    bench.order(GATE, told := order())
    assert told in one.heard
    assert told not in two.heard
    one.unplug()
    assert bench.payloads("$state")[-1] == b"lost"
    assert bench.links["bridge-northgate-office"].up


def test_a_station_that_moves_to_another_port_and_back_is_never_in_two_places(bench: Bench) -> None:
    (_, one), (_, two) = bench.port("one"), bench.port("two")
    for at, other in ((one, two), (two, one), (one, two)):
        at.say(sealed(beat(), GATE))
        at.heard.clear()
        other.heard.clear()
        bench.order(GATE, told := order())
        assert told in at.heard
        assert told not in other.heard
    two.unplug()
    assert b"lost" not in bench.payloads("$state")
    assert len([link for link in bench.broker.links if link.will]) == 1


def test_a_port_that_lost_its_station_to_another_goes_on_offering_the_broker(bench: Bench) -> None:
    (_, one), (_, two) = bench.port("one"), bench.port("two")
    one.say(sealed(beat(), GATE))
    two.say(sealed(beat(), GATE))
    one.heard.clear()
    bench.now += NOTICE_S
    one.idle()
    assert one.heard == [BROKER_UP]


def test_the_station_hears_whether_there_is_a_broker_at_each_change_and_every_few_seconds(
    bench: Bench,
) -> None:
    _, line = bench.port()
    assert line.heard == [BROKER_DOWN, BROKER_UP]
    line.say(boot())
    bench.stop_broker()
    assert line.heard[-1] == BROKER_DOWN
    bench.start_broker()
    assert line.heard[-1] == BROKER_UP
    line.heard.clear()
    line.idle()
    assert line.heard == []
    bench.now += NOTICE_S
    line.idle()
    assert line.heard == [BROKER_UP]


def test_a_station_that_fell_silent_is_lost_and_found_when_it_speaks(bench: Bench) -> None:
    """Or a bridge would hold the place at the broker of a station that went elsewhere."""
    _, line = bench.port()
    line.say(cbor.dumps("ready"))
    line.say(sealed(beat(), GATE))
    bench.now += SILENT_S + 1
    line.idle()
    assert bench.payloads("$state")[-1] == b"lost"
    assert not bench.links["bridge-northgate-gate-1"].up
    line.say(sealed(beat(), GATE))
    assert bench.payloads("$state")[-1] == b"ready"
    assert bench.links["bridge-northgate-gate-1"].up


def test_a_station_that_was_told_to_be_silent_is_not_lost(bench: Bench) -> None:
    """Nor is it told of a broker that is not there, by a bridge that takes it for gone."""
    _, line = bench.port()
    line.say(sealed(beat(), GATE))
    bench.stop_broker()
    line.heard.clear()
    bench.now += SILENT_S + 1
    line.idle()
    bench.now += NOTICE_S
    line.idle()
    assert line.heard == [BROKER_DOWN, BROKER_DOWN]
    bench.start_broker()
    line.idle()
    assert bench.links["bridge-northgate-gate-1"].up


def test_a_station_without_a_login_is_refused_until_there_is_one(bench: Bench) -> None:
    port, line = bench.port()
    bench.strangers.add("gate-1")
    line.say(boot())
    line.say(boot())
    assert (port.counts.refused, port.report.broker_up) == (2, None)
    assert bench.sentences.count("there is no login for gate-1") == 1
    bench.strangers.clear()
    line.say(boot())
    assert len(bench.payloads("boot")) == 1


def test_nothing_of_another_site_or_from_nobody_is_relayed() -> None:
    bench = Bench(site="southgate")
    port, line = bench.port()
    for content in (boot(), b"", b"noise", cbor.dumps("hacked"), cbor.dumps([1, 2]), order()):
        line.say(content)
    assert (port.counts.refused, port.address) == (6, None)
    assert bench.payloads("boot") == []
    bench.links.clear()


@pytest.mark.parametrize("retained", [True, False])
def test_an_order_that_was_retained_or_is_too_long_is_not_passed_on(bench: Bench, retained: bool) -> None:
    left = order() if retained else bytes(4097)
    if retained:
        bench.order(GATE, left, retained=True)
    port, line = bench.port()
    line.say(boot())
    if not retained:
        bench.order(GATE, left)
    bench.order(GATE, told := order())
    assert [one for one in line.heard if len(one) > 1] == [told]
    assert port.counts.refused == 1
