"""A station's hardware of which a test may cut the power at any byte and any moment, fill the flash, jam the
lock.
"""

import random
from collections.abc import Callable, Iterable

from firmware_bridge.firmware.words import Lock


class PowerCut(BaseException):
    """Not an Exception: no firmware may catch it."""


class Flash:
    """`cut_after` bytes more and the power goes. What was appended without `durable` may be lost with it.

    `on_write` is told of whole durable writes.
    """

    def __init__(self, rng: random.Random, on_write: Callable[[bytes], None]) -> None:
        self.files: dict[str, bytes] = {}
        self.cut_after: int | None = None
        self.full = False
        self._rng, self._on_write = rng, on_write
        self._loose: dict[str, int] = {}  # length that is surely on the medium

    def size(self, name: str) -> int:
        return len(self.files.get(name, b""))

    def read(self, name: str, at: int, count: int) -> bytes:
        return self.files.get(name, b"")[at : at + count]

    def append(self, name: str, data: bytes, durable: bool) -> None:
        sure = self.size(name)
        if self.full:
            self.files[name] = self.files.get(name, b"") + data[: self._rng.randrange(len(data))]
            raise OSError(28, "no space left on the flash")
        self._loose.setdefault(name, sure)
        self.files[name] = self.files.get(name, b"") + self._powered(data)
        if self.cut_after is not None and self.size(name) < sure + len(data):
            raise PowerCut
        if durable:
            self._loose.pop(name, None)
            self._on_write(data)

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        data = b"".join(pieces)
        if self.full:
            raise OSError(28, "no space left on the flash")
        if len(self._powered(data)) < len(data):
            raise PowerCut  # the new file was never renamed over the old
        self._loose.pop(name, None)
        self.files[name] = data
        self._on_write(data)

    def lose_power(self) -> None:
        for name, sure in self._loose.items():
            self.files[name] = self.files[name][
                : self._rng.randint(min(sure, self.size(name)), self.size(name))
            ]
        self._loose.clear()
        self.cut_after = None

    def _powered(self, data: bytes) -> bytes:
        if self.cut_after is None:
            return data
        written = data[: self.cut_after]
        self.cut_after -= len(written)
        return written


class Bolt:
    """`cut` is "before" or "after" the next movement, at which the power goes."""

    def __init__(self, on_move: Callable[[], None]) -> None:
        self.jammed = self.forced = False
        self.cut = ""
        self._on_move = on_move

    def open(self) -> bool:
        if self.cut == "before":
            raise PowerCut
        if self.jammed:
            return False
        self._on_move()
        if self.cut == "after":
            raise PowerCut
        return True

    def state(self) -> int:
        return int(Lock.JAMMED if self.jammed else Lock.LOCKED)

    def tampered(self) -> bool:
        return self.forced


class Switch:
    """The key switch on the station's case."""

    def __init__(self) -> None:
        self.on = False

    def evacuate(self) -> bool:
        return self.on
