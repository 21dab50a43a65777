"""Stations that greet, beat or frame wrongly."""

from typing import Any

from firmware_bridge.conformance.clauses import Carriage
from firmware_bridge.firmware import words
from firmware_bridge.firmware.gate import OPEN_KEY
from firmware_bridge.firmware.words import Boot, Quality, Result
from tests.firmware_bridge.conformance.faults.places import (
    breaks,
    put,
    put_in,
    says,
    told,
    writes,
)


@breaks("boot.first")
def speaks_before_it_is_accepted(station: Any) -> None:
    begin = station.voice._send_boot

    def changed(now: int) -> None:
        begin(now)
        station.voice._send_boot = begin
        station.voice._send_status()

    station.voice._send_boot = changed


@breaks("boot.repeat")
def has_one_nonce_for_a_boot(station: Any) -> None:
    nonce = station.parts.random(8)

    def same(body: dict[int, Any]) -> None:
        body[2] = station.voice.nonce = nonce

    says(station, words.BOOT, same)


@breaks("boot.pending")
def asks_again_when_it_likes(station: Any) -> None:
    boot_in = station.voice.boot_in
    station.voice.boot_in = lambda _ms: boot_in(5000)


@breaks("boot.forged")
def believes_whom_nobody_proved(station: Any) -> None:
    unsigned = station.gate._check_unsigned

    def changed(order: Any) -> Any:
        accepts = order.body.get(1) == Boot.ACCEPTED and order.prove((OPEN_KEY,))
        return (Result.DONE, order) if accepts else unsigned(order)

    station.gate._check_unsigned = changed


@breaks("boot.nonce")
def takes_any_reply(station: Any) -> None:
    def believe(_order: Any, body: dict[int, Any]) -> None:
        if body[2] == bytes(8):
            body[2] = station.voice.nonce

    told(station, words.BOOT_REPLY, believe)


@breaks("boot.rejected")
def will_not_be_sent_away(station: Any) -> None:
    def ignore(_order: Any, body: dict[int, Any]) -> None:
        if body[1] == Boot.REJECTED:
            body[1] = Boot.ACCEPTED

    told(station, words.BOOT_REPLY, ignore)


@breaks("clock.quality", "boot.accepted")
def never_trusts_its_clock(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: put_in(body, 5, Quality.HOLDOVER))


@breaks("clock.drift")
def counts_its_time_too_fast(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: put_in(body, 7, body[7] * 21 // 20))


@breaks("boot.new-id", "status.rate", "clock.drift")
def has_one_boot_id_for_ever(station: Any) -> None:
    """And goes on counting in it, so that no event is lost."""
    kept = _seq_in_flash(station)
    station.boot_id, station.ledger._seq = b"the same", kept
    writes(station, lambda body: put_in(station.parts.flash.files, "seq", str(body[2]).encode()))


@breaks("heartbeat.interval")
def beats_when_it_likes(station: Any) -> None:
    welcome = station.voice.welcome
    station.voice.welcome = lambda _ms: welcome(3000)


@breaks("heartbeat.hash")
def reports_no_hash(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: put_in(body, 3, bytes(8)))


@breaks("status.rate")
def chatters(station: Any) -> None:
    tick = station.voice.tick
    station.voice.tick = lambda: (put(station.voice, "_status_at", None), tick())


@breaks("envelope.canonical")
def says_what_is_no_envelope(station: Any) -> None:
    says(station, words.STATUS, lambda _: station.parts.link.send(words.STATUS, b"\x82\x41\x00\x41\x00"))


@breaks("envelope.ids")
def has_one_msg_id_for_heartbeats(station: Any) -> None:
    send, random = station.send, station.parts.random

    def changed(kind: int, body: dict[int, Any]) -> bool:
        station.parts.random = (lambda count: bytes(count)) if kind == words.HEARTBEAT else random
        sent = send(kind, body)
        station.parts.random = random
        return bool(sent)

    station.send = changed


@breaks("carriage.topics", carriage=Carriage.MQTT)
def takes_a_wrong_topic(station: Any) -> None:
    send = station.parts.link.send
    station.parts.link.send = lambda kind, data: send(words.STATUS if kind == words.HEARTBEAT else kind, data)


@breaks("carriage.word")
def has_words_of_its_own(station: Any) -> None:
    state = station.parts.link.state
    station.parts.link.state = lambda word: state(word.upper())


@breaks("carriage.resync", "carriage.overlong", "order.oversized")
def loses_the_frame_after_a_broken_one(station: Any) -> None:
    deframer = station.parts.link._deframer
    finish, known = deframer._finish, [0]

    def changed() -> Any:
        fresh, known[0] = deframer.broken > known[0], deframer.broken
        content = finish()
        return None if fresh else content

    deframer._finish = changed


@breaks("carriage.idle")
def counts_idle_zeros(station: Any) -> None:
    deframer = station.parts.link._deframer
    feed = deframer.feed

    def changed(data: bytes) -> Any:
        contents = feed(data)
        deframer.broken += data.count(b"\0\0")
        return contents

    deframer.feed = changed


def _seq_in_flash(station: Any) -> int:
    return int(station.parts.flash.files.get("seq", b"0"))
