"""The service's part that keeps workers, in a thread of the test, on the displays that the test has."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.x11.displays import Screen, until
from workstation_agent.platform.x11.finder import Finder
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.service.links import WorkerLink
from workstation_agent.service.starter import WORKER, Account, Starter
from workstation_agent.service.workers import Workers
from workstation_agent.worker.desk import boot_s

FOR_EVER_S = 3600.0


class LabPc:
    """`lock` returns when the worker has said that it is in force."""

    def __init__(self, run_dir: Path, *screens: Screen, program: tuple[str, ...] = WORKER) -> None:
        self.screens = screens
        self.troubles: list[Trouble] = []
        self.workers = Workers(
            Starter(run_dir, Account.choose(), "test", program),
            Finder([screen.name for screen in screens]),
            self.troubles.append,
        )
        self.workers.on_arrival(self._again)
        self._orders: dict[str, dict[str, object]] = {}
        self._thread = threading.Thread(target=self._live)

    def start(self) -> None:
        self._thread.start()
        until(lambda: len(self.workers.links) == len(self.screens), "a worker on each display")

    def stop(self) -> None:
        """As when the service ends: the workers live on."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._main.cancel)
            self._thread.join()

    def lock(self, message: str = "Eyes on me", kind: str = "lock", for_s: float = FOR_EVER_S) -> None:
        self.ask_later(message, kind, for_s).result(60)

    def ask_later(
        self, message: str = "Eyes on me", kind: str = "lock", for_s: float = FOR_EVER_S
    ) -> "Future[Any]":
        order = {"kind": kind, "lease": "l", "message": message, "until": "11:40"}
        self._orders[kind] = {**order, "ends_boot_s": boot_s() + for_s}
        work = self.workers.call_all("hold", self._orders[kind])
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def lift(self, kind: str = "lock") -> None:
        self._orders.pop(kind, None)
        self.ask(self.workers.call_all("lift", {"kind": kind}))

    def ask(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    @property
    def pid(self) -> int:
        return self.workers.links[0].pid

    async def _again(self, link: WorkerLink) -> None:
        for order in self._orders.values():
            await link.call("hold", order)

    def _live(self) -> None:
        with asyncio.Runner() as runner, suppress(asyncio.CancelledError):
            self._loop = runner.get_loop()
            runner.run(self._run())

    async def _run(self) -> None:
        self._main = asyncio.ensure_future(self.workers.run())
        await self._main
