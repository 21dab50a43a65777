"""Faults inside a station: its flash, its clock and its power."""

import errno
import math
import random
from collections.abc import Callable, Iterable
from typing import Protocol


class PowerLost(BaseException):
    """Nothing in the firmware may catch it: the processor has stopped in the middle of what it did."""


class Flash(Protocol):
    def size(self, name: str) -> int: ...

    def read(self, name: str, at: int, count: int) -> bytes: ...

    def append(self, name: str, data: bytes, durable: bool) -> None: ...

    def replace(self, name: str, pieces: Iterable[bytes]) -> None: ...


class WornFlash:
    """`inner`, for faults to change what they must."""

    def __init__(self, inner: Flash) -> None:
        self._inner = inner

    def size(self, name: str) -> int:
        return self._inner.size(name)

    def read(self, name: str, at: int, count: int) -> bytes:
        return self._inner.read(name, at, count)

    def append(self, name: str, data: bytes, durable: bool) -> None:
        self._inner.append(name, data, durable)

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        self._inner.replace(name, pieces)


class FullFlash(WornFlash):
    """Takes `room` bytes more, and then none."""

    def __init__(self, inner: Flash, room: int) -> None:
        super().__init__(inner)
        self._room = room

    def append(self, name: str, data: bytes, durable: bool) -> None:
        self._take(len(data))
        super().append(name, data, durable)

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        whole = b"".join(pieces)
        self._take(len(whole) - self.size(name))
        super().replace(name, [whole])

    def _take(self, more: int) -> None:
        if more > self._room:
            raise OSError(errno.ENOSPC, "the flash is full")
        self._room -= max(0, more)


class FailingPower(WornFlash):
    """Once, the power goes while byte number `at` is written; what came before it is in flash."""

    def __init__(self, inner: Flash, at: int) -> None:
        super().__init__(inner)
        self._left: int | None = at

    def append(self, name: str, data: bytes, durable: bool) -> None:
        if self._left is None or len(data) < self._left:
            self._count(data)
            return super().append(name, data, durable)
        written, self._left = data[: self._left], None
        super().append(name, written, True)
        raise PowerLost

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        """The whole file or none of it: that is what flash file systems promise."""
        whole = b"".join(pieces)
        if self._left is not None and len(whole) >= self._left:
            self._left = None
            raise PowerLost
        self._count(whole)
        super().replace(name, [whole])

    def _count(self, data: bytes) -> None:
        if self._left is not None:
            self._left -= len(data)


class JumpingClock:
    """About once a minute the steady seconds leap ahead by `by_s`, or, below 0, stand still for as long."""

    EVERY_S = (20.0, 100.0)

    def __init__(self, steady: Callable[[], float], by_s: float, rng: random.Random) -> None:
        self._steady, self._by_s, self._rng = steady, by_s, rng
        self._ahead, self._last, self.jumps = 0.0, steady(), 0
        self._jump_at = self._last + rng.uniform(*self.EVERY_S)

    def __call__(self) -> float:
        real = self._steady()
        if real >= self._jump_at:
            self._jump_at = real + self._rng.uniform(*self.EVERY_S)
            self._ahead, self.jumps = self._ahead + self._by_s, self.jumps + 1
        self._last = max(self._last, real + self._ahead)
        return self._last

    def stop(self) -> None:
        """No further jump."""
        self._jump_at = math.inf


class Resets:
    """Takes the power away about every `every_s`; to be called at each turn of the station's loop."""

    def __init__(self, every_s: float, rng: random.Random, timer: Callable[[], float]) -> None:
        self._every_s, self._rng, self._timer = every_s, rng, timer
        self._at = self._next()

    def __call__(self) -> None:
        if self._timer() >= self._at:
            self._at = self._next()
            raise PowerLost

    def _next(self) -> float:
        return self._timer() + self._rng.uniform(0.5, 1.5) * self._every_s
