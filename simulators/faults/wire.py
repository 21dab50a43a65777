"""One direction of a hop that carries bytes, and what can go wrong there.

A piece is a chunk of a serial line, or a whole message of a link.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

Seconds = Callable[[], float]
OVERTAKEN_S = 0.05  # how long a piece is held back for others to pass it


class WireFault:
    """Does nothing; each fault below changes one of the two."""

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        """What becomes of a piece: itself, something else, several, or nothing."""
        return (piece,)

    def hold_s(self) -> float:
        return 0.0


@dataclass
class Chance(WireFault):
    """Something that happens to the `share` of the pieces (0 to 1)."""

    share: float
    rng: random.Random

    def hits(self) -> bool:
        return self.rng.random() < self.share


class Drop(Chance):
    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        return () if self.hits() else (piece,)


class Corrupt(Chance):
    """One byte of the piece is another."""

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        if not piece or not self.hits():
            return (piece,)
        at = self.rng.randrange(len(piece))
        return (piece[:at] + bytes([piece[at] ^ self.rng.randrange(1, 256)]) + piece[at + 1 :],)


class Duplicate(Chance):
    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        return (piece, piece) if self.hits() else (piece,)


class Reorder(Chance):
    def hold_s(self) -> float:
        return OVERTAKEN_S if self.hits() else 0.0


class OneByteAtATime(WireFault):
    def pieces(self, piece: bytes, now_s: float) -> Iterator[bytes]:
        return (piece[at : at + 1] for at in range(len(piece)))


@dataclass
class Delay(WireFault):
    by_s: float

    def hold_s(self) -> float:
        return self.by_s


@dataclass
class Silence(WireFault):
    """Dead for `for_s`, again and again, with one to three times as long between."""

    for_s: float
    rng: random.Random
    _until: float = -math.inf
    _from: float = -math.inf

    def pieces(self, piece: bytes, now_s: float) -> Iterable[bytes]:
        if now_s >= self._until:
            self._from = now_s + self.rng.uniform(1, 3) * self.for_s
            self._until = self._from + self.for_s
        return () if now_s >= self._from else (piece,)


class Wire:
    """What is `put` in comes out changed, late, twice, or not at all."""

    def __init__(self, faults: Sequence[WireFault], timer: Seconds) -> None:
        self._faults, self._timer = faults, timer
        self._waiting: list[tuple[float, int, bytes]] = []
        self._number = count()

    def put(self, piece: bytes) -> None:
        now = self._timer()
        pieces: Iterable[bytes] = (piece,)
        for fault in self._faults:
            pieces = [changed for one in pieces for changed in fault.pieces(one, now)]
        for one in pieces:
            due = now + sum(fault.hold_s() for fault in self._faults)
            heapq.heappush(self._waiting, (due, next(self._number), one))

    def take(self) -> Iterator[bytes]:
        """What has arrived by now; read no further than you want."""
        while self._waiting and self._waiting[0][0] <= self._timer():
            yield heapq.heappop(self._waiting)[2]

    @property
    def wait_s(self) -> float:
        """Until something arrives."""
        return max(0.0, self._waiting[0][0] - self._timer()) if self._waiting else math.inf


@dataclass
class Wires:
    """The faults of a hop in each direction, as the station sees it; `line` are only for a serial one."""

    outward: list[WireFault] = field(default_factory=list)
    inward: list[WireFault] = field(default_factory=list)
    line: list[WireFault] = field(default_factory=list)
