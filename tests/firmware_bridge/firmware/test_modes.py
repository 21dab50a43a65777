"""The tables of modes, each cell tried on a whole station, and whatever a turn of the key may meet."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware import modes
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    Boot,
    BootReply,
    OrderAck,
    SetMode,
    StationEvent,
    Status,
    TagException,
    Unlock,
)
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Effect, Mode, OrderResult, Reason, What
from tests.firmware_bridge.firmware.bench import OTHER_TAG, OTHER_UID, TAG, TAG_KEY, UID, Bench, minutes
from tests.firmware_bridge.seeds import seeded

ANY_UID, HELD_UID = b"any!", b"held"


@pytest.fixture
def bench():
    return Bench().accept()


def set_mode(bench, mode, for_minutes=10, **how):
    bench.order(SetMode(mode, to_ms(bench.now + timedelta(minutes=for_minutes)), "drill"), **how)


def end_mode(bench):
    bench.order(SetMode(Mode.NORMAL, 0))


def exception(grant, tag, effect):
    return TagException(grant, tag, effect, to_ms(minutes(600)), 0)


def stocked(bench):
    """Holds one tag that is held, one with an allow, one that is listed."""
    bench.give(
        minutes=24 * 60,
        tags=[TAG, OTHER_TAG],
        exceptions=[
            exception(1, tag_hash(TAG_KEY, HELD_UID), Effect.HOLD),
            exception(2, OTHER_TAG, Effect.ALLOW),
        ],
    )
    bench.said()


UIDS = {modes.HELD: HELD_UID, modes.ALLOWED: OTHER_UID, modes.LISTED: UID, modes.OTHER: ANY_UID}


@pytest.mark.parametrize(("mode", "column"), list(product(Mode, UIDS)))
def test_each_tag_fares_as_the_table_says(bench, mode, column):
    stocked(bench)
    set_mode(bench, mode)
    what, reason = modes.PRESENTED[mode][column]
    bench.said()
    bench.tap(UIDS[column])
    assert bench.lock.openings == (what == modes.RELEASE)
    assert bool(bench.said(Authorise)) == (what == modes.ASK)
    outcome = [(What.RELEASED if what == modes.RELEASE else What.REFUSED, reason)]
    assert bench.pouches() == ([] if what == modes.ASK else outcome)


@pytest.mark.parametrize("mode", Mode)
def test_an_unlock_fares_as_the_table_says(bench, mode):
    set_mode(bench, mode)
    bench.order(Unlock("early-leaver"))
    opens = modes.PRESENTED[mode][modes.UNLOCK][0] == modes.RELEASE
    assert bench.lock.openings == opens
    assert bench.said(OrderAck)[-1].result == (OrderResult.DONE if opens else OrderResult.MODE_FORBIDS)


class Orders:
    """An authority as far as mode_now looks at it."""

    def __init__(self, mode, valid, window):
        self.mode, self._valid, self._window = mode, valid, window

    def in_force(self, now):
        return self._valid and now > 0

    def in_window(self, now):
        return self._window


@seeded
@given(
    st.booleans(),
    st.none() | st.sampled_from(Mode),
    st.booleans(),
    st.sampled_from(Mode),
    *[st.booleans()] * 3,
)
def test_the_strongest_source_that_speaks_decides(turned, ordered, ended, given_, valid, window, knows):
    now = 1000 if knows else 0
    order = (ordered, now if ended else now + 1, b"orderid!") if ordered is not None else None
    spoken = {
        modes.SWITCH: Mode.EVACUATE if turned else None,
        modes.ORDER: ordered if (not ended if knows else ordered in modes.WITHOUT_CLOCK) else None,
        modes.AUTHORITY: given_ if valid and knows and given_ else None,
        modes.WINDOW: Mode.RELEASE if valid and knows and window else None,
    }
    said = [(mode, source) for source, mode in spoken.items() if mode is not None]
    mode, source, by = modes.mode_now(turned, order, Orders(given_, valid, window), now)
    assert (mode, source) == (said[0] if said else (Mode.NORMAL, Reason.ENDED))
    assert by == (b"orderid!" if source == Reason.ORDER else None)


def test_every_mode_has_its_row_and_somebody_who_may_set_it():
    assert set(modes.PRESENTED) == set(Mode)
    assert {mode for _, may in modes.MAY_SET for mode in may} == set(Mode)
    assert all(len(row) == 5 for row in modes.PRESENTED.values())


def test_a_change_of_mode_names_its_order(bench):
    set_mode(bench, Mode.EVACUATE, msg_id=b"evacuate")
    event = bench.said(StationEvent)[-1]
    assert (event.what, event.mode, event.order) == (What.MODE_CHANGED, Mode.EVACUATE, b"evacuate")
    end_mode(bench)
    assert bench.said(StationEvent)[-1].order is None


def test_the_key_switch_evacuates_with_everything_else_down():
    bench = Bench()  # never adopted: no clock, no tag key, no authority
    bench.link.up = False
    bench.flash.broken = bench.flash.unreadable = True
    bench.turn()
    assert bench.signals.shown[-1] == ("evacuate", "")
    bench.tap(UID)
    bench.tap(OTHER_UID)
    assert bench.lock.openings == 2
    assert {word for word, _ in list(bench.signals.shown)[-2:]} == {"evacuate"}


def test_what_an_evacuation_could_not_write_is_journaled_afterwards_in_order(bench):
    bench.flash.broken = True
    bench.turn()
    bench.tap(UID)
    bench.lock.jam()
    bench.tap(OTHER_UID)
    bench.lock.free()
    bench.turn(False)
    assert bench.modes() == []
    bench.flash.broken = False
    bench.advance(seconds=2)
    assert bench.modes() == [(Mode.EVACUATE, Reason.KEY_SWITCH), (Mode.NORMAL, Reason.ENDED)]
    assert bench.pouches() == [(What.RELEASED, Reason.EVACUATE)] * 2 + [(What.JAMMED, Reason.EVACUATE)]
    assert [one.seq for one in bench.stored()] == list(range(1, 7))
    assert [one.tag for one in bench.stored() if one.what == What.RELEASED] == [TAG, OTHER_TAG]
    bench.power_on()
    assert What.UNCONFIRMED not in [one.what for one in bench.stored()]


def test_more_than_can_be_remembered_is_counted(bench):
    bench.flash.broken = True
    bench.turn()
    for number in range(70):
        bench.tap(number.to_bytes(4, "big"))
    bench.flash.broken = False
    bench.advance(seconds=2)
    assert bench.lock.openings == 70
    assert bench.said(Status)[-1].unrecorded == 7  # the change of mode took a place too
    assert len(bench.pouches()) == 63


def test_a_full_store_does_not_stop_an_evacuation(bench):
    bench.station.store._limit = bench.flash.size("events")
    bench.order(Unlock("x"))
    assert bench.lock.openings == 0
    set_mode(bench, Mode.EVACUATE)
    bench.tap()
    assert bench.lock.openings == 1


@pytest.mark.parametrize("mode", [Mode.LOCKDOWN, Mode.MAINTENANCE, Mode.EXAM])
def test_the_key_switch_beats_an_order_which_is_in_force_again_when_it_is_turned_back(bench, mode):
    set_mode(bench, mode)
    bench.turn()
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.signals.shown[-1][0] == "evacuate"
    bench.turn(False)
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.modes() == [
        (mode, Reason.ORDER),
        (Mode.EVACUATE, Reason.KEY_SWITCH),
        (mode, Reason.ORDER),
    ]


def test_a_lockdown_that_is_ordered_while_the_key_is_turned_waits_for_it(bench):
    bench.turn()
    set_mode(bench, Mode.LOCKDOWN)
    ack = bench.said(OrderAck)[-1]
    assert (ack.result, ack.mode) == (OrderResult.DONE, Mode.EVACUATE)
    bench.turn(False)
    assert bench.station.mode == Mode.LOCKDOWN
    assert bench.signals.shown[-1] == ("dark", "")


def test_a_turn_of_the_key_in_an_ordered_evacuation_is_told_too(bench):
    set_mode(bench, Mode.EVACUATE)
    bench.turn()
    bench.turn(False)
    assert bench.modes() == [
        (Mode.EVACUATE, Reason.ORDER),
        (Mode.EVACUATE, Reason.KEY_SWITCH),
        (Mode.EVACUATE, Reason.ORDER),
    ]


def test_a_station_that_starts_with_the_key_turned_is_loud_at_once(bench):
    bench.switch.turned = True
    bench.power_on()
    assert {word for word, _ in bench.signals.shown} == {"evacuate"}


def test_a_lockdown_puts_out_every_light_and_stays_dark_over_a_power_cut_without_the_time(bench):
    set_mode(bench, Mode.LOCKDOWN)
    assert bench.signals.shown[-1] == ("dark", "")
    bench.power_on()
    bench.link.up = False
    bench.tap()
    bench.lock.jam()
    bench.advance(hours=20)
    assert list(bench.signals.shown) == [("dark", "")]
    assert bench.lock.openings == 0


def test_a_lockdown_stays_dark_when_a_boot_is_accepted_and_ends_by_its_own_end(bench):
    set_mode(bench, Mode.LOCKDOWN)
    bench.power_on()
    bench.accept()
    assert list(bench.signals.shown) == [("dark", "")]
    bench.advance(minutes=10)
    assert bench.station.mode == Mode.NORMAL


@pytest.mark.parametrize("mode", [Mode.RELEASE, Mode.EVACUATE])
def test_what_opens_by_itself_does_not_outlive_a_power_cut_without_the_time(bench, mode):
    stocked(bench)
    set_mode(bench, mode)
    bench.power_on()
    bench.link.up = False
    bench.tap()
    assert bench.lock.openings == 0
    assert bench.pouches()[-1] == (What.REFUSED, Reason.CLOCK_UNKNOWN)


def test_an_order_that_was_held_back_does_not_undo_a_later_one(bench):
    """A bridge may keep what it carries for as long as it is good."""
    late = bench.sealed(SetMode(Mode.EVACUATE, to_ms(minutes(60))))
    bench.advance(seconds=3)
    end_mode(bench)
    bench.said()
    bench.station.receive(late)
    bench.tap()
    assert [one.result for one in bench.said(OrderAck)] == [OrderResult.STALE]
    assert bench.lock.openings == 0


def test_a_mode_is_ordered_also_after_the_controllers_clock_was_put_back(bench):
    bench.advance(minutes=30)
    set_mode(bench, Mode.LOCKDOWN, for_minutes=60)
    bench.said()
    bench.order(SetMode(Mode.NORMAL, 0), sent=bench.now - timedelta(minutes=29), ttl=1)
    boot = bench.said(Boot)[-1]
    real, bench.now = bench.now, bench.now - timedelta(minutes=29)
    reply = bench.sealed(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(bench.now), 15, 10))
    back = bench.sealed(SetMode(Mode.NORMAL, 0))
    bench.now = real
    bench.station.receive(reply)
    bench.station.receive(back)
    assert bench.said(OrderAck)[-1].result == OrderResult.DONE


def ask(bench):
    bench.tap()
    return bench.said(Authorise)[-1].nonce


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(Mode.LOCKDOWN, Reason.LOCKDOWN), (Mode.MAINTENANCE, Reason.MAINTENANCE), (Mode.EXAM, Reason.EXAM)],
)
def test_an_answer_to_what_was_asked_before_the_doors_closed_opens_nothing(bench, mode, reason):
    nonce = ask(bench)
    set_mode(bench, mode)
    bench.order(AuthoriseReply(nonce, True))
    assert bench.lock.openings == 0
    assert bench.pouches() == [(What.REFUSED, reason)]


def test_a_pouch_that_was_asked_about_opens_in_an_evacuation(bench):
    nonce = ask(bench)
    bench.turn()
    assert bench.pouches() == [(What.RELEASED, Reason.EVACUATE)]
    assert bench.stored()[-1].nonce == nonce


@pytest.mark.parametrize("mode", [Mode.EVACUATE, Mode.LOCKDOWN])
def test_an_evacuation_and_a_lockdown_do_not_wait_for_flash(bench, mode):
    bench.flash.broken = True
    set_mode(bench, mode)
    assert bench.said(OrderAck)[-1].result == OrderResult.DONE
    assert bench.station.mode == mode


@pytest.mark.parametrize("mode", [Mode.RELEASE, Mode.EXAM])
def test_any_other_mode_is_refused_if_it_cannot_be_kept(bench, mode):
    bench.flash.broken = True
    set_mode(bench, mode)
    assert bench.said(OrderAck)[-1].result == OrderResult.STORE_FULL
    assert bench.station.mode == Mode.NORMAL


def test_power_and_battery_are_told(bench):
    bench.advance(seconds=2)
    bench.said()
    bench.supply.mv, bench.supply.off_mains = 3700, True
    bench.advance(seconds=2)
    status = bench.said(Status)[-1]
    assert (status.supply_mv, status.battery) == (3700, True)
