import pytest

from firmware_bridge.protocol.v1.messages import StationEvent
from tests.firmware_bridge.firmware.bench import Bench


@pytest.fixture
def bench():
    made = Bench().accept()
    made.acknowledge(made.said(StationEvent))
    return made


def tap(bench, count):
    for number in range(count):
        bench.tap(number.to_bytes(4, "big"))


def seqs(bench):
    return [one.seq for one in bench.said(StationEvent)]


def test_what_happened_without_a_link_is_replayed_in_order_and_marked(bench):
    bench.link.up = False
    tap(bench, 5)
    assert bench.said() == []
    bench.link.up = True
    bench.advance(seconds=1)
    events = bench.said(StationEvent)
    assert [one.seq for one in events] == [2, 3, 4, 5, 6]
    assert all(one.offline for one in events)


def test_no_more_than_sixteen_wait_for_their_acknowledgement(bench):
    bench.link.up = False
    tap(bench, 40)
    bench.link.up = True
    bench.advance(seconds=1)
    first = bench.said(StationEvent)
    bench.acknowledge(first[:4])
    assert [len(first), len(seqs(bench))] == [16, 4]


def test_unacknowledged_events_are_sent_again_from_the_oldest_after_five_seconds(bench):
    bench.link.up = False
    tap(bench, 3)
    bench.link.up = True
    bench.advance(seconds=1)
    events = bench.said(StationEvent)
    bench.acknowledge(events[:1] + events[2:])
    bench.said()
    bench.advance(seconds=5, milliseconds=1)
    assert seqs(bench) == [3, 4]


def test_a_lost_event_is_sent_again_however_many_come_after_it(bench):
    """In a release there is a tap every few seconds, and the later ones are acknowledged."""
    bench.link.up = False
    tap(bench, 1)
    bench.link.up = True
    bench.advance(seconds=1)
    (lost,) = bench.said(StationEvent)
    sent = []
    for number in range(3):
        bench.tap(b"late" + bytes([number]))
        bench.advance(seconds=2, milliseconds=1)  # nobody answers, which is an event
        events = bench.said(StationEvent)
        sent.append([one.seq for one in events])
        bench.acknowledge([one for one in events if one.seq != lost.seq])
    assert [lost.seq in seqs for seqs in sent] == [False, False, True]


def test_a_slow_answer_to_the_oldest_is_not_waited_for_twice(bench):
    """As long as the oldest are acknowledged one after another, nothing is sent again."""
    bench.link.up = False
    tap(bench, 4)
    bench.link.up = True
    bench.advance(seconds=1)
    for event in bench.said(StationEvent):
        bench.advance(seconds=4)
        assert seqs(bench) == []
        bench.acknowledge([event])
    assert bench.station.store.waiting == 0


def test_everything_is_taken_once_over_a_power_cut_and_a_lost_acknowledgement(bench):
    bench.link.up = False
    tap(bench, 3)
    bench.power_on()
    bench.accept()
    replayed = bench.said(StationEvent)
    assert [one.seq for one in replayed] == [2, 3, 4, 1]
    assert replayed[0].boot_id == replayed[2].boot_id != replayed[3].boot_id
    bench.acknowledge(replayed)
    bench.advance(seconds=60)
    bench.power_on()
    bench.accept()
    assert len(bench.said(StationEvent)) == 1  # its own boot


def test_a_link_that_takes_nothing_loses_nothing(bench):
    bench.link.send = lambda kind, data: False
    tap(bench, 2)
    del bench.link.send
    bench.advance(seconds=6)
    assert seqs(bench) == [2, 3]


def test_events_are_replayed_while_the_store_is_rewritten_under_them(bench):
    bench.station.store._limit = 6000
    taken = []
    for number in range(120):
        bench.tap(number.to_bytes(4, "big"))
        bench.advance(seconds=2)
        events = bench.said(StationEvent)
        taken += [one.seq for one in events]
        bench.acknowledge(events)
    assert bench.station.store.rewrites
    assert sorted(set(taken)) == list(range(2, 122))


def test_an_acknowledgement_that_flash_does_not_take_is_counted_once(bench):
    bench.link.up = False
    tap(bench, 3)
    bench.link.up = True
    bench.advance(seconds=1)
    events = bench.said(StationEvent)
    bench.flash.broken = True
    bench.acknowledge(events[:2] + events[:2])
    bench.flash.broken = False
    assert bench.station.store.waiting == 1
    bench.advance(seconds=6)
    assert seqs(bench) == [4]
