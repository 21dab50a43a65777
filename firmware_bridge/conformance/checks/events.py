"""Events: stored before the lock moves, sent in order, again until acknowledged (docs/protocol.md §10)."""

from datetime import timedelta

from firmware_bridge.conformance.clauses import Clause, Failed, NotRun
from firmware_bridge.conformance.examiner import MEET_S, Examiner
from firmware_bridge.conformance.hands import TAPS, Deed, Look
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import SetMode, StationEvent, Status, Unlock
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult, What

UNLOCK = Unlock("conformance")
REST = SetMode(Mode.NORMAL, 0, "rest")
SHORT = timedelta(seconds=0.5)
MOST_EVENTS, LONG_S = 4000, 600.0
TRIES = 10
AGAIN_S = 9.0  # again when nothing was heard for 5 s


def again(x: Examiner) -> str:
    x.acking = False
    mark = x.mark()
    _mode_event(x)
    first = x.event(mark, What.MODE_CHANGED)
    x.expect(StationEvent, x.mark(), "the same event again", lambda one: one == first, AGAIN_S)
    return "what nobody acknowledged came again, the same"


def acknowledged(x: Examiner) -> str:
    mark = x.mark()
    _mode_event(x)
    first = x.event(mark, What.MODE_CHANGED)
    x.wait(0.3)
    beat = x.beat()
    if beat.waiting:
        raise Failed(f"all is acknowledged, and it says that {beat.waiting} events wait")
    copies = [one for one in x.since(mark, StationEvent) if one == first]
    return f"sent {len(copies)} times; then its heartbeat says that none waits"


def replay(x: Examiner) -> str:
    tags = [x.tag(tag) for tag in TAPS]
    x.done(SetMode(Mode.MAINTENANCE, x.now_ms() + 600_000, "conformance"))
    x.cut_link()
    mark = x.mark()
    for tag in TAPS:
        x.tap_unheard(tag)
    x.mend_link()
    x.event(mark, What.REFUSED, where=lambda one: one.tag == tags[-1], within=MEET_S)
    events = [one for one in x.fresh(mark) if one.tag]
    if [one.tag for one in events] != tags:
        raise Failed("two taps without a link did not come as two events in their order")
    if not all(one.offline for one in events):
        raise Failed("an event of a time without a link does not say that it was offline")
    return "two taps without a link came in order, marked as offline"


def power(x: Examiner) -> str:
    x.acking = False
    mark = x.mark()
    _mode_event(x)
    before = x.event(mark, What.MODE_CHANGED)
    mark = x.power_cycle()
    x.acking = True
    x.event(mark, What.BOOTED, within=MEET_S)
    events = x.since(mark, StationEvent)
    if before not in events:
        raise Failed(f"event {before.seq} of before the power cut was not acknowledged, nor sent again")
    if any(one.boot_id != before.boot_id for one in events[: events.index(before)]):
        raise Failed("events of the new boot came before an older one")
    return "what was not acknowledged came again after a power cut, and first"


def first(x: Examiner) -> str:
    """The power is cut at the very moment that the lock moves."""
    msg_id, _ = _cut_short(x)
    if _release_of(x, msg_id) is None:
        raise Failed("the lock moved before its event was stored: after a power cut nothing tells of it")
    return "the power was cut as the lock moved, and its event was there afterwards"


def unconfirmed(x: Examiner) -> str:
    msg_id, mark = _cut_short(x)
    released = _release_of(x, msg_id)
    if released is None:
        raise NotRun("the release itself was not stored")
    told = [one.about for one in x.since(mark, StationEvent) if one.what is What.UNCONFIRMED]
    if told != [released.event_id]:
        raise Failed("no unconfirmed event tells of the release that the power cut interrupted")
    return "an unconfirmed event tells of the release that the power cut interrupted"


def full(x: Examiner) -> str:
    """Fills its store with events that nobody acknowledges; in the end they are, so that it can go on."""
    if not x.long_s:
        raise NotRun("fills its store, which takes minutes: give --long")
    x.acking = False
    told = _fill(x)
    result = x.order(UNLOCK).result
    if result is not OrderResult.STORE_FULL:
        raise Failed(f"with its store full it answered an unlock with `{result.word}`, not `store-full`")
    x.done(SetMode(Mode.EVACUATE, x.now_ms() + 600_000, "conformance"))
    x.done(UNLOCK)
    x.acking = True
    x.acknowledge()
    x.until(lambda: x.beat().waiting == 0 or None, "every event", LONG_S)
    return f"full with {told.waiting} events, it opened in an evacuation only, and lost none"


def _fill(x: Examiner) -> Status:
    """The status that says that it is full."""
    mark = x.mark()
    for _ in range(MOST_EVENTS):
        for order in (_exam(x), REST):
            x.ack_of(x.say(order, ttl=SHORT))
        full = [one for one in x.since(mark, Status) if one.store_full]
        if full:
            return full[0]
    raise Failed(f"{2 * MOST_EVENTS} events are not acknowledged, and it does not say `store_full`")


def _cut_short(x: Examiner) -> tuple[bytes, int]:
    """(msg_id of the unlock that was interrupted, mark before the power came back)."""
    x.hands.look(Look.OPENED)
    if not x.hands.do(Deed.TRAP):
        raise NotRun("needs hands that cut the power as the lock moves")
    msg_id = x.say(UNLOCK)
    _wait_for_the_lock(x)
    x.hands.do(Deed.POWER_OFF)
    mark = x.power_on()
    x.event(mark, What.BOOTED, within=MEET_S)
    return msg_id, mark


def _wait_for_the_lock(x: Examiner) -> None:
    """Where nobody can see it, it is given some time."""
    for _ in range(TRIES):
        x.wait(0.5)
        seen = x.hands.look(Look.OPENED)
        if seen:
            return
    if seen is False:
        raise Failed("the lock did not move at a sound unlock")


def _release_of(x: Examiner, msg_id: bytes) -> StationEvent | None:
    """From its own log."""
    return next((one for one in x.recorded() if one.order == msg_id and one.what is What.RELEASED), None)


def log(x: Examiner) -> str:
    for order in (_exam(x), REST, _exam(x)):
        x.done(order)
    total = x.log_page(0, 1).total
    start = max(0, total - 3)
    page, rest = x.log_page(start, 2), x.log_page(start + 2, 2)
    if page.first != start or len(page.records) > 2:
        raise Failed(f"asked for 2 records from {start}, it gave {len(page.records)} from {page.first}")
    shown = [from_body(StationEvent, canonical.loads(one)) for one in (*page.records, *rest.records)]
    if len(shown) < min(3, total) or not all(one in x.since(0, StationEvent) for one in shown):
        raise Failed("the records of its log are not the events that it sent")
    return f"its newest {len(shown)} of {total} records are the events that it sent"


def _mode_event(x: Examiner) -> None:
    x.done(_exam(x))


def _exam(x: Examiner) -> SetMode:
    return SetMode(Mode.EXAM, x.now_ms() + 600_000, "conformance")


CLAUSES = (
    Clause("event.again", "an event is sent again until it is acknowledged", again),
    Clause("event.acknowledged", "an acknowledged event waits no more", acknowledged),
    Clause("event.replay", "events of a time without a link come in order, as offline", replay),
    Clause("log.pages", "its own log, in pages", log),
)
POWER = (
    Clause("event.power", "events are kept over a power cut, and come first", power),
    Clause("event.first", "an event is stored before the lock moves", first),
    Clause("event.full", "with its store full nothing opens, and none is lost", full),
    Clause("event.unconfirmed", "a release that was cut short is told of", unconfirmed),
)
