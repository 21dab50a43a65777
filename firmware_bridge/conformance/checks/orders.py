"""Which orders are refused, counted and reported (docs/protocol.md §7). An unlock is tried, as the worst."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from firmware_bridge.conformance.clauses import Carriage, Clause, Failed, NotRun
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import Deed
from firmware_bridge.protocol.v1.canonical import MAX_BYTES
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import Boot, Heartbeat, SetMode, Status, Unlock
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult, What

UNLOCK, REST = Unlock("conformance"), SetMode(Mode.NORMAL, 0, "rest")
REMEMBERED = 64
BACK_S, PROBES = 10.0, 13
BUSY_MS = 5_000  # long enough for so many orders on a serial line


def retained(x: Examiner) -> str:
    """A broker marks as retained only what it had before the station subscribed: so it is off meanwhile."""
    if not x.hands.do(Deed.POWER_OFF):
        raise NotRun("needs hands that switch the power off and on")
    x.say(UNLOCK, retained=True, ttl=timedelta(seconds=60))
    try:
        x.power_on()
        x.settle()
    finally:
        x.send(b"", retained=True)  # the broker forgets it; to the station it is malformed
    boot = x.newest(Boot)
    if any(one.what is What.RELEASED and boot and one.boot_id == boot.boot_id for one in x.recorded()):
        raise Failed("it opened (released, order)")
    x.provoked[OrderResult.RETAINED] += 1
    return "an unlock that the broker had kept opened nothing when power came on"


def malformed(x: Examiner) -> str:
    return x.refused(OrderResult.MALFORMED, lambda: _sent(x, (b"", b"\x82\x41\x00\x40")), answered=False)


def version(x: Examiner) -> str:
    return _refused(x, OrderResult.MALFORMED, lambda: x.forge_of(UNLOCK, version=2), answered=False)


def field(x: Examiner) -> str:
    wrong = {1: "conformance", 3: "one"}
    return _refused(x, OrderResult.MALFORMED, lambda: x.forge(UNLOCK.kind, wrong))


def oversized(x: Examiner) -> str:
    long = {**to_body(UNLOCK), 99: bytes(MAX_BYTES)}
    return _refused(x, OrderResult.MALFORMED, lambda: x.forge(UNLOCK.kind, long), answered=False)


def unknown_field(x: Examiner) -> str:
    msg_id = _sent(x, x.forge(REST.kind, {**to_body(REST), 99: "later"}))
    result = x.ack_of(msg_id).result
    if result is not OrderResult.DONE:
        raise Failed(f"it answered `{result.word}` to an order with a field that it need not know")
    return "an order with an unknown field was obeyed"


def wrong_station(x: Examiner) -> str:
    assert x.address is not None
    station, site = replace(x.address, station="not-this-one"), replace(x.address, site="not-this-one")
    x.refused(OrderResult.WRONG_STATION, lambda: x.say(UNLOCK, address=station), answered=False)
    return x.refused(OrderResult.WRONG_STATION, lambda: x.say(UNLOCK, address=site), answered=False)


def unsupported(x: Examiner) -> str:
    """A kind that no version has, and what the station itself had said."""
    boot = x.newest(Boot)
    assert boot is not None
    _refused(x, OrderResult.UNSUPPORTED, lambda: x.forge(60, {}), answered=False)
    return _refused(x, OrderResult.UNSUPPORTED, lambda: x.forge_of(boot), answered=False)


def unsigned(x: Examiner) -> str:
    return x.refused(OrderResult.UNSIGNED, lambda: x.say(UNLOCK, key=bytes([7]) * 32), answered=False)


def expired(x: Examiner) -> str:
    x.wait(1.0)  # so that it was sent after this boot was accepted
    return x.refused(OrderResult.EXPIRED, lambda: x.say(UNLOCK, sent=-0.9, ttl=timedelta(seconds=0.5)))


def future(x: Examiner) -> str:
    return x.refused(OrderResult.FUTURE, lambda: x.say(UNLOCK, sent=45.0))


def long_lived(x: Examiner) -> str:
    return _refused(x, OrderResult.FUTURE, lambda: x.forge_of(UNLOCK, life_ms=75_000))


def past_end(x: Examiner) -> str:
    past = SetMode(Mode.EVACUATE, x.now_ms() - 1000, "conformance")
    return x.refused(OrderResult.EXPIRED, lambda: x.say(past))


def repeated(x: Examiner) -> str:
    order = x.forge_of(REST, life_ms=10_000)
    return _again(x, order, OrderResult.REPEATED, lambda: None)


def replayed(x: Examiner) -> str:
    """A thief has the order of before a power cut that made the station forget its msg_id."""
    order = x.forge_of(REST, life_ms=60_000)

    def cut() -> None:
        x.power_cycle()
        x.settle()

    return _again(x, order, OrderResult.EXPIRED, cut)


def put_back(x: Examiner) -> str:
    """An order from another time makes a station ask for the time; it need not do so in the first minute."""
    order = x.forge_of(REST, life_ms=60_000)

    def set_back() -> None:
        mark = x.mark()
        x.ahead_s -= BACK_S
        for _ in range(PROBES):
            x.say(REST, sent=2 * BACK_S + 40.0)
            x.wait(5.0)
            if x.since(mark, Boot):
                return
        x.ahead_s += BACK_S
        raise NotRun("it asked for the time neither at an order from another time nor within a minute")

    return _again(x, order, OrderResult.REPEATED, set_back)


def busy(x: Examiner) -> str:
    results: list[OrderResult] = []
    while len(results) <= REMEMBERED and OrderResult.BUSY not in results:
        results.append(x.ack_of(_sent(x, x.forge_of(REST, life_ms=BUSY_MS))).result)
    x.wait(BUSY_MS / 1000 + 0.2)  # until it may forget them
    if results[-1] is not OrderResult.BUSY:
        raise Failed(f"it took {len(results)} orders that it must remember, none of them expired")
    x.provoked[OrderResult.BUSY] += 1
    return f"the order after {len(results) - 1} unexpired ones was answered `busy`"


def counted(x: Examiner) -> str:
    """Every refusal of this run since power came on."""
    if not x.provoked:
        unsigned(x)
        expired(x)

    def missing() -> dict[str, int]:
        status, beat = x.newest(Status), x.newest(Heartbeat)
        told = {one.result: one.count for one in status.refused} if status else {}
        lost = {one.word: count for one, count in x.provoked.items() if told.get(one, 0) < count}
        return (
            lost if beat and beat.refused >= x.provoked.total() else {**lost, "heartbeat": x.provoked.total()}
        )

    try:
        x.until(lambda: not missing() or None, "a status that counts them", 3.0)
    except Failed as error:
        raise Failed(f"these are not all in its status and heartbeat: {missing()}") from error
    return "its status counts " + ", ".join(
        f"{count} {one.word}" for one, count in sorted(x.provoked.items())
    )


def _sent(x: Examiner, order: tuple[bytes, bytes]) -> bytes:
    msg_id, data = order
    x.send(data)
    return msg_id


def _refused(
    x: Examiner, cause: OrderResult, order: Callable[[], tuple[bytes, bytes]], *, answered: bool = True
) -> str:
    return x.refused(cause, lambda: _sent(x, order()), answered=answered)


def _again(x: Examiner, order: tuple[bytes, bytes], cause: OrderResult, between: Callable[[], None]) -> str:
    first = x.ack_of(_sent(x, order)).result
    between()
    mark = x.mark()
    second = x.ack_of(_sent(x, order), mark).result
    if (first, second) != (OrderResult.DONE, cause):
        raise Failed(f"the same order twice was answered `{first.word}` and `{second.word}`")
    x.provoked[cause] += 1
    return f"obeyed once, then answered `{cause.word}`"


CLAUSES = (
    Clause("order.retained", "an order that the broker had retained", retained, Carriage.MQTT),
    Clause("order.malformed", "bytes that are no envelope", malformed),
    Clause("order.version", "an order of another version", version),
    Clause("order.field", "an order with a field out of range", field),
    Clause("order.unknown-field", "a field that it does not know is passed over", unknown_field),
    Clause("order.oversized", "an envelope of more than 4,096 bytes", oversized),
    Clause("order.wrong-station", "an order to another station or site", wrong_station),
    Clause("order.unsupported", "a kind that is no order", unsupported),
    Clause("order.unsigned", "an order that another key signed", unsigned),
    Clause("order.expired", "an order that has expired", expired),
    Clause("order.future", "an order from more than 30 s ahead", future),
    Clause("order.long-lived", "an order good for more than 60 s", long_lived),
    Clause("order.past-end", "a set-mode whose end is past", past_end),
    Clause("order.repeated", "an order that comes twice", repeated),
    Clause("order.busy", "64 orders remembered, and no more", busy),
    Clause("order.counted", "each refused order is counted by cause", counted),
)
LATE = (Clause("order.put-back", "an order obeyed before its clock was set back", put_back),)
POWER = (Clause("order.replayed", "an order of before this boot was accepted", replayed),)
