from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware.clock import HOLDOVER_MS, TRUST_MS, Clock, Ticks
from firmware_bridge.protocol.v1.messages import Boot, BootReply, Heartbeat, OrderAck, Unlock
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, ClockQuality, OrderResult, Reason, What
from tests.firmware_bridge.firmware.bench import START, TAG, Bench, minutes
from tests.firmware_bridge.seeds import seeded

HOUR = 3_600_000


@pytest.fixture
def bench():
    made = Bench().accept()
    made.said()
    return made


def window(bench, start, end, days=7):
    """In hours from the start."""
    bench.give(
        minutes=days * 24 * 60,
        tags=[TAG],
        windows=[(START + timedelta(hours=start), START + timedelta(hours=end))],
    )


def set_clock(bench, when):
    """As a controller does whose own clock says `when`."""
    bench.station.voice.boot_soon()
    bench.station.tick()
    boot = bench.said(Boot)[-1]
    bench.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(when)), sent=when)


@seeded
@given(st.lists(st.integers(0, 1023), max_size=30), st.integers(0, 1023))
def test_ticks_never_wrap(steps, start):
    counter = [start]
    ticks = Ticks(lambda: counter[0], period=1024)
    for number, step in enumerate(steps):
        counter[0] = (counter[0] + step) % 1024
        assert ticks() == sum(steps[: number + 1])


def test_a_window_is_kept_over_the_wrap_of_a_ports_timer():
    raw = [(1 << 30) - 5_000]
    clock = Clock(Ticks(lambda: raw[0]))
    clock.set(1_000_000)
    raw[0] = (raw[0] + 9_000) % (1 << 30)
    assert clock.now() == 1_009_000
    assert clock.quality() == ClockQuality.TRUSTED


@pytest.mark.parametrize(
    ("age", "quality"),
    [
        (TRUST_MS, ClockQuality.TRUSTED),
        (TRUST_MS + 1, ClockQuality.HOLDOVER),
        (HOLDOVER_MS, ClockQuality.HOLDOVER),
        (HOLDOVER_MS + 1, ClockQuality.NONE),
    ],
)
def test_the_clock_wears(age, quality):
    now = [0]
    clock = Clock(lambda: now[0])
    clock.set(1_000_000)
    now[0] = age
    assert clock.quality() == quality
    assert clock.now() == (1_000_000 + age if quality else 0)


def test_holdover_ends_where_the_drift_reckoning_says():
    assert HOLDOVER_MS * 100e-6 < 30_000  # 100 ppm; orders are let be 30 s ahead


def test_a_window_after_a_weekend_without_a_network_is_followed(bench):
    window(bench, 71, 72)
    bench.link.up = False
    bench.advance(hours=71)
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.stored()[-1].clock_quality == ClockQuality.HOLDOVER


def test_a_window_is_followed_no_more_when_nobody_can_vouch_for_the_time(bench):
    window(bench, 71, 100)
    bench.link.up = False
    bench.advance(hours=72, milliseconds=1)
    bench.tap()
    assert bench.lock.openings == 0
    event = bench.stored()[-1]
    assert (event.what, event.reason) == (What.REFUSED, Reason.CLOCK_UNKNOWN)
    assert (event.station_clock_ms, event.clock_quality) == (0, ClockQuality.NONE)
    assert event.uptime_ms == 72 * HOUR + 1


def test_a_release_in_force_ends_when_holdover_does(bench):
    window(bench, 0, 100)
    bench.link.up = False
    bench.advance(hours=72)
    bench.advance(milliseconds=1)
    assert bench.modes()[-1][1] == Reason.ENDED


def test_a_power_cut_in_the_middle_of_a_window_shuts_until_somebody_tells_the_time(bench):
    window(bench, 0, 1)
    bench.tap()
    bench.now += timedelta(minutes=5)
    bench.power_on()
    bench.link.up = False
    bench.advance(minutes=1)
    bench.tap()
    assert bench.lock.openings == 1
    bench.link.up = True
    bench.advance(seconds=1)
    bench.accept()
    bench.tap()
    assert bench.lock.openings == 2


def test_a_clock_that_is_set_forward_ends_what_has_ended(bench):
    window(bench, 0, 1)
    set_clock(bench, START + timedelta(hours=1))
    bench.tap()
    assert bench.lock.openings == 0


def test_a_clock_that_is_set_back_opens_nothing_early(bench):
    window(bench, 1, 2)
    bench.advance(minutes=61)
    set_clock(bench, START + timedelta(minutes=59))
    bench.link.up = False
    bench.tap()
    assert bench.lock.openings == 0
    bench.advance(minutes=1)
    bench.tap()
    assert bench.lock.openings == 1


def test_an_order_that_was_obeyed_stays_refused_when_the_clock_is_set_back(bench):
    unlock = bench.sealed(Unlock("x"))
    bench.station.receive(unlock)
    set_clock(bench, START + timedelta(hours=5))
    for _ in range(10):
        bench.order(Unlock("y"), sent=START + timedelta(hours=5))
    set_clock(bench, START)
    openings = bench.lock.openings
    bench.said()
    bench.station.receive(unlock)
    assert bench.said(OrderAck)[-1].result == OrderResult.REPEATED
    assert bench.lock.openings == openings


def test_every_heartbeat_says_how_good_the_clock_is(bench):
    bench.link.up = False
    bench.advance(hours=7)
    bench.link.up = True
    bench.advance(seconds=1)
    assert bench.said(Heartbeat)[-1].clock_quality == ClockQuality.HOLDOVER
    set_clock(bench, bench.now)
    assert bench.said(Heartbeat)[-1].clock_quality == ClockQuality.TRUSTED


def test_uptime_orders_events_whatever_the_clock_did(bench):
    for when in (minutes(60), minutes(-60), minutes(0)):
        bench.now += timedelta(seconds=1)
        set_clock(bench, when)
        bench.tap()
    uptimes = [one.uptime_ms for one in bench.stored()]
    assert uptimes == sorted(uptimes)
