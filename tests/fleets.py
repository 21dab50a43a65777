"""Simulated lab PCs in this process, on a thread of their own, so that a test can look inside them."""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from controller.clock import Clock
from simulators.workstation import Workstation, WorkstationSpec
from simulators.workstation_fleet import WorkstationFleet
from tests.servers import wait_for

FIRST_PAUSE_S = 0.1
BOOT_S = 0.4


class InnerFleet:
    """PCs by workstation id, each with its enrolment code. `fleet.do(fleet["lab-1-pc-01"].power_off())`."""

    def __init__(self, url: str, codes: Mapping[str, str], data_dir: Path, clock: Clock) -> None:
        specs = [WorkstationSpec(pc, f"u{n}", n, code) for n, (pc, code) in enumerate(codes.items())]
        self._fleet = WorkstationFleet(
            url, specs, data_dir, clock, first_pause_s=FIRST_PAUSE_S, boot_s=BOOT_S
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fleet", daemon=True)
        self._thread.start()
        self.do(self._fleet.start())

    def __getitem__(self, pc: str) -> Workstation:
        return self._fleet[pc]

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def wait_until_connected(self) -> None:
        wait_for(lambda: self._fleet.connected == len(self._fleet), 20, "the PCs did not connect")

    def stop(self) -> None:
        self.do(self._fleet.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()
