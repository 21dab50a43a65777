"""The modes, how they end, and the orders that open (docs/protocol.md §6 and §8)."""

from firmware_bridge.conformance.checks.taps import A, B
from firmware_bridge.conformance.clauses import Clause, Failed, NotRun
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import Deed, Look
from firmware_bridge.protocol.v1.messages import (
    AuthoriseReply,
    Heartbeat,
    SetMode,
    StationEvent,
    Status,
    Unlock,
)
from firmware_bridge.protocol.v1.vocabulary import Effect, LockState, Mode, OrderResult, Reason, What

UNLOCK = Unlock("conformance")
SHUT = {Mode.EXAM: "refused exam", Mode.MAINTENANCE: "refused maintenance", Mode.LOCKDOWN: "refused lockdown"}


def release(x: Examiner) -> str:
    x.give(x.authority(tags=[x.tag(A)]))
    _set(x, Mode.RELEASE)
    return _all(x, {A: "released window", B: "asked"})


def exam(x: Examiner) -> str:
    x.give(
        x.authority(tags=[x.tag(A)], windows=[(-60, 600)], exceptions=[x.exception(x.tag(B), Effect.ALLOW)])
    )
    _set(x, Mode.EXAM)
    return _all(x, {A: "refused exam", B: "released exception"})


def maintenance(x: Examiner) -> str:
    said = _closed(x, Mode.MAINTENANCE)
    x.done(UNLOCK)
    return f"{said}; an unlock opens"


def lockdown(x: Examiner) -> str:
    return _closed(x, Mode.LOCKDOWN)


def evacuate(x: Examiner) -> str:
    x.give(x.authority(exceptions=[x.exception(x.tag(A), Effect.HOLD)]))
    _set(x, Mode.EVACUATE)
    return _all(x, {A: "released evacuate", B: "released evacuate"})


def dark(x: Examiner) -> str:
    x.tag(A)
    _set(x, Mode.LOCKDOWN)
    if x.hands.look(Look.SHOWN) is None:
        raise NotRun("needs eyes that see whether it lights up or sounds")
    x.outcome(x.tap(A))
    if x.hands.look(Look.SHOWN):
        raise Failed("it lit up or made a sound")
    return "a tap lit nothing and made no sound"


def reported(x: Examiner) -> str:
    mark = x.mark()
    msg_id = _set(x, Mode.EXAM)
    beat = x.expect(Heartbeat, mark, "a heartbeat", lambda one: one.mode is Mode.EXAM)
    x.expect(Status, mark, "a status that says so", lambda one: one.mode is Mode.EXAM)
    event = x.event(mark, What.MODE_CHANGED)
    if (event.mode, event.reason, event.order) != (Mode.EXAM, Reason.ORDER, msg_id):
        raise Failed(
            "its mode-changed event does not carry the mode, the reason `order` and the order's msg_id"
        )
    return f"heartbeat and event say {beat.mode.word}, by order {msg_id.hex()}"


def by_authority(x: Examiner) -> str:
    mark = x.mark()
    x.give(x.authority(mode=Mode.EXAM))
    event = x.event(mark, What.MODE_CHANGED)
    if (event.mode, event.reason) != (Mode.EXAM, Reason.AUTHORITY):
        raise Failed(f"its event says {event.mode.word} ({event.reason.word})")
    return "the mode of its authority came into force"


def ends(x: Examiner) -> str:
    _set(x, Mode.EXAM, seconds=1.0)
    mark = x.mark()
    event = x.event(mark, What.MODE_CHANGED, where=_is_normal, within=3.0)
    if event.reason is not Reason.ENDED:
        raise Failed(f"its event gives the reason {event.reason.word}")
    return "it ended by itself after a second"


def ended(x: Examiner) -> str:
    _set(x, Mode.EXAM)
    ack = x.order(SetMode(Mode.NORMAL, 0, "rest"))
    if ack.mode is not Mode.NORMAL:
        raise Failed(f"a mode that was ended is still {ack.mode.word}")
    return "until_ms 0 gave it back to its authority"


def question(x: Examiner) -> str:
    """A lockdown comes while it waits for an answer."""
    with x.stays_shut():
        asked = x.asked(x.tap(A))
        _set(x, Mode.LOCKDOWN)
        x.say(AuthoriseReply(asked.nonce, True))
        event = x.ended(asked.nonce)
    if event.what is not What.REFUSED:
        raise Failed(f"its question ended with {event.what.word}")
    return f"refused ({event.reason.word}); the answer opened nothing"


def no_clock(x: Examiner) -> str:
    """Its order-acks carry its mode before it is accepted."""
    found = {}
    for mode in (Mode.LOCKDOWN, Mode.EVACUATE):
        _set(x, mode)
        x.power_cycle(x.nothing)
        found[mode] = x.order(UNLOCK).mode
        x.settle()
    if found != {Mode.LOCKDOWN: Mode.LOCKDOWN, Mode.EVACUATE: Mode.NORMAL}:
        raise Failed(", ".join(f"an ordered {one.word} became {two.word}" for one, two in found.items()))
    return "an ordered lockdown went on, an ordered evacuation did not"


def switch_lockdown(x: Examiner) -> str:
    mark = x.mark()
    _turned_on(x)
    try:
        x.event(mark, What.MODE_CHANGED, within=x.hands.patience_s)
        until = x.now_ms() + 600_000
        ack = x.order(SetMode(Mode.LOCKDOWN, until, "conformance"))
    finally:
        x.hands.do(Deed.SWITCH_OFF)
    if (ack.result, ack.mode) != (OrderResult.DONE, Mode.EVACUATE):
        raise Failed(f"a lockdown ordered meanwhile was answered `{ack.result.word}`, mode {ack.mode.word}")
    x.event(mark, What.MODE_CHANGED, where=lambda one: one.mode is Mode.LOCKDOWN, within=x.hands.patience_s)
    return "the key switch went before a lockdown, which came when it was turned back"


