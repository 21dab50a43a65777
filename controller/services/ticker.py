"""Calls what has to be looked at again and again: leases that end, stations that fall silent."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Ticker:
    def __init__(self, interval_s: float = 1.0) -> None:
        self._interval_s = interval_s
        self._tasks: list[Callable[[], None]] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, task: Callable[[], None]) -> None:
        self._tasks.append(task)

    def tick(self) -> None:
        for task in self._tasks:
            try:
                task()
            except Exception:  # the others must still run, and this one again at the next tick
                log.exception("a regular task failed")

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            self.tick()
