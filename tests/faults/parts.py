"""The parts of a school as processes of their own, which a test may kill at any moment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from controller.clock import ScaledClock
from firmware_bridge.firmware import identity
from firmware_bridge.firmware.store import Store
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import StationEvent
from simulators import lifeline
from simulators.station_hardware import FileFlash

STATUS = "status.json"
OPENINGS = "openings"
HOMES = "pcs"


class Part:
    """A program with a log. What it writes to `directory`/status.json is its `status`."""

    def __init__(self, name: str, directory: Path, arguments: Sequence[str]) -> None:
        self.name, self.directory, self._arguments = name, directory, arguments
        directory.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        path = self.directory / "log"
        return path.read_text() if path.exists() else ""

    @property
    def status(self) -> dict[str, Any]:
        """Empty until it has said something since it was started."""
        path = self.directory / STATUS
        return json.loads(path.read_text()) if path.exists() else {}

    def start(self) -> None:
        """Nothing happens if it runs already."""
        if self.running:
            return
        (self.directory / STATUS).unlink(missing_ok=True)
        with (self.directory / "log").open("ab") as log:
            self._process = lifeline.start(
                [sys.executable, "-m", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def tell(self, line: str) -> None:
        """A part without power hears nothing."""
        if self.running:
            assert self._process
            assert self._process.stdin
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()

    def kill(self) -> None:
        """As a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        if self.running:
            os.killpg(self._process.pid, number)
        self._process.wait(timeout=20)
        assert self._process.stdin
        self._process.stdin.close()
        self._process = None


class Station(Part):
    """Simulated hardware around the real firmware; see `station_program`."""

    def __init__(self, name: str, directory: Path, link: str, clock: ScaledClock) -> None:
        """`link` is a broker's URL, or the path at which a bridge finds the serial port."""
        arguments = ["tests.faults.station_program", name, str(directory), link, clock.spec]
        super().__init__(name, directory, arguments)
        self._port = None if "://" in link else Path(link)

    def kill(self) -> None:
        """Its port goes with its power: what the link led to is soon somebody else's."""
        if self._port:
            self._port.unlink(missing_ok=True)
        super().kill()

    @property
    def ready(self) -> bool:
        return bool(self.status.get("ready"))

    @property
    def mode(self) -> str:
        return str(self.status.get("mode", ""))

    @property
    def key(self) -> bytes:
        return bytes(identity.load(FileFlash(self.directory / "flash")).key)

    @property
    def openings(self) -> int:
        """How often the lock has moved, whatever was written about it."""
        path = self.directory / OPENINGS
        return path.stat().st_size if path.exists() else 0

    def tap(self, uid: bytes) -> None:
        self.tell(f"tap {uid.hex()}")

    def flash(self) -> list[StationEvent]:
        """All that it wrote down about itself, oldest first."""
        kept = self._store().unacknowledged(0)
        return [from_body(StationEvent, canonical.loads(content)) for _, content in kept]

    def waiting(self) -> int:
        """Events in its flash that the controller has not acknowledged."""
        return int(self._store().waiting)

    def _store(self) -> Store:
        """A look at its flash, which changes nothing there."""
        return Store(FileFlash(self.directory / "flash"))


class Bridge(Part):
    def __init__(self, directory: Path, port: Path, broker_url: str) -> None:
        arguments = ["controller", "bridge", "--port", str(port), "--broker", broker_url]
        arguments += ["--queue", str(directory / "queue.db")]
        super().__init__("bridge", directory, arguments)


class Pcs(Part):
    """Simulated lab PCs around the real agent; see `pcs_program`. `codes` by workstation."""

    def __init__(self, directory: Path, url: str, codes: Mapping[str, str], clock: ScaledClock) -> None:
        specs = directory / "specs.json"
        arguments = ["tests.faults.pcs_program", url, str(directory), str(specs), clock.spec]
        super().__init__("pcs", directory, arguments)
        self.codes, self.names = codes, tuple(codes)
        specs.write_text(
            json.dumps(
                [
                    {"hostname": pc, "user": f"pupil{number}", "seed": number, "code": code}
                    for number, (pc, code) in enumerate(codes.items())
                ]
            )
        )

    def home(self, pc: str) -> Path:
        """Where that PC keeps its files."""
        return self.directory / HOMES / pc

    def locked(self) -> set[str]:
        return {pc for pc, state in self.status.items() if state["locked"] is not None}

    def connected(self) -> set[str]:
        return {pc for pc, state in self.status.items() if state["connected"]}
