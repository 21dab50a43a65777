from dataclasses import replace
from datetime import timedelta

import pytest

from firmware_bridge.firmware.cbor import dumps
from firmware_bridge.firmware.sums import hmac256
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import (
    EventAck,
    GetLog,
    Heartbeat,
    LogPage,
    OrderAck,
    SetMode,
    Status,
    TagException,
    Unlock,
)
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, OrderResult
from tests.firmware_bridge.firmware.bench import HERE, OTHER_TAG, TAG, Bench, event_of, minutes

UNLOCK = Unlock("early-leaver")


@pytest.fixture
def bench():
    made = Bench().accept()
    made.said()
    return made


def refusals(bench):
    bench.advance(seconds=2)
    return {one.result: one.count for one in bench.said(Status)[-1].refused}


def assert_refused(bench, result, answered):
    acks = [one.result for one in bench.said(OrderAck)]
    assert acks == ([result] if answered else [])
    assert refusals(bench) == {result: 1}
    assert bench.lock.openings == 0


def test_a_retained_order_is_refused(bench):
    bench.order(UNLOCK, retained=True)
    assert_refused(bench, OrderResult.RETAINED, answered=False)


def test_an_expired_order_is_refused(bench):
    bench.order(UNLOCK, sent=bench.now - timedelta(seconds=11))
    assert_refused(bench, OrderResult.EXPIRED, answered=True)


def test_an_order_from_the_future_is_refused(bench):
    bench.order(UNLOCK, sent=bench.now + timedelta(seconds=31))
    assert_refused(bench, OrderResult.FUTURE, answered=True)


def test_an_order_that_is_good_for_longer_than_a_minute_is_refused(bench):
    now = to_ms(bench.now)
    payload = dumps([1, UNLOCK.kind, HERE.site, HERE.station, bytes(8), now, now + 60_001, to_body(UNLOCK)])
    bench.station.receive(dumps([payload, hmac256(bench.key, payload)]))
    assert_refused(bench, OrderResult.FUTURE, answered=True)


def test_an_order_is_refused_by_a_station_that_no_longer_knows_the_time(bench):
    bench.link.up = False
    bench.advance(hours=73)
    bench.link.up = True
    bench.station.tick()
    bench.said()
    bench.order(UNLOCK)
    assert_refused(bench, OrderResult.FUTURE, answered=True)


def test_a_repeated_order_is_refused(bench):
    data = bench.sealed(UNLOCK)
    bench.station.receive(data)
    bench.station.receive(data)
    assert bench.lock.openings == 1
    assert [one.result for one in bench.said(OrderAck)] == [OrderResult.DONE, OrderResult.REPEATED]


def test_an_order_of_before_a_power_cut_is_not_obeyed_after_it(bench):
    data = bench.sealed(UNLOCK)
    bench.station.receive(data)
    bench.now += timedelta(seconds=3)
    bench.power_on()
    bench.accept()
    bench.station.receive(data)
    assert bench.lock.openings == 1
    assert refusals(bench) == {OrderResult.EXPIRED: 1}


def test_an_order_signed_with_another_key_is_refused(bench):
    bench.order(UNLOCK, key=bytes(range(32)))
    assert_refused(bench, OrderResult.UNSIGNED, answered=False)


def test_an_order_for_another_station_is_refused_even_if_signed_with_our_key(bench):
    bench.order(UNLOCK, address=Address("northgate", "gate-2"))
    assert_refused(bench, OrderResult.WRONG_STATION, answered=False)


def test_our_own_words_sent_back_are_no_order(bench):
    bench.order(Heartbeat(bytes(8), 0, bytes(8), Mode.NORMAL, 2, 0, 0, 0))
    assert_refused(bench, OrderResult.UNSUPPORTED, answered=False)


@pytest.mark.parametrize("data", [b"", b"noise", b"\x82\x41\x00\x41\x00"])
def test_noise_is_refused(bench, data):
    bench.station.receive(data)
    assert_refused(bench, OrderResult.MALFORMED, answered=False)


def test_an_order_before_the_boot_was_accepted_is_refused():
    bench = Bench()
    bench.station.tick()
    bench.said()
    bench.order(UNLOCK)
    assert [one.result for one in bench.said(OrderAck)] == [OrderResult.NOT_ACCEPTED]
    assert bench.lock.openings == 0


