"""A PC in an exam room that breaks, and the one that takes its place: the real agent on a drawn desktop."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from controller.clock import Clock
from simulators.workstation import Workstation, WorkstationSpec

LONGEST_S = 30.0


class LabPc:
    """The PC at one place. Each that stands there has a directory, and so a key, of its own."""

    def __init__(self, url: str, directory: Path, clock: Clock) -> None:
        self._url, self._directory, self._clock = url, directory, clock
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="the lab", daemon=True)
        self._stood = 0
        self._pc: Workstation | None = None

    @property
    def holds(self) -> frozenset[str]:
        """What it keeps a candidate from."""
        return self._pc.holds if self._pc else frozenset()

    def put(self, code: str) -> None:
        """A new one is carried in, which enrols with this code."""
        if not self._thread.is_alive():
            self._thread.start()
        self._stood += 1
        name = f"exam-pc-{self._stood}"
        spec = WorkstationSpec(name, user="exam01", seed=self._stood, code=code)
        self._pc = Workstation(spec, self._url, self._directory / name, self._clock)
        self._wait(self._pc.power_on())

    def breaks(self) -> None:
        if self._pc:
            self._wait(self._pc.power_off())
            self._pc = None

    def close(self) -> None:
        self.breaks()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST_S)
