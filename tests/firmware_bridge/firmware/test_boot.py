from itertools import pairwise

import pytest

from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.words import Result
from firmware_bridge.protocol.v1.envelope import OPEN_KEY
from firmware_bridge.protocol.v1.messages import (
    Boot,
    BootReply,
    Heartbeat,
    SetMode,
    StationEvent,
    Status,
    Unlock,
)
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, ClockQuality, LockState, Mode, Reason, What
from tests.firmware_bridge.firmware.bench import TAG, TAG_KEY, Bench, MemoryFlash, minutes


@pytest.fixture
def bench():
    return Bench()


def test_boot_comes_first_and_alone(bench):
    bench.station.tick()
    boot, *rest = bench.said()
    assert not rest
    assert (boot.capacity, boot.authority_version, boot.clock_quality, boot.waiting) == (
        2000,
        0,
        ClockQuality.NONE,
        1,
    )
    assert bench.link.states == ["init"]


def test_boot_is_repeated_with_longer_waits_until_somebody_answers(bench):
    sent = []
    for second in range(40):
        bench.advance(seconds=1)
        sent += [second for _ in bench.said(Boot)]
    assert [later - earlier for earlier, later in pairwise(sent)] == [2, 4, 8, 10, 10]


def test_an_accepted_station_reports_and_replays(bench):
    bench.accept()
    kinds = [type(one) for one in bench.said()]
    assert kinds == [Heartbeat, Status, StationEvent]
    assert bench.link.states[-1] == "ready"
    assert bench.station.tag_key == TAG_KEY
    assert bench.station.clock.now() == to_ms(bench.now)


def test_the_tag_key_never_travels_in_the_open_and_is_kept_over_a_power_cut(bench):
    bench.accept()
    assert not any(TAG_KEY in data for data in bench.link.sent)
    bench.power_on()
    assert bench.station.tag_key == TAG_KEY


def test_a_pending_station_waits_as_long_as_it_is_told(bench):
    bench.station.tick()
    bench.answer_boot(BootStatus.PENDING, retry_s=30)
    assert bench.signals.shown[-1] == ("wait", "pending")
    bench.advance(seconds=29)
    assert not bench.said(Boot)
    bench.advance(seconds=1)
    assert bench.said(Boot)


def test_a_reply_with_the_open_key_can_only_say_pending(bench):
    bench.station.tick()
    boot = bench.said(Boot)[0]
    bench.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(bench.now)), key=OPEN_KEY)
    bench.order(BootReply(BootStatus.REJECTED, boot.nonce, to_ms(bench.now)), key=OPEN_KEY)
    bench.order(Unlock("x"), key=OPEN_KEY)
    assert bench.link.states[-1] == "init"
    assert bench.lock.openings == 0


def test_a_reply_to_another_boot_message_is_stale(bench):
    bench.station.tick()
    bench.order(BootReply(BootStatus.ACCEPTED, b"notmine!", to_ms(bench.now)))
    assert bench.link.states[-1] == "init"


def test_a_rejected_station_stops_speaking_and_keeps_trying(bench):
    bench.accept()
    bench.station.voice.boot_soon()
    bench.station.tick()
    bench.answer_boot(BootStatus.REJECTED, retry_s=60)
    assert bench.link.states[-1] == "init"
    bench.advance(seconds=59)
    assert not bench.said()
    bench.advance(seconds=1)
    assert bench.said(Boot)


def test_a_rejected_station_opens_nothing_by_itself(bench):
    """No order can tell it to stop any more: it takes none."""
    bench.accept().give(minutes=240, tags=[TAG], windows=[(bench.now, minutes(240))])
    bench.link.up = False
    bench.advance(minutes=11)
    bench.link.up = True
    bench.advance(seconds=1)
    bench.answer_boot(BootStatus.REJECTED)
    bench.tap()
    bench.power_on()
    bench.accept().tap()
    assert bench.lock.openings == 1, "once it was taken on again"
    refused = [one.reason for one in bench.stored() if one.what == What.REFUSED]
    assert refused == [Reason.NO_AUTHORITY]


