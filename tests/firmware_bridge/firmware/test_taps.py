from datetime import timedelta

import pytest

from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    OrderAck,
    SetMode,
    StationEvent,
    Status,
    TagException,
    Unlock,
)
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Effect, Mode, OrderResult, Reason, What
from tests.firmware_bridge.firmware.bench import OTHER_TAG, OTHER_UID, START, TAG, UID, Bench, minutes


@pytest.fixture
def bench():
    return Bench().accept()


def exception(effect, grant=1, uses=1, tag=TAG, until=30):
    return TagException(grant, tag, effect, to_ms(minutes(until)), uses)


def in_window(bench, **how):
    return bench.give(tags=[TAG], windows=[(minutes(0), minutes(20))], **how)


def test_a_listed_tag_in_a_window_is_released_without_asking(bench):
    in_window(bench)
    bench.said()
    bench.tap()
    assert bench.lock.openings == 1
    assert not bench.said(Authorise)
    event = bench.stored()[-1]
    assert (event.what, event.reason, event.tag) == (What.RELEASED, Reason.WINDOW, TAG)
    assert (event.mode, event.authority_version, event.offline) == (Mode.RELEASE, 1, False)
    assert (event.station_clock_ms, event.clock_quality) == (to_ms(bench.now), ClockQuality.TRUSTED)
    assert bench.signals.shown[-1] == ("released", "")


def test_the_window_is_kept_with_the_network_down(bench):
    bench.give(tags=[TAG], windows=[(minutes(5), minutes(20))])
    bench.link.up = False
    bench.tap()
    bench.advance(minutes=5)
    bench.tap()
    bench.advance(minutes=15)
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.pouches() == [
        (What.REFUSED, Reason.NO_LINK),
        (What.RELEASED, Reason.WINDOW),
        (What.REFUSED, Reason.NO_LINK),
    ]
    assert bench.stored()[-2].offline


def test_a_tag_that_is_not_listed_is_asked_about_even_in_a_window(bench):
    in_window(bench)
    bench.tap(OTHER_UID)
    assert bench.said(Authorise)[0].tag == OTHER_TAG
    assert bench.lock.openings == 0


def ask(bench):
    bench.tap()
    return bench.said(Authorise)[0].nonce


def test_a_granted_question_opens_and_says_which_grant(bench):
    nonce = ask(bench)
    bench.order(AuthoriseReply(nonce, True, grant=7))
    event = bench.stored()[-1]
    assert (event.what, event.reason, event.nonce, event.grant) == (
        What.RELEASED,
        Reason.AUTHORISED,
        nonce,
        7,
    )
    assert bench.lock.openings == 1


def test_a_denied_question_shows_the_controllers_reason(bench):
    bench.order(AuthoriseReply(ask(bench), False, "forbidden"))
    assert bench.pouches() == [(What.REFUSED, Reason.DENIED)]
    assert bench.signals.shown[-1] == ("refused", "forbidden")


def test_no_answer_within_two_seconds_and_it_stays_shut(bench):
    nonce = ask(bench)
    bench.advance(milliseconds=1999)
    assert not bench.pouches()
    bench.advance(milliseconds=1)
    assert bench.pouches() == [(What.REFUSED, Reason.NO_ANSWER)]
    bench.order(AuthoriseReply(nonce, True))
    assert bench.lock.openings == 0


def test_an_answer_opens_once_and_only_for_its_own_question(bench):
    first = ask(bench)
    bench.order(AuthoriseReply(b"notmine!", True))
    assert bench.lock.openings == 0
    bench.order(AuthoriseReply(first, True))
    bench.order(AuthoriseReply(first, True))
    assert bench.lock.openings == 1


def test_an_answer_for_a_pouch_that_was_taken_away_does_not_open_the_next(bench):
    first = ask(bench)
    bench.tap(OTHER_UID)
    bench.order(AuthoriseReply(first, True))
    assert bench.lock.openings == 0
    assert bench.pouches() == [(What.REFUSED, Reason.SUPERSEDED)]


def test_the_same_pouch_again_while_asking_asks_once(bench):
    bench.tap()
    bench.tap()
    assert len(bench.said(Authorise)) == 1


