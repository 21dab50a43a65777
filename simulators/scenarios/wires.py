"""Wires of a station that listen, or that play the tricks of a scenario. Pieces are whole envelopes."""

from collections import Counter
from collections.abc import Iterable

from firmware_bridge.protocol.v1.envelope import new_msg_id, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import Authorise, StationEvent
from firmware_bridge.protocol.v1.times import from_ms
from firmware_bridge.protocol.v1.vocabulary import Kind
from simulators.faults.wire import WireFault


class Deaf(WireFault):
    """Loses every message of one kind while it is `on`."""

    def __init__(self, kind: Kind) -> None:
        self.on, self._kind = True, kind

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        return () if self.on and peek(piece).kind is self._kind else (piece,)


class Counted(WireFault):
    """How often each event was sent, by (boot_id, seq), and each question, by its nonce."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.events: Counter[tuple[bytes, int]] = Counter()
        self.questions: Counter[bytes] = Counter()

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        message = open_sealed(piece, self._key).message
        if isinstance(message, StationEvent):
            self.events[message.boot_id, message.seq] += 1
        elif isinstance(message, Authorise):
            self.questions[message.nonce] += 1
        return (piece,)


class TwoIds(WireFault):
    """Every event and every question goes out twice at once, each time under a message id of its own."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        received = open_sealed(piece, self._key)
        header = received.header
        if header.kind not in (Kind.EVENT, Kind.AUTHORISE):
            return (piece,)
        again = seal(
            received.message,
            header.address,
            self._key,
            now=from_ms(header.sent_at_ms),
            msg_id=new_msg_id(),
        )
        return (piece, again)