def test_heartbeats_come_every_15_seconds_and_every_5_in_a_release(bench):
    bench.accept()
    bench.said()
    bench.advance(seconds=14)
    assert not bench.said(Heartbeat)
    bench.advance(seconds=1)
    assert len(bench.said(Heartbeat)) == 1
    bench.order(SetMode(Mode.RELEASE, to_ms(minutes(30))))
    bench.advance(seconds=5)
    beat = bench.said(Heartbeat)[-1]
    assert (beat.mode, beat.uptime_ms, beat.refused) == (Mode.RELEASE, 20_000, 0)


def test_the_clock_is_set_again_each_hour_without_a_new_boot_id(bench):
    bench.accept()
    boot_id = bench.station.boot_id
    bench.advance(hours=1, seconds=1)
    again = bench.said(Boot)
    assert [one.boot_id for one in again] == [boot_id]
    assert bench.station.voice.accepted


def test_an_order_from_another_time_makes_the_station_ask_for_the_time(bench):
    bench.accept()
    bench.advance(minutes=2)
    bench.said()
    bench.order(Unlock("x"), sent=minutes(60))
    assert bench.said(Boot)


def test_a_controller_whose_clock_was_put_back_is_obeyed_again(bench):
    bench.now = minutes(60)
    bench.accept()
    bench.advance(minutes=2)
    bench.order(Unlock("x"), sent=minutes(1))
    boot = bench.said(Boot)[-1]
    bench.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(minutes(1))))
    bench.order(Unlock("x"), sent=minutes(1))
    assert bench.lock.openings == 1


def test_half_of_the_round_trip_is_added_to_the_time(bench):
    bench.station.tick()
    boot = bench.said(Boot)[0]
    sent = bench.now
    bench.advance(milliseconds=400)
    bench.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(sent)))
    assert bench.station.clock.now() == to_ms(sent) + 200


def test_an_answer_that_was_kept_back_does_not_set_the_clock(bench):
    """Half of the time that it took would make the clock wrong by as much as that."""
    bench.station.tick()
    boot = bench.said(Boot)[-1]
    bench.link.up = False  # so that no other boot message takes its place
    reply = BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(bench.now), 15)
    bench.advance(minutes=30)
    bench.order(reply)
    assert (bench.station.clock.now(), bench.station.voice.accepted) == (0, False)
    assert bench.station.gate.refused == {Result.STALE: 1}


def test_a_lost_link_is_seen_and_only_a_long_one_sets_the_clock_again(bench):
    bench.accept()
    for away, boots in ((60, 0), (700, 1)):
        bench.link.up = False
        bench.advance(seconds=away)
        bench.said()
        bench.link.up = True
        bench.advance(seconds=1)
        assert len(bench.said(Boot)) == boots


def test_flash_without_an_identity_is_refused_with_a_sentence(bench):
    bench.station.parts.flash = MemoryFlash()
    with pytest.raises(ValueError, match="no station identity"):
        Station(bench.station.parts)


def test_a_status_comes_again_with_every_second_heartbeat_since_nobody_acknowledges_it(bench):
    bench.accept()
    bench.said()
    for _ in range(8 * 15):
        bench.advance(seconds=1)
    kinds = [type(one) for one in bench.said()]
    assert kinds.count(Heartbeat) == 8
    assert kinds.count(Status) == 4


def test_a_status_is_never_kept_for_later(bench):
    bench.accept()
    bench.link.up = False
    for act in (bench.lock.jam, bench.lock.free) * 3 + (bench.lock.jam,):
        act()
        bench.advance(seconds=2)
    bench.said()
    bench.link.up = True
    bench.advance(seconds=1)
    assert {one.lock for one in bench.said(Status)} == {LockState.JAMMED}