def test_an_exception_works_offline_for_as_many_uses_as_it_has(bench):
    bench.give(exceptions=[exception(Effect.ALLOW, uses=2)])
    bench.link.up = False
    for _ in range(3):
        bench.tap()
    assert bench.lock.openings == 2
    assert [one.grant for one in bench.stored() if one.what == What.RELEASED] == [1, 1]


def test_a_used_exception_stays_used_after_a_power_cut(bench):
    bench.give(exceptions=[exception(Effect.ALLOW)])
    bench.tap()
    bench.power_on()
    bench.accept()
    bench.tap()
    assert bench.lock.openings == 1


def test_an_exception_ends(bench):
    bench.give(exceptions=[exception(Effect.ALLOW, until=10)])
    bench.advance(minutes=10)
    bench.tap()
    assert bench.lock.openings == 0


def test_a_hold_beats_the_window_and_an_allow(bench):
    in_window(bench, exceptions=[exception(Effect.ALLOW, 1), exception(Effect.HOLD, 2)])
    bench.tap()
    assert bench.pouches() == [(What.REFUSED, Reason.HELD)]


def test_an_authority_that_has_ended_opens_nothing(bench):
    in_window(bench, minutes=10, exceptions=[exception(Effect.ALLOW)])
    bench.link.up = False
    bench.advance(minutes=10)
    bench.tap()
    assert bench.pouches() == [(What.REFUSED, Reason.NO_AUTHORITY)]


def test_after_a_power_cut_without_a_network_nobody_knows_the_time_and_it_stays_shut(bench):
    in_window(bench)
    bench.power_on()
    bench.link.up = False
    bench.tap()
    assert bench.pouches()[-1] == (What.REFUSED, Reason.CLOCK_UNKNOWN)
    assert bench.stored()[-1].station_clock_ms == 0


def test_after_a_power_cut_with_a_network_the_kept_authority_serves_at_once(bench):
    in_window(bench)
    bench.power_on()
    bench.accept()
    bench.tap()
    assert bench.lock.openings == 1


def test_a_station_that_was_never_adopted_opens_nothing_and_stores_nothing_of_it():
    bench = Bench()
    bench.tap()
    assert bench.pouches() == []
    assert bench.signals.shown[-1] == ("refused", "not adopted")


def test_the_event_is_in_flash_before_the_lock_moves(bench):
    in_window(bench)
    seen = []
    bench.lock.open = lambda: seen.append(bench.pouches()) or True
    bench.tap()
    assert seen == [[(What.RELEASED, Reason.WINDOW)]]


def test_what_cannot_be_stored_does_not_happen(bench):
    in_window(bench)
    bench.flash.broken = True
    bench.tap()
    assert bench.lock.openings == 0
    assert bench.link.states[-1] == "alert"
    bench.flash.broken = False
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.link.states[-1] == "ready"


def test_a_jam_is_an_event_of_its_own_and_an_alert(bench):
    in_window(bench)
    bench.said()
    bench.lock.jam()
    bench.tap()
    assert bench.pouches() == [(What.RELEASED, Reason.WINDOW), (What.JAMMED, Reason.WINDOW)]
    assert bench.link.states[-1] == "alert"
    bench.advance(seconds=2)
    assert bench.said(Status)[-1].jams == 1
    bench.lock.free()
    bench.advance(seconds=2)
    assert bench.link.states[-1] == "ready"


def test_forcing_the_lock_is_an_event_and_an_alert(bench):
    bench.lock.force()
    bench.advance(seconds=2)
    assert bench.pouches() == [(What.TAMPERED, Reason.NONE)]
    assert bench.link.states[-1] == "alert"
    assert bench.said(Status)[-1].tampered


