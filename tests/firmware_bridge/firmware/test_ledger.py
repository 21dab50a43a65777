"""Power that fails between the writing of a release and the moving of the lock."""

from contextlib import suppress

import pytest

from firmware_bridge.firmware.store import Store
from firmware_bridge.protocol.v1.messages import StationEvent, TagException, Unlock
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Reason, What
from tests.firmware_bridge.firmware.bench import TAG, Bench, PowerCut, minutes


@pytest.fixture
def bench():
    made = Bench().accept()
    made.give(
        tags=[TAG],
        windows=[(minutes(0), minutes(20))],
        exceptions=[TagException(9, TAG, Effect.ALLOW, to_ms(minutes(30)), 1)],
    )
    return made


def fail_at_the_lock(bench):
    def open_():
        raise PowerCut

    bench.lock.open = open_
    with suppress(PowerCut):
        bench.tap()
    del bench.lock.open
    bench.power_on()


def whats(bench):
    return [one.what for one in bench.stored() if one.what != What.MODE_CHANGED]


def test_a_release_whose_lock_may_not_have_moved_is_told_first_of_all(bench):
    fail_at_the_lock(bench)
    assert whats(bench) == [What.BOOTED, What.RELEASED, What.UNCONFIRMED, What.BOOTED]
    release, unconfirmed = bench.stored()[-3:-1]
    assert (unconfirmed.about, unconfirmed.tag, unconfirmed.grant) == (release.event_id, TAG, 9)
    assert (unconfirmed.reason, unconfirmed.boot_id) == (Reason.EXCEPTION, bench.station.boot_id)
    assert unconfirmed.seq == 1


def test_it_is_told_once(bench):
    fail_at_the_lock(bench)
    bench.power_on()
    assert whats(bench).count(What.UNCONFIRMED) == 1


def test_its_grant_stays_used(bench):
    fail_at_the_lock(bench)
    bench.accept()
    bench.advance(minutes=20)
    bench.tap()
    assert bench.lock.openings == 0


def test_a_release_that_opened_is_not_doubted_whenever_the_power_fails_later(bench):
    bench.tap()
    bench.power_on()
    assert What.UNCONFIRMED not in whats(bench)


def test_nor_is_one_that_is_known_to_have_jammed(bench):
    bench.lock.jam()
    bench.tap()
    bench.power_on()
    assert What.UNCONFIRMED not in whats(bench)


def test_one_whose_jam_could_not_be_written_is(bench):
    def jam():
        bench.flash.broken = True
        return False

    bench.lock.open = jam
    bench.tap()
    del bench.lock.open
    bench.flash.broken = False
    bench.order(Unlock("x"))
    assert whats(bench)[1:] == [What.RELEASED, What.UNCONFIRMED, What.RELEASED]
    assert [one.seq for one in bench.stored()[-3:]] == [3, 5, 6]  # 4 was the jam


def test_a_doubt_of_the_boot_before_is_told_even_if_an_evacuation_came_first(bench):
    bench.lock.open = lambda: (_ for _ in ()).throw(PowerCut)
    with suppress(PowerCut):
        bench.tap()
    del bench.lock.open
    bench.flash.broken = bench.switch.turned = True
    bench.power_on()
    bench.tap()
    bench.flash.broken = False
    bench.advance(seconds=2)
    assert whats(bench)[1:] == [What.RELEASED, What.UNCONFIRMED, What.RELEASED]


def test_in_an_evacuation_such_a_jam_is_remembered(bench):
    def jam():
        bench.flash.broken = True
        return False

    bench.turn()
    bench.lock.open = jam
    bench.tap()
    bench.flash.broken = False
    bench.advance(seconds=2)
    assert whats(bench)[1:] == [What.RELEASED, What.JAMMED]


def test_flash_that_fails_at_power_on_puts_it_off_until_it_works(bench):
    bench.flash.broken = False
    bench.lock.open = lambda: (_ for _ in ()).throw(PowerCut)
    with suppress(PowerCut):
        bench.tap()
    del bench.lock.open
    bench.flash.broken = True
    bench.power_on()
    bench.flash.broken = False
    bench.order(Unlock("x"))
    bench.accept()
    bench.order(Unlock("x"))
    assert whats(bench) == [What.BOOTED, What.RELEASED, What.UNCONFIRMED, What.RELEASED]


def test_at_whatever_byte_the_power_fails_the_last_release_is_true_or_in_doubt(bench):
    """True: it is followed by nothing and its lock moved, or it is not there and its lock did not move."""
    for cut in range(160):
        one = Bench()
        one.accept()
        opened = one.lock.openings
        one.flash.cut_after = cut
        with suppress(PowerCut):
            one.order(Unlock("x"))
        one.flash.cut_after = None
        moved = one.lock.openings > opened
        one.power_on()
        found = whats(one)
        assert (What.RELEASED in found) or not moved
        assert moved or (What.RELEASED in found) == (What.UNCONFIRMED in found)


def test_the_mark_outlives_a_rewrite_of_the_store(bench):
    bench.tap()
    events = bench.said(StationEvent)
    bench.acknowledge(events)
    bench.station.store._rewrite()
    assert Store(bench.flash).unsure is None


def test_flash_that_cannot_be_read_is_an_alert_and_loses_nothing(bench):
    bench.link.up = False
    bench.tap()
    bench.flash.unreadable = True
    bench.link.up = True
    bench.advance(seconds=1)
    assert bench.link.states[-1] == "alert"
    bench.flash.unreadable = False
    bench.advance(seconds=6)
    assert What.RELEASED in [one.what for one in bench.said(StationEvent)]


def test_a_release_that_flash_kept_and_disowned_does_not_open_and_is_in_doubt(bench):
    bench.flash.doubtful = True
    bench.tap()
    assert bench.lock.openings == 0
    bench.flash.doubtful = False
    bench.advance(seconds=2)
    assert whats(bench)[1:] == [What.RELEASED, What.UNCONFIRMED]
    assert bench.stored()[-1].about == bench.stored()[-2].event_id


def test_in_an_evacuation_it_opens_and_is_in_no_doubt(bench):
    bench.turn()
    bench.flash.doubtful = True
    bench.tap()
    bench.flash.doubtful = False
    bench.advance(seconds=2)
    assert bench.lock.openings == 1
    assert whats(bench)[1:] == [What.RELEASED]


def test_what_flash_kept_and_disowned_is_sent_and_acknowledged_like_any_other(bench):
    bench.flash.doubtful = True
    bench.tap()
    bench.flash.doubtful = False
    for _ in range(3):
        bench.advance(seconds=6)
        bench.acknowledge(bench.said(StationEvent))
    assert bench.station.store.waiting == 0
    assert Store(bench.flash).waiting == 0
