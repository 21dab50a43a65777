"""The hardware of a simulated station: what firmware_bridge.firmware.hardware asks for, with faults that can
be set.
"""

import contextlib
import os
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from firmware_bridge.firmware.words import Lock


class FileFlash:
    """Flash as files of one directory, which survive `kill -9`. Raises OSError when the disk does."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def size(self, name: str) -> int:
        try:
            return (self._directory / name).stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, name: str, at: int, count: int) -> bytes:
        try:
            with (self._directory / name).open("rb") as file:
                file.seek(at)
                return file.read(count)
        except FileNotFoundError:
            return b""

    def append(self, name: str, data: bytes, durable: bool) -> None:
        with open(self._directory / name, "ab", opener=_private) as file:
            file.write(data)
            file.flush()
            if durable:
                _to_disk(file.fileno())

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        new = self._directory / f"{name}.new"
        with open(new, "wb", opener=_private) as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._directory / name)


class SimulatedLock:
    """Locks again at once. `jam` makes it stick until `free`; `slips` says of one opening that it sticks.

    `moved` is called as soon as the bolt has moved, whatever was written about it.
    """

    def __init__(self) -> None:
        self.openings = 0
        self.slips: Callable[[], bool] = lambda: False
        self.moved: Callable[[], None] = lambda: None
        self._state = int(Lock.LOCKED)
        self._slipped = self._forced = False

    def open(self) -> bool:
        self._slipped = self.slips()
        if self._slipped or self._state == Lock.JAMMED:
            return False
        self.openings += 1
        self.moved()
        return True

    def state(self) -> int:
        return int(Lock.JAMMED) if self._slipped else self._state

    def tampered(self) -> bool:
        return self._forced

    def jam(self) -> None:
        self._state = int(Lock.JAMMED)

    def free(self) -> None:
        self._state, self._slipped = int(Lock.LOCKED), False

    def force(self, forced: bool = True) -> None:
        self._forced = forced


class SimulatedSignals:
    """Remembers the last things shown: (word, text); `heard` is told each at once."""

    def __init__(self) -> None:
        self.shown: deque[tuple[str, str]] = deque(maxlen=100)
        self.heard: Callable[[str, str], None] = lambda _word, _text: None

    def show(self, word: str, text: str) -> None:
        self.shown.append((word, text))
        self.heard(word, text)


@dataclass(frozen=True, slots=True)
class Held:
    """A tag at the reader since `at_s` of the real, steady clock."""

    uid: bytes
    at_s: float


class SimulatedReader:
    """Tags wait here in the order in which they were held to it. Safe between threads.

    `last` is the one that was read last: whatever the station asks or opens is for that.
    """

    def __init__(self) -> None:
        self._waiting: deque[Held] = deque()
        self.last: Held | None = None

    def hold(self, uid: bytes) -> None:
        self._waiting.append(Held(uid, time.monotonic()))

    def read(self) -> bytes | None:
        try:
            self.last = self._waiting.popleft()
        except IndexError:
            return None
        return self.last.uid

    def __len__(self) -> int:
        return len(self._waiting)


class SimulatedSwitch:
    """The key switch that starts an evacuation at the station."""

    def __init__(self) -> None:
        self._turned = False

    def turn(self, turned: bool) -> None:
        self._turned = turned

    def evacuate(self) -> bool:
        return self._turned


class SimulatedSupply:
    """As a mains adapter gives it, until `set`. 0 mV: the station cannot measure it."""

    def __init__(self) -> None:
        self._millivolts, self._battery = 5000, False

    def set(self, millivolts: int, battery: bool) -> None:
        self._millivolts, self._battery = millivolts, battery

    def millivolts(self) -> int:
        return self._millivolts

    def battery(self) -> bool:
        return self._battery


class Doorbell:
    """Wakes a station's loop, from any thread; rings are not counted."""

    def __init__(self) -> None:
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)

    def ring(self) -> None:
        with contextlib.suppress(OSError):  # full, so it has rung already; or closed, and nobody is in
            self._outside.send(b"!")

    def wait(self, seconds: float, also: int | None = None) -> None:
        """Until it rings, or the file descriptor `also` can be read, or the time is up."""
        watched = [self._inside.fileno()] if also is None else [self._inside.fileno(), also]
        select.select(watched, [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            self._inside.recv(4096)

    def close(self) -> None:
        self._inside.close()
        self._outside.close()


_to_disk = getattr(os, "fdatasync", os.fsync)  # macOS has only the slower of the two


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