def set_mode(bench, mode, for_minutes=10):
    bench.order(SetMode(mode, to_ms(bench.now + timedelta(minutes=for_minutes)), "drill"))


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        (Mode.RELEASE, (What.RELEASED, Reason.WINDOW)),
        (Mode.EVACUATE, (What.RELEASED, Reason.EVACUATE)),
        (Mode.EXAM, (What.REFUSED, Reason.EXAM)),
        (Mode.LOCKDOWN, (What.REFUSED, Reason.LOCKDOWN)),
        (Mode.MAINTENANCE, (What.REFUSED, Reason.MAINTENANCE)),
    ],
)
def test_each_mode_decides_about_a_listed_tag(bench, mode, outcome):
    bench.give(tags=[TAG])
    set_mode(bench, mode)
    bench.tap()
    assert bench.pouches() == [outcome]


def test_evacuate_opens_for_any_tag_held_ones_too(bench):
    bench.give(exceptions=[exception(Effect.HOLD)])
    set_mode(bench, Mode.EVACUATE)
    bench.tap(UID)
    bench.tap(OTHER_UID)
    assert bench.lock.openings == 2
    assert ("evacuate", "") in bench.signals.shown


def test_lockdown_is_dark_and_silent_and_opens_nothing(bench):
    in_window(bench)
    bench.signals.shown.clear()
    set_mode(bench, Mode.LOCKDOWN)
    bench.said()
    bench.tap()
    bench.order(Unlock("early-leaver"))
    assert bench.lock.openings == 0
    assert list(bench.signals.shown) == [("dark", "")]
    assert bench.said(OrderAck)[-1].result == OrderResult.MODE_FORBIDS


def test_an_exam_opens_only_for_an_exception(bench):
    bench.give(mode=Mode.EXAM, tags=[TAG, OTHER_TAG], exceptions=[exception(Effect.ALLOW)])
    bench.tap(UID)
    bench.tap(OTHER_UID)
    assert bench.pouches() == [(What.RELEASED, Reason.EXCEPTION), (What.REFUSED, Reason.EXAM)]


def test_a_mode_ends_by_itself_and_each_change_is_an_event(bench):
    in_window(bench)
    set_mode(bench, Mode.LOCKDOWN)
    bench.advance(minutes=10)
    bench.advance(minutes=10)
    modes = [(one.mode, one.reason) for one in bench.stored() if one.what == What.MODE_CHANGED]
    assert modes == [
        (Mode.RELEASE, Reason.WINDOW),
        (Mode.LOCKDOWN, Reason.ORDER),
        (Mode.RELEASE, Reason.WINDOW),
        (Mode.NORMAL, Reason.ENDED),
    ]


def test_a_mode_outlives_a_power_cut(bench):
    bench.give(tags=[TAG])
    set_mode(bench, Mode.LOCKDOWN)
    bench.power_on()
    bench.accept()
    assert bench.station.mode == Mode.LOCKDOWN


def test_a_mode_can_be_ended_early(bench):
    set_mode(bench, Mode.LOCKDOWN)
    bench.order(SetMode(Mode.NORMAL, 0))
    assert bench.station.mode == Mode.NORMAL


def test_release_can_be_ended_early_by_setting_normal_over_it(bench):
    in_window(bench)
    set_mode(bench, Mode.NORMAL)
    bench.tap()
    assert bench.lock.openings == 0


def test_an_unlock_opens_once_and_names_its_order(bench):
    bench.order(Unlock("early-leaver", TAG, 9), msg_id=b"unlock-1")
    event = bench.said(StationEvent)[-1]
    assert (event.what, event.reason, event.order, event.grant) == (
        What.RELEASED,
        Reason.ORDER,
        b"unlock-1",
        9,
    )
    assert bench.lock.openings == 1


def test_an_unlock_that_jams_says_so(bench):
    bench.lock.jam()
    bench.order(Unlock("early-leaver"))
    assert bench.said(OrderAck)[-1].result == OrderResult.FAILED


def test_the_clock_wears_from_trusted_to_holdover_and_the_window_is_still_kept(bench):
    bench.give(
        minutes=24 * 60, tags=[TAG], windows=[(START + timedelta(hours=10), START + timedelta(hours=11))]
    )
    bench.link.up = False
    bench.advance(hours=10)
    bench.tap()
    assert bench.lock.openings == 1
    assert bench.stored()[-1].clock_quality == ClockQuality.HOLDOVER
