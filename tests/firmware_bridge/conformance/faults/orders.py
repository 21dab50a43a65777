"""Stations that obey what they must not, and the clauses that say so."""

from typing import Any

from firmware_bridge.conformance.clauses import Carriage
from firmware_bridge.firmware import words
from firmware_bridge.firmware.envelope import Malformed, parse
from firmware_bridge.firmware.words import Reason, Result
from tests.firmware_bridge.conformance.faults.places import (
    afterwards,
    breaks,
    checks,
    put,
    put_in,
    told,
)


@breaks("order.retained", carriage=Carriage.MQTT)
def obeys_what_was_retained(station: Any) -> None:
    """It keeps such an order until it is accepted, as a client that asks the broker again would."""
    receive, late = station.orders.receive, []

    def changed(data: bytes, retained: bool) -> None:
        late.append(data) if retained else receive(data, False)
        while late and station.voice.accepted:
            order = parse(late.pop())
            station.taps.release(Reason.ORDER, order=order.msg_id)

    station.orders.receive = changed


@breaks("order.expired")
def ignores_expiry(station: Any) -> None:
    checks(
        station,
        "_check_time",
        lambda one: put(one, "expires_at", max(one.expires_at, station.clock.now() + 99)),
    )


@breaks("order.replayed")
def takes_orders_of_an_earlier_boot(station: Any) -> None:
    accepted_at = station.gate.accepted_at
    station.gate.accepted_at = lambda unix_ms: accepted_at(unix_ms and 1)


@breaks("order.future")
def takes_orders_from_the_future(station: Any) -> None:
    checks(station, "_check_time", lambda one: put(one, "sent_at", min(one.sent_at, station.clock.now())))


@breaks("order.long-lived")
def takes_orders_that_live_long(station: Any) -> None:
    checks(
        station, "_check_time", lambda one: put(one, "expires_at", min(one.expires_at, one.sent_at + 60_000))
    )


@breaks("order.past-end")
def takes_a_mode_that_is_over(station: Any) -> None:
    told(
        station,
        words.SET_MODE,
        lambda _, body: body[2] and put_in(body, 2, max(body[2], station.clock.now() + 1)),
    )


@breaks("order.repeated", "order.put-back")
def obeys_twice(station: Any) -> None:
    def forget(order: Any) -> None:
        station.gate._seen = [one for one in station.gate._seen if one[0] != order.msg_id]

    checks(station, "_check_once", forget)


@breaks("order.put-back")
def forgets_orders_when_its_clock_is_set_back(station: Any) -> None:
    before = [0]
    told(station, words.BOOT_REPLY, lambda *_: put_in(before, 0, station.clock.now()))

    def forget() -> None:
        if station.clock.now() < before[0]:
            station.gate._seen = []

    afterwards(station, words.BOOT_REPLY, forget)


@breaks("order.busy")
def remembers_without_end(station: Any) -> None:
    checks(station, "_check_once", lambda _: put(station.gate, "_seen", station.gate._seen[-50:]))


@breaks("order.unsigned")
def knows_a_makers_key(station: Any) -> None:
    unsigned = station.gate._check_unsigned
    makers = (bytes([7]) * 32,)
    station.gate._check_unsigned = lambda one: (Result.DONE, one) if one.prove(makers) else unsigned(one)


@breaks("order.wrong-station")
def obeys_orders_to_others(station: Any) -> None:
    check = station.gate._check

    def changed(data: bytes, retained: bool) -> Any:
        result, order = check(data, retained)
        if result == Result.WRONG_STATION:
            order = parse(data)
            result = Result.DONE if order.prove(station.gate.identity.keys()) else result
        return result, order

    station.gate._check = changed


@breaks("order.unsupported")
def answers_what_is_no_order(station: Any) -> None:
    check = station.gate._check

    def changed(data: bytes, retained: bool) -> Any:
        result, order = check(data, retained)
        return result, parse(data) if result == Result.UNSUPPORTED else order

    station.gate._check = changed


@breaks("order.field")
def guesses_a_field_that_is_wrong(station: Any) -> None:
    told(station, words.UNLOCK, lambda _, body: put_in(body, 3, body[3] if type(body[3]) is int else 0))


@breaks("order.unknown-field")
def refuses_a_field_of_a_later_time(station: Any) -> None:
    def strict(_order: Any, body: dict[int, Any]) -> None:
        if 99 in body:
            raise Malformed("field 99")

    told(station, words.SET_MODE, strict)


@breaks("order.not-accepted", "boot.rejected")
def takes_orders_before_it_is_accepted(station: Any) -> None:
    check = station.gate._check_time
    station.gate._check_time = lambda one: Result.DONE if station.gate._since is None else check(one)


@breaks("order.counted")
def does_not_count_what_had_expired(station: Any) -> None:
    count = station.gate.count
    station.gate.count = lambda result: None if result == Result.EXPIRED else count(result)
