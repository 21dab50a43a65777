"""Boot first, and who may accept one (docs/protocol.md §5 and §6). They share a boot that nobody accepted."""

from dataclasses import replace

from firmware_bridge.conformance.clauses import Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.talk import Answer
from firmware_bridge.protocol.v1.envelope import OPEN_KEY
from firmware_bridge.protocol.v1.messages import (
    Boot,
    BootReply,
    Heartbeat,
    OrderAck,
    StationEvent,
    Status,
    Unlock,
)
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, OrderResult, What

REPEAT_S = (1.5, 4.0)
RETRY_S = (0.7, 3.0)


def first(x: Examiner) -> str:
    mark = x.unaccepted()
    _two(x, mark)
    said = [one.message.kind.word for one in x.heard[mark:] if not isinstance(one.message, Boot | OrderAck)]
    if said:
        raise Failed(f"before anybody accepted it, it sent a {said[0]}")
    return "two boot messages and nothing else"


def repeat(x: Examiner) -> str:
    mark = x.unaccepted()
    one, two = _two(x, mark)
    times = [heard.at for heard in x.heard[mark:] if isinstance(heard.message, Boot)]
    if one.boot_id != two.boot_id or one.nonce == two.nonce:
        raise Failed("a repeated boot message keeps its boot_id and has a new nonce, and this one has not")
    if not REPEAT_S[0] <= times[1] - times[0] <= REPEAT_S[1]:
        raise Failed(f"it repeated its boot message after {times[1] - times[0]:.1f} s, not after 2")
    return f"again after {times[1] - times[0]:.1f} s with a new nonce"


def pending(x: Examiner) -> str:
    gap = _left_waiting(x, x.pending)
    if not RETRY_S[0] <= gap <= RETRY_S[1]:
        raise Failed(f"told to ask again after 1 s, it did so after {gap:.1f} s")
    return f"again after {gap:.1f} s, as told"


def forged(x: Examiner) -> str:
    def answer(boot: Boot) -> BootReply:
        x.say(x.accepted(boot), key=OPEN_KEY)
        return x.pending(boot)

    _left_waiting(x, answer)
    return "an `accepted` with the open key moved nothing"


def nonce(x: Examiner) -> str:
    def answer(boot: Boot) -> BootReply:
        x.say(replace(x.accepted(boot), nonce=bytes(8)))
        return x.pending(boot)

    _left_waiting(x, answer)
    return "an `accepted` for another nonce moved nothing"


def rejected(x: Examiner) -> str:
    _left_waiting(x, x.rejected)
    return f"it goes on asking; {_turned_away(x)}"


def not_accepted(x: Examiner) -> str:
    x.unaccepted()
    return _turned_away(x)


def accepted(x: Examiner) -> str:
    x.unaccepted()
    x.greeting, mark = x.accepted, x.accept_from_here()
    beat = x.expect(Heartbeat, mark, "a heartbeat", within=15.0)
    status = x.expect(Status, mark, "a status")
    boot = x.newest(Boot)
    assert boot is not None
    x.expect(
        StationEvent,
        mark,
        "its booted event",
        lambda one: one.what is What.BOOTED and one.boot_id == boot.boot_id,
    )
    if not beat.clock_quality is status.clock_quality is ClockQuality.TRUSTED:
        raise Failed(f"its clock was set, and it calls it {beat.clock_quality.word}")
    return "heartbeat, status and its events come, with a trusted clock"


def _turned_away(x: Examiner) -> str:
    result = x.order(Unlock("conformance")).result
    if result is not OrderResult.NOT_ACCEPTED:
        raise Failed(f"it answered `{result.word}` to an unlock, and nobody has accepted it")
    return f"an unlock was answered `{result.word}`"


def _two(x: Examiner, mark: int) -> tuple[Boot, Boot]:
    """Of which the first got no answer."""
    one = x.booted(mark)
    x.greeting = x.pending
    return one, x.booted(mark, more=1)


def _left_waiting(x: Examiner, answer: Answer) -> float:
    """How long it waited after that answer, which must not let it in."""
    x.unaccepted()
    x.greeting, mark = answer, x.mark()
    x.booted(mark)
    told = x.mark()
    again = x.booted(told)
    if again.clock_quality is not ClockQuality.NONE or x.since(mark, Heartbeat):
        raise Failed("it took that for a controller's word: it set its clock or began to work")
    times = [heard.at for heard in x.heard[mark:] if isinstance(heard.message, Boot)]
    return times[1] - times[0]


CLAUSES = (
    Clause("boot.first", "before it is accepted it says only boot, and order-acks", first, rest=False),
    Clause("boot.repeat", "an unanswered boot is repeated after 2 s", repeat, rest=False),
    Clause("boot.pending", "pending: it asks again after retry_s", pending, rest=False),
    Clause("boot.forged", "nothing but `pending` is taken under the open key", forged, rest=False),
    Clause("boot.nonce", "a reply to another nonce is refused", nonce, rest=False),
    Clause("boot.rejected", "rejected: it goes on asking, and obeys no order", rejected, rest=False),
    Clause("order.not-accepted", "no order is taken before the boot is accepted", not_accepted, rest=False),
    Clause("boot.accepted", "accepted: it sets its clock and begins", accepted, rest=False),
)
