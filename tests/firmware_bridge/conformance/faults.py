"""Stations that are wrong in one way each, and the clauses whose sentence says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from firmware_bridge.conformance.clauses import Carriage
from firmware_bridge.firmware import cbor, words
from firmware_bridge.firmware.envelope import Malformed, parse
from firmware_bridge.firmware.gate import OPEN_KEY
from firmware_bridge.firmware.hardware import NoSwitch
from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.words import Boot, Lock, Mode, Quality, Reason, Result, What

Fault = Callable[[Any], object]
FAULTS: dict[str, "Wrong"] = {}


@dataclass(frozen=True, slots=True)
class Wrong:
    """`do` makes a Station wrong when its power comes on."""

    clauses: frozenset[str]
    do: Fault
    carriage: Carriage = Carriage.SERIAL


def breaks(*clauses: str, carriage: Carriage = Carriage.SERIAL) -> Callable[[Fault], Fault]:
    def mark(fault: Fault) -> Fault:
        FAULTS[fault.__name__] = Wrong(frozenset(clauses), fault, carriage)
        return fault

    return mark


# Where a fault can be put in


def told(station: Any, kind: int, change: Callable[[Any, dict[int, Any]], object]) -> None:
    """`change(order, body)` comes before an order of that kind is obeyed."""
    handlers = station.orders._handlers
    obey = handlers[kind]

    def changed(order: Any, body: dict[int, Any]) -> int:
        change(order, body)
        return int(obey(order, body))

    handlers[kind] = changed


def afterwards(station: Any, kind: int, act: Callable[[], object]) -> None:
    handlers = station.orders._handlers
    obey = handlers[kind]

    def changed(order: Any, body: dict[int, Any]) -> int:
        result = int(obey(order, body))
        act()
        return result

    handlers[kind] = changed


def says(station: Any, kind: int, change: Callable[[dict[int, Any]], object]) -> None:
    """`change(body)` comes before a message of that kind is sealed."""
    send = station.send

    def changed(sent: int, body: dict[int, Any]) -> bool:
        body = dict(body)
        if sent == kind:
            change(body)
        return bool(send(sent, body))

    station.send = changed


def writes(station: Any, change: Callable[[dict[int, Any]], object]) -> None:
    """`change(body)` comes before an event is stored."""
    append = station.store.append

    def changed(event: bytes) -> None:
        body = cbor.loads(event)
        change(body)
        append(cbor.dumps(body))

    station.store.append = changed


def checks(station: Any, name: str, change: Callable[[Any], object]) -> None:
    """`change(order)` comes before that check of the gate."""
    check = getattr(station.gate, name)

    def changed(order: Any, *more: Any) -> Any:
        change(order)
        return check(order, *more)

    setattr(station.gate, name, changed)


def decides(station: Any, change: Callable[[tuple[str, int, int], bytes], tuple[str, int, int]]) -> None:
    decide = station.taps._decide
    station.taps._decide = lambda tag: change(decide(tag), tag)


# Orders


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
        lambda one: _put(one, "expires_at", max(one.expires_at, station.clock.now() + 99)),
    )


@breaks("order.replayed")
def takes_orders_of_an_earlier_boot(station: Any) -> None:
    accepted_at = station.gate.accepted_at
    station.gate.accepted_at = lambda unix_ms: accepted_at(unix_ms and 1)


@breaks("order.future")
def takes_orders_from_the_future(station: Any) -> None:
    checks(station, "_check_time", lambda one: _put(one, "sent_at", min(one.sent_at, station.clock.now())))


@breaks("order.long-lived")
def takes_orders_that_live_long(station: Any) -> None:
    checks(
        station, "_check_time", lambda one: _put(one, "expires_at", min(one.expires_at, one.sent_at + 60_000))
    )


@breaks("order.past-end")
def takes_a_mode_that_is_over(station: Any) -> None:
    told(
        station,
        words.SET_MODE,
        lambda _, body: body[2] and _put_in(body, 2, max(body[2], station.clock.now() + 1)),
    )


@breaks("order.repeated", "order.put-back")
def obeys_twice(station: Any) -> None:
    def forget(order: Any) -> None:
        station.gate._seen = [one for one in station.gate._seen if one[0] != order.msg_id]

    checks(station, "_check_once", forget)


@breaks("order.put-back")
def forgets_orders_when_its_clock_is_set_back(station: Any) -> None:
    before = [0]
    told(station, words.BOOT_REPLY, lambda *_: _put_in(before, 0, station.clock.now()))

    def forget() -> None:
        if station.clock.now() < before[0]:
            station.gate._seen = []

    afterwards(station, words.BOOT_REPLY, forget)


@breaks("order.busy")
def remembers_without_end(station: Any) -> None:
    checks(station, "_check_once", lambda _: _put(station.gate, "_seen", station.gate._seen[-50:]))


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
    told(station, words.UNLOCK, lambda _, body: _put_in(body, 3, body[3] if type(body[3]) is int else 0))


@breaks("order.unknown-field")
def refuses_a_field_of_a_later_time(station: Any) -> None:
    def strict(_order: Any, body: dict[int, Any]) -> None:
        if 99 in body:
            raise Malformed("field 99")

    told(station, words.SET_MODE, strict)


@breaks("order.not-accepted")
def takes_orders_before_it_is_accepted(station: Any) -> None:
    check = station.gate._check_time
    station.gate._check_time = lambda one: Result.DONE if station.gate._since is None else check(one)


@breaks("order.counted")
def does_not_count_what_had_expired(station: Any) -> None:
    count = station.gate.count
    station.gate.count = lambda result: None if result == Result.EXPIRED else count(result)


# Boot, heartbeat, envelope


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
    says(station, words.HEARTBEAT, lambda body: _put_in(body, 5, Quality.HOLDOVER))


@breaks("clock.drift")
def counts_its_time_too_fast(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: _put_in(body, 7, body[7] * 21 // 20))


@breaks("boot.new-id", "status.rate", "clock.drift")
def has_one_boot_id_for_ever(station: Any) -> None:
    """And goes on counting in it, so that no event is lost."""
    kept = _seq_in_flash(station)
    station.boot_id, station.ledger._seq = b"the same", kept
    writes(station, lambda body: _put_in(station.parts.flash.files, "seq", str(body[2]).encode()))


@breaks("heartbeat.interval")
def beats_when_it_likes(station: Any) -> None:
    welcome = station.voice.welcome
    station.voice.welcome = lambda _ms: welcome(3000)


@breaks("heartbeat.hash")
def reports_no_hash(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: _put_in(body, 3, bytes(8)))


@breaks("status.rate")
def chatters(station: Any) -> None:
    tick = station.voice.tick
    station.voice.tick = lambda: (_put(station.voice, "_status_at", None), tick())


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


# Authorities


@breaks("authority.pages")
def wants_pages_in_order(station: Any) -> None:
    expected = [0]

    def count(_order: Any, body: dict[int, Any]) -> None:
        if body[2] not in (0, expected[0]):
            raise Malformed("page")
        expected[0] = body[2] + 1

    told(station, words.AUTHORITY, count)


@breaks("authority.stale")
def takes_an_older_version(station: Any) -> None:
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        return take(body, None if held and body[1] <= held.version else held)

    station.orders._pages.take = changed


@breaks("authority.base")
def takes_a_difference_to_anything(station: Any) -> None:
    """And says `done`, though what results is not what was meant."""
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        result, authority = take(body, held)
        return (Result.DONE, None) if result == Result.WRONG_BASE else (result, authority)

    station.orders._pages.take = changed


@breaks("authority.digest")
def takes_pages_that_do_not_add_up(station: Any) -> None:
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        result, authority = take(body, held)
        return (Result.DONE, None) if result == Result.WRONG_DIGEST else (result, authority)

    station.orders._pages.take = changed


@breaks("authority.kept")
def forgets_its_authority(station: Any) -> None:
    station.authority = None


@breaks("authority.ends")
def follows_an_authority_for_ever(station: Any) -> None:
    def endless() -> None:
        station.authority.in_force = lambda now: now > 0

    afterwards(station, words.AUTHORITY, endless)


# Taps


@breaks("tap.name")
def hashes_tags_with_a_key_of_its_own(station: Any) -> None:
    afterwards(station, words.BOOT_REPLY, lambda: _put(station, "tag_key", b"my own"))


@breaks("tap.denied")
def opens_when_told_no(station: Any) -> None:
    told(station, words.AUTHORISE_REPLY, lambda _, body: _put_in(body, 2, True))


@breaks("tap.allowed")
def forgets_which_grant(station: Any) -> None:
    told(station, words.AUTHORISE_REPLY, lambda _, body: _put_in(body, 4, 0))


@breaks("tap.bound")
def takes_an_empty_nonce_for_any(station: Any) -> None:
    def believe(_order: Any, body: dict[int, Any]) -> None:
        if body[1] == bytes(8) and station.taps._question:
            body[1] = station.taps._question.nonce

    told(station, words.AUTHORISE_REPLY, believe)


@breaks("tap.superseded")
def takes_the_answer_to_the_question_before(station: Any) -> None:
    asked: list[bytes] = []
    says(station, words.AUTHORISE, lambda body: asked.append(body[2]))

    def believe(_order: Any, body: dict[int, Any]) -> None:
        if station.taps._question and body[1] in asked[-2:]:
            body[1] = station.taps._question.nonce

    told(station, words.AUTHORISE_REPLY, believe)


@breaks("tap.deadline")
def gives_up_early(station: Any) -> None:
    taps = station.taps
    taps._late = lambda: station.parts.timer() >= taps._question.deadline - 1400


@breaks("tap.late")
def opens_on_a_late_answer(station: Any) -> None:
    def open_late(_order: Any, body: dict[int, Any]) -> None:
        if station.taps._question is None and body[1] == asked[-1] and body[4] == 78:
            station.taps.release(Reason.AUTHORISED, nonce=body[1])

    asked: list[bytes] = []
    says(station, words.AUTHORISE, lambda body: asked.append(body[2]))
    told(station, words.AUTHORISE_REPLY, open_late)


@breaks("tap.window-end")
def keeps_a_window_open(station: Any) -> None:
    def endless() -> None:
        windows = station.authority._windows
        station.authority.in_window = lambda now: any(start <= now for start, _ in windows)

    afterwards(station, words.AUTHORITY, endless)


@breaks("tap.exception")
def counts_uses_only_when_it_starts(station: Any) -> None:
    _used_by(station, dict(station.store.used))


@breaks("tap.used-up")
def forgets_uses_with_the_power(station: Any) -> None:
    station.store.used.clear()


@breaks("tap.hold")
def lets_an_allow_beat_a_hold(station: Any) -> None:
    def change(decided: tuple[str, int, int], _tag: bytes) -> tuple[str, int, int]:
        held = decided[1] == Reason.HELD
        return ("release", Reason.EXCEPTION, decided[2]) if held else decided

    decides(station, change)


@breaks("tap.until")
def keeps_exceptions_for_ever(station: Any) -> None:
    def endless() -> None:
        exception = station.authority.exception
        station.authority.exception = lambda tag, _now, used: exception(tag, 1, used)

    afterwards(station, words.AUTHORITY, endless)


@breaks("tap.no-link", "tap.window-end")
def opens_when_nobody_can_be_asked(station: Any) -> None:
    def change(decided: tuple[str, int, int], _tag: bytes) -> tuple[str, int, int]:
        alone = decided[0] == "ask" and station.voice.accepted and not station.parts.link.up
        return ("release", Reason.WINDOW, 0) if alone else decided

    decides(station, change)


# Modes


def _in_mode(mode: int, wanted: tuple[str, int]) -> Fault:
    """What an exception allows, in that mode."""

    def fault(station: Any) -> None:
        from firmware_bridge.firmware.modes import ALLOWED, presented

        def change(decided: tuple[str, int, int], tag: bytes) -> tuple[str, int, int]:
            column, grant = presented(station.authority, tag, station.clock.now(), station.store.used)
            return (*wanted, grant) if station.mode == mode and column == ALLOWED else decided

        decides(station, change)

    return fault


FAULTS["opens_nothing_in_an_exam"] = Wrong(
    frozenset({"mode.exam"}), _in_mode(Mode.EXAM, ("refuse", Reason.EXAM))
)
FAULTS["opens_in_a_lockdown"] = Wrong(
    frozenset({"mode.lockdown"}), _in_mode(Mode.LOCKDOWN, ("release", Reason.EXCEPTION))
)
FAULTS["opens_in_maintenance"] = Wrong(
    frozenset({"mode.maintenance"}), _in_mode(Mode.MAINTENANCE, ("release", Reason.EXCEPTION))
)


@breaks("mode.evacuate")
def holds_in_an_evacuation(station: Any) -> None:
    def change(decided: tuple[str, int, int], tag: bytes) -> tuple[str, int, int]:
        authority = station.authority
        held = authority and authority.exception(tag, station.clock.now(), {})[0]
        return ("refuse", Reason.HELD, 0) if station.mode == Mode.EVACUATE and held else decided

    decides(station, change)


@breaks("mode.dark")
def lights_up_in_a_lockdown(station: Any) -> None:
    tap = station.taps.tap
    station.taps.tap = lambda uid: (tap(uid), station.parts.signals.show("refused", ""))


@breaks("mode.ends")
def keeps_a_mode_for_a_day(station: Any) -> None:
    def lengthen(_order: Any, body: dict[int, Any]) -> None:
        body[2] += 86_400_000 if body[2] > station.clock.now() else 0

    told(station, words.SET_MODE, lengthen)


@breaks("mode.kept", "mode.no-clock")
def forgets_its_mode(station: Any) -> None:
    station._ordered = None


@breaks("mode.reported")
def does_not_say_by_which_order(station: Any) -> None:
    writes(station, lambda body: body[4] == What.MODE_CHANGED and body.pop(15, None))


@breaks("mode.key-switch", "mode.switch-lockdown")
def has_no_key_switch(station: Any) -> None:
    station.parts.switch = NoSwitch()


@breaks("unlock.opens")
def does_not_say_whose_pouch_it_was(station: Any) -> None:
    writes(station, lambda body: body[5] == Reason.ORDER and body.pop(13, None))


@breaks("unlock.lockdown")
def unlocks_in_a_lockdown(station: Any) -> None:
    unlock = station.orders._handlers[words.UNLOCK]

    def changed(order: Any, body: dict[int, Any]) -> int:
        result = int(unlock(order, body))
        if result != Result.MODE_FORBIDS:
            return result
        station.taps.release(Reason.ORDER, order=order.msg_id)
        return Result.DONE

    station.orders._handlers[words.UNLOCK] = changed


@breaks("unlock.jammed")
def says_done_when_it_is_jammed(station: Any) -> None:
    says(station, words.ORDER_ACK, lambda body: _put_in(body, 2, 0 if body[2] == Result.FAILED else body[2]))


# Events, log, key


@breaks("event.numbers")
def skips_a_number(station: Any) -> None:
    writes(
        station,
        lambda body: body[4] == What.REFUSED and _put(station.ledger, "_seq", station.ledger._seq + 1),
    )


@breaks("event.again")
def sends_an_event_once(station: Any) -> None:
    pump = station.voice._outbox.pump
    outbox = station.voice._outbox
    outbox.pump = lambda now, send: (_put(outbox, "_last", now), pump(now, send))


@breaks("event.acknowledged")
def says_that_one_always_waits(station: Any) -> None:
    says(station, words.HEARTBEAT, lambda body: _put_in(body, 6, body[6] + 1))


@breaks("event.replay")
def calls_everything_live(station: Any) -> None:
    writes(station, lambda body: _put_in(body, 7, False))


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
    told(station, words.GET_LOG, lambda _, body: _put_in(body, 2, 16))


@breaks("key.changed", "key.kept")
def keeps_its_old_key(station: Any) -> None:
    station.orders._handlers[words.SET_KEY] = lambda _order, _body: Result.DONE


def _put(thing: Any, name: str, value: object) -> None:
    setattr(thing, name, value)


def _put_in(body: dict[Any, Any], key: Any, value: object) -> None:
    body[key] = value


def _used_by(station: Any, used: Mapping[int, int]) -> None:
    from firmware_bridge.firmware.modes import decide

    taps = station.taps
    taps._decide = lambda tag: decide(station.mode, station.authority, tag, station.clock.now(), used)


def _seq_in_flash(station: Station) -> int:
    return int(station.parts.flash.files.get("seq", b"0"))
