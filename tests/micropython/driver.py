"""The firmware on MicroPython, driven from a test as if the station stood on the workbench.

    with micropython() as runner:                      # one Node process, as many stations as you like
        station = RigStation(runner, "gate-1")         # a name of the rig, any; `seed` gives its random bytes
        station.make("northgate", "gate-1", key)       # its identity, once; it stays in the rig's flash
        seen = station.power_on()
        seen = station.tick(5_000)                     # 5 s after power came on; `ticks` never goes back
        seen = station.receive(order)                  # an envelope from the controller
        seen = station.tap(uid)

Each call runs the station to the end of one step and says what it did in it: `seen.sent` are the envelopes
for the controller, `seen.openings` counts since the rig was built. Nothing happens between calls, and no time
passes: give the clock with `tick`. `cpython()` is the same rig on CPython, in this process; the answers are
equal byte for byte.
"""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import firmware_bridge.firmware
from tests.micropython import rig

HERE = Path(__file__).parent
FIRMWARE = Path(next(iter(firmware_bridge.firmware.__path__)))
USUAL = (HERE / "rig.py", HERE / "golden.py", HERE / "chips.py")
HEAP = 8 << 20  # bytes to begin with; this build collects between calls only, and grows meanwhile


class RigError(AssertionError):
    """The rig's own Python raised; its traceback is the text."""


class Runner(Protocol):
    def ask(self, line: str) -> str: ...


class _Here:
    def ask(self, line: str) -> str:
        module = import_module(f"tests.micropython.{json.loads(line).get('module', 'rig')}")
        return str(module.answer(line))


class Node:
    """MicroPython in one Node process. Safe between threads: one line at a time."""

    def __init__(self, *paths: Path, heap: int = HEAP, firmware: Path = FIRMWARE) -> None:
        files = [str(path) for path in (firmware, *(paths or USUAL))]
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            ["node", str(HERE / "run.mjs"), str(heap), *files],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        with self._turn:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise RigError("Node ended; is `npm ci` done in tests/micropython (scripts/test-tools.sh)?")
        return answer

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def micropython(*paths: Path) -> Iterator[Runner]:
    """`paths` are files for the rig in place of the usual ones."""
    node = Node(*paths)
    try:
        yield node
    finally:
        node.close()


@contextmanager
def cpython() -> Iterator[Runner]:
    yield _Here()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the station did in one step. `sent` are (kind, envelope); `mode` is None without power."""

    sent: tuple[tuple[int, bytes], ...]
    states: tuple[str, ...]
    shown: tuple[tuple[str, str], ...]
    openings: int
    lock: int
    power: bool
    mode: int | None
    waiting: int
    found: tuple[bytes, ...] = ()

    @property
    def envelopes(self) -> list[bytes]:
        return [envelope for _, envelope in self.sent]


def _seen(answer: dict[str, Any]) -> Seen:
    return Seen(
        tuple((kind, bytes.fromhex(data)) for kind, data in answer["sent"]),
        tuple(answer["states"]),
        tuple((word, text) for word, text in answer["shown"]),
        answer["openings"],
        answer["lock"],
        answer["power"],
        answer.get("mode"),
        answer.get("waiting", 0),
        tuple(bytes.fromhex(one) for one in answer.get("found", ())),
    )


class RigStation:
    """One station. A power cut (`flash(cut_after=…)`) shows as `seen.power` False; switch it on again."""

    def __init__(self, runner: Runner, name: str, *, seed: str = "1") -> None:
        self._runner, self._name, self._ticks = runner, name, 0
        self._ask("new", seed=seed)

    def make(self, site: str, station: str, key: bytes) -> Seen:
        return self._ask("make", site=site, station=station, key=key.hex())

    def power_on(self) -> Seen:
        self._ticks = 0
        return self._ask("power-on")

    def power_off(self) -> Seen:
        return self._ask("power-off")

    def tick(self, ticks: int | None = None) -> Seen:
        """`ticks` in milliseconds since power came on; None for no time passed."""
        self._ticks = self._ticks if ticks is None else ticks
        return self._ask("tick")

    def receive(self, envelope: bytes, *, retained: bool = False) -> Seen:
        return self._ask("receive", data=envelope.hex(), retained=retained)

    def tap(self, uid: bytes) -> Seen:
        return self._ask("tap", uid=uid.hex())

    def link(self, up: bool) -> Seen:
        return self._ask("link", up=up)

    def flash(self, *, cut_after: int | None = None, broken: bool = False) -> Seen:
        """`cut_after` bytes more are written and then the power goes; `broken` refuses every write."""
        return self._ask("flash", cut_after=cut_after, broken=broken)

    def lock(self, *, position: int = int(rig.Lock.LOCKED), forced: bool = False, cut: str = "") -> Seen:
        """`position` is a LockState; a jammed lock opens nothing. The power goes "before" or "after" the
        next movement, as `cut` says.
        """
        return self._ask("lock", position=position, forced=forced, cut=cut)

    def mains(self, *, switch: bool = False, millivolts: int = 0, battery: bool = False) -> Seen:
        """The key switch (True evacuates) and the supply."""
        return self._ask("mains", switch=switch, millivolts=millivolts, battery=battery)

    def events(self) -> tuple[bytes, ...]:
        """The CBOR of each event in flash, oldest first, acknowledged or not; with or without power."""
        return self._ask("events").found

    def _ask(self, command: str, **how: object) -> Seen:
        line = json.dumps({"rig": self._name, "at": self._ticks, "do": command, **how})
        answer = json.loads(self._runner.ask(line))
        if "error" in answer:
            raise RigError(answer["error"])
        return _seen(answer)
