"""A link and a serial port whose wires have faults: a piece that is held back comes out at a later `poll`."""

import time
from typing import Protocol

from firmware_bridge.firmware.words import LEAVES
from simulators.faults.wire import Seconds, Wire, Wires


class StationLink(Protocol):
    """What the firmware needs of a link (hardware.Parts), and what the simulation needs to run it."""

    @property
    def up(self) -> bool: ...

    @property
    def descriptor(self) -> int | None:
        """Readable when there is something to `poll`; None for a link that rings the doorbell instead."""

    @property
    def wait_s(self) -> float:
        """How long until a piece that a fault holds back arrives, and `poll` must be called."""

    def send(self, kind: int, data: bytes) -> bool: ...

    def state(self, word: str) -> None: ...

    def poll(self) -> list[tuple[bytes, bool]]: ...

    def stop(self) -> None: ...

    def vanish(self) -> None: ...


class FaultyLink:
    """Messages meet the faults of `wires` on their way; lifecycle words, which prove nothing, do not."""

    def __init__(self, inner: StationLink, wires: Wires, timer: Seconds = time.monotonic) -> None:
        self._inner = inner
        self._out = {kind: Wire(wires.outward, timer) for kind in LEAVES}
        self._in = {kept: Wire(wires.inward, timer) for kept in (False, True)}

    @property
    def up(self) -> bool:
        return self._inner.up

    @property
    def descriptor(self) -> int | None:
        return self._inner.descriptor

    @property
    def wait_s(self) -> float:
        return min(wire.wait_s for wire in (*self._out.values(), *self._in.values()))

    def send(self, kind: int, data: bytes) -> bool:
        if self.up:
            self._out[kind].put(data)
            self._flush()
        return self.up

    def state(self, word: str) -> None:
        self._inner.state(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        self._flush()
        for data, kept in self._inner.poll():
            self._in[kept].put(data)
        return [(data, kept) for kept, wire in self._in.items() for data in wire.take()]

    def stop(self) -> None:
        self._inner.stop()

    def vanish(self) -> None:
        self._inner.vanish()

    def _flush(self) -> None:
        for kind, wire in self._out.items():
            for data in wire.take():
                self._inner.send(kind, data)


class Port(Protocol):
    """What the firmware's serial link needs of one."""

    def read(self) -> bytes: ...

    def write(self, data: bytes) -> None: ...


class FaultyPort:
    """`inner`, on a line with the faults of `wires`."""

    def __init__(self, inner: Port, wires: Wires, timer: Seconds = time.monotonic) -> None:
        self._inner = inner
        self._out = Wire([*wires.outward, *wires.line], timer)
        self._in = Wire([*wires.inward, *wires.line], timer)

    @property
    def wait_s(self) -> float:
        return min(self._out.wait_s, self._in.wait_s)

    def read(self) -> bytes:
        """One piece at a time, so that they arrive as apart as they travelled."""
        self._flush()
        if fresh := self._inner.read():
            self._in.put(fresh)
        return next(self._in.take(), b"")

    def write(self, data: bytes) -> None:
        self._out.put(data)
        self._flush()

    def _flush(self) -> None:
        for piece in self._out.take():
            self._inner.write(piece)
