"""Stations that lose, change or invent what happened, or keep their key."""

from typing import Any

from firmware_bridge.firmware import words
from firmware_bridge.firmware.words import Lock, Result, What
from tests.firmware_bridge.conformance.faults.places import (
    breaks,
    put,
    put_in,
    says,
    told,
    writes,
)


@breaks("event.numbers")
def skips_a_number(station: Any) -> None:
    writes(
        station,
        lambda body: body[4] == What.REFUSED and put(station.ledger, "_seq", station.ledger._seq + 1),
    )


@breaks("event.again")
def sends_an_event_once(station: Any) -> None:
    """For it no time goes by."""
    outbox = station.voice._outbox
    pump = outbox.pump
    outbox.pump = lambda _now, send: pump(0, send)


@breaks("event.acknowledged")
def says_that_one_always_waits(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: put_in(body, 6, body[6] + 1))


@breaks("event.replay")
def calls_everything_live(station: Any) -> None:
    writes(station, lambda body: put_in(body, 7, False))


@breaks("event.power")
def drops_what_waits_with_the_power(station: Any) -> None:
    store = station.store
    if store.waiting:
        store.acknowledge(station.parts.flash.size("events"), store.waiting)
        station.voice._outbox.reset()


@breaks("event.first")
def acts_before_it_stores(station: Any) -> None:
    record = station.ledger.record

    def changed(what: int, reason: int, **how: Any) -> bool:
        if what == What.RELEASED and station.parts.lock.state() == Lock.LOCKED:
            station.parts.lock.open()
        return bool(record(what, reason, **how))

    station.ledger.record = changed


@breaks("event.unconfirmed")
def says_nothing_of_a_release_cut_short(station: Any) -> None:
    station.ledger._unsure = None


@breaks("log.pages")
def gives_more_than_was_asked(station: Any) -> None:
    told(station, words.GET_LOG, lambda _, body: put_in(body, 2, 16))


@breaks("key.changed", "key.kept")
def keeps_its_old_key(station: Any) -> None:
    station.orders._handlers[words.SET_KEY] = lambda _order, _body: Result.DONE