def kept(x: Examiner) -> str:
    _set(x, Mode.EXAM)
    x.power_cycle()
    beat = x.beat()
    if beat.mode is not Mode.EXAM:
        raise Failed(f"after a power cut its mode is {beat.mode.word}")
    return "still in force after a power cut"


def opens(x: Examiner) -> str:
    mark = x.mark()
    tag, grant = bytes(range(8)), 79
    msg_id = x.done(Unlock("conformance", tag, grant))
    event = x.event(mark, What.RELEASED)
    if (event.reason, event.order, event.tag, event.grant) != (Reason.ORDER, msg_id, tag, grant):
        raise Failed("its event does not carry the reason `order`, and the order's msg_id, tag and grant")
    if x.hands.tireless and x.hands.look(Look.OPENED) is False:
        raise Failed("it said `done`, and the lock did not open")
    return "opened; its event carries the order's msg_id"


def in_lockdown(x: Examiner) -> str:
    _set(x, Mode.LOCKDOWN)
    return x.refused(OrderResult.MODE_FORBIDS, lambda: x.say(UNLOCK))


def jammed(x: Examiner) -> str:
    if not x.hands.do(Deed.JAM):
        raise NotRun("needs hands that hold the bolt")
    try:
        mark = x.mark()
        result = x.order(UNLOCK).result
        if result is not OrderResult.FAILED:
            raise Failed(f"the bolt was held, and it answered `{result.word}`")
        x.event(mark, What.RELEASED)
        x.event(mark, What.JAMMED)
        status = x.expect(Status, mark, "a status that says jammed", lambda one: one.lock is LockState.JAMMED)
    finally:
        x.hands.do(Deed.FREE)
    return f"answered `failed`; a jammed event followed; {status.jams} jams counted"


def key_switch(x: Examiner) -> str:
    x.tag(A)
    mark = x.mark()
    _turned_on(x)
    try:
        event = x.event(mark, What.MODE_CHANGED, within=x.hands.patience_s)
        if (event.mode, event.reason) != (Mode.EVACUATE, Reason.KEY_SWITCH):
            raise Failed(f"its event says {event.mode.word} ({event.reason.word})")
        _all(x, {A: "released evacuate"})
    finally:
        x.hands.do(Deed.SWITCH_OFF)
    x.event(mark, What.MODE_CHANGED, where=_is_normal, within=x.hands.patience_s)
    return "evacuate by the key switch, until it was turned back"


def _turned_on(x: Examiner) -> None:
    if not x.hands.do(Deed.SWITCH_ON):
        raise NotRun("needs hands that turn the key switch")


def _set(x: Examiner, mode: Mode, seconds: float = 600.0) -> bytes:
    return x.done(SetMode(mode, x.now_ms() + round(seconds * 1000), "conformance"))


def _is_normal(event: StationEvent) -> bool:
    return event.mode is Mode.NORMAL


def _closed(x: Examiner, mode: Mode) -> str:
    tag = x.tag(A)
    x.give(x.authority(tags=[tag], windows=[(-60, 600)], exceptions=[x.exception(tag, Effect.ALLOW)]))
    _set(x, mode)
    return _all(x, {A: SHUT[mode]})


def _all(x: Examiner, wanted: dict[Deed, str]) -> str:
    found = {tag: x.outcome(x.tap(tag)) for tag in wanted}
    wrong = [
        f"{tag.removeprefix('tap ')} was `{became}`" for tag, became in found.items() if became != wanted[tag]
    ]
    if wrong:
        raise Failed(f"tag {' and '.join(wrong)}")
    return "; ".join(f"tag {tag.removeprefix('tap ').upper()}: {became}" for tag, became in found.items())


CLAUSES = (
    Clause("mode.reported", "a set-mode is in heartbeat and event, with its order", reported),
    Clause("mode.authority", "the mode of the authority", by_authority),
    Clause("mode.ends", "a set-mode ends by itself", ends),
    Clause("mode.ended", "until_ms 0 ends a mode that was set", ended),
    Clause("mode.release", "release: listed tags open", release),
    Clause("mode.exam", "exam: only exceptions open", exam),
    Clause("mode.maintenance", "maintenance: nothing opens to a tag", maintenance),
    Clause("mode.evacuate", "evacuate: every tag opens, held ones too", evacuate),
    Clause("mode.lockdown", "lockdown: nothing opens to a tag", lockdown),
    Clause("mode.dark", "lockdown: nothing lights up or sounds", dark),
    Clause("mode.question", "a lockdown ends an open question", question),
    Clause("mode.key-switch", "the key switch evacuates, and ends it", key_switch),
    Clause("mode.switch-lockdown", "the key switch goes before a lockdown", switch_lockdown),
    Clause("unlock.opens", "an unlock opens once, and its event says by which order", opens),
    Clause("unlock.lockdown", "an unlock in a lockdown is refused", in_lockdown),
    Clause("unlock.jammed", "a lock that did not move is told so", jammed),
)
POWER = (
    Clause("mode.kept", "a mode that was set is kept over a power cut", kept),
    Clause("mode.no-clock", "without the time an ordered lockdown goes on, an evacuation does not", no_clock),
)
