"""Another key for the station, and its own again (docs/protocol.md §12)."""

import secrets

from firmware_bridge.conformance.clauses import Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.talk import Heard
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Heartbeat, SetKey, SetMode, Unlock
from firmware_bridge.protocol.v1.pairing import seal_new_key
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult

REST = SetMode(Mode.NORMAL, 0, "rest")


def changed(x: Examiner) -> str:
    change(x, x.spare_key)
    try:
        _obeys(x, x.own_key)
        _speaks_with(x, x.spare_key)
        with x.stays_shut():
            x.say(Unlock("conformance"), key=x.own_key)
    finally:
        change(x, x.own_key)
    _speaks_with(x, x.own_key)
    return "took another key, forgot the old one, and took its own again"


def change(x: Examiner, new: bytes) -> None:
    """Raises Failed if the station does not take it."""
    old, nonce = x.keys[0], secrets.token_bytes(8)
    x.done(SetKey(nonce, seal_new_key(old, new, nonce)))
    x.keys = (new, old)


def _obeys(x: Examiner, old: bytes) -> None:
    """Until it has an order signed with the new key."""
    result = x.ack_of(x.say(REST, key=old)).result
    if result is not OrderResult.DONE:
        raise Failed(f"before an order came with the new key it answered `{result.word}` to one with the old")


def _speaks_with(x: Examiner, key: bytes) -> None:
    mark = x.mark()
    x.expect(Heartbeat, mark, "a heartbeat")
    if not all(_signed(one, key) for one in x.heard[mark:]):
        raise Failed("after set-key it still signs with the old key")


def _signed(one: Heard, key: bytes) -> bool:
    try:
        open_sealed(one.data, key)
    except EnvelopeError:
        return False
    return True


def kept(x: Examiner) -> str:
    change(x, x.spare_key)
    try:
        x.done(REST)
        x.power_cycle()
        _speaks_with(x, x.spare_key)
    finally:
        change(x, x.own_key)
    return "it still signed with the new key after a power cut"


CLAUSES = (
    Clause("key.changed", "set-key gives it another key", changed),
    Clause("key.kept", "the new key is kept over a power cut", kept),
)