def test_a_mode_whose_end_is_past_is_refused(bench):
    bench.order(SetMode(Mode.EVACUATE, to_ms(bench.now)))
    assert_refused(bench, OrderResult.EXPIRED, answered=True)
    assert bench.station.mode == Mode.NORMAL


def test_more_orders_at_once_than_can_be_remembered_are_refused(bench):
    for _ in range(65):
        bench.order(GetLog(0))
    assert [one.result for one in bench.said(OrderAck)][-1] == OrderResult.BUSY
    bench.advance(seconds=10)
    bench.order(GetLog(0))
    assert bench.said(OrderAck)[-1].result == OrderResult.DONE


def results(bench):
    return [one.result for one in bench.said(OrderAck)]


def numbered(count):
    return [number.to_bytes(8, "big") for number in range(count)]


def test_an_authority_is_in_force_once_its_last_page_is_there(bench):
    authority = bench.give(tags=[*numbered(250), TAG], windows=[(minutes(0), minutes(5))])
    acks = bench.said(OrderAck)
    assert [one.result for one in acks] == [OrderResult.WAITING, OrderResult.WAITING, OrderResult.DONE]
    assert (acks[-1].authority_version, acks[-1].authority_hash) == (1, authority.digest[:8])
    bench.advance(seconds=15)
    beat = bench.said(Heartbeat)[-1]
    assert (beat.authority_version, beat.authority_hash, beat.mode) == (1, authority.digest[:8], Mode.RELEASE)
    bench.tap()
    assert bench.lock.openings == 1


def test_pages_may_come_in_any_order_and_twice(bench):
    authority = build(bench, 1, tags=numbered(250))
    one, two, three = authority.pages()
    for page in (three, one, one, two):
        bench.order(page)
    assert results(bench)[-1] == OrderResult.DONE
    assert bench.station.authority.digest == authority.digest


def build(bench, version, **how):
    return Authority.build(
        version=version, valid_from=bench.now, valid_until=bench.now + timedelta(hours=1), **how
    )


def test_an_authority_that_is_not_newer_is_stale(bench):
    bench.give(version=5)
    for version in (4, 5):
        bench.order(build(bench, version).pages()[0])
    assert results(bench) == [OrderResult.DONE, OrderResult.STALE, OrderResult.STALE]


def test_a_station_remembers_its_version_over_a_power_cut(bench):
    bench.give(version=5)
    bench.power_on()
    bench.accept()
    bench.order(build(bench, 5).pages()[0])
    assert results(bench)[-1] == OrderResult.STALE


def test_half_an_authority_never_mixes_with_another(bench):
    old, new = build(bench, 1, tags=numbered(150)), build(bench, 2, tags=[*numbered(150), TAG])
    bench.order(old.pages()[0])
    for page in new.pages():
        bench.order(page)
    assert bench.station.authority.digest == new.digest


def test_pages_that_do_not_add_up_are_refused_and_the_old_authority_stays(bench):
    held = bench.give(tags=[TAG])
    one, two = build(bench, 2, tags=numbered(150)).pages()
    bench.order(one)
    bench.order(replace(two, tags=(OTHER_TAG,)))
    assert results(bench)[-1] == OrderResult.WRONG_DIGEST
    assert bench.station.authority.digest == held.digest


def test_two_thousand_tags_and_two_hundred_exceptions_fit(bench):
    until = to_ms(minutes(30))
    exceptions = [TagException(grant, TAG, Effect.ALLOW, until, 1) for grant in range(1, 201)]
    bench.give(tags=numbered(2000), exceptions=exceptions)
    assert results(bench)[-1] == OrderResult.DONE
    bench.power_on()
    assert bench.station.authority.lists(numbered(2000)[1234], 0)


def test_the_log_is_given_in_pages(bench):
    for number in range(20):
        bench.tap(bytes([number] * 4))
    bench.said()
    bench.order(GetLog(0), msg_id=b"get-log1")
    bench.order(GetLog(16))
    first, second = bench.said(LogPage)
    assert (first.order, first.first, first.total, len(first.records)) == (b"get-log1", 0, second.total, 16)
    assert [event_of(one).seq for one in (*first.records, *second.records)] == list(range(1, first.total + 1))


def test_an_acknowledgement_of_an_unknown_event_changes_nothing(bench):
    bench.tap()
    waiting = bench.station.store.waiting
    bench.order(EventAck(b"unknown!", 1))
    assert bench.station.store.waiting == waiting
