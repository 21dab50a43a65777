"""Calls what has to be looked at again and again: leases that end, stations that fall silent."""

import logging
import threading
from collections.abc import Callable

from gevent import Timeout, idle  # type: ignore[import-untyped]  # ships no types
from gevent.monkey import is_module_patched  # type: ignore[import-untyped]  # ships no types

from controller.errors import SchoolbellError

OTHERS_FIRST_S = 0.05
log = logging.getLogger(__name__)


class Ticker:
    def __init__(self, interval_s: float = 1.0) -> None:
        self._interval_s = interval_s
        self._tasks: list[Callable[[], None]] = []
        self._trouble: dict[Callable[[], None], str] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, task: Callable[[], None]) -> None:
        self._tasks.append(task)

    def tick(self) -> None:
        """Whatever one task runs into, the others still run, and it runs again at the next tick."""
        for task in self._tasks:
            _let_others_go_first()
            try:
                task()
            except SchoolbellError as error:
                self._say_once(task, error.sentence)
            except Exception:
                log.exception("a regular task failed")
            else:
                self._trouble.pop(task, None)

    def _say_once(self, task: Callable[[], None], sentence: str) -> None:
        """A full disk is said when it fills, and not again every second."""
        if self._trouble.get(task) != sentence:
            log.error("%s", sentence)
        self._trouble[task] = sentence

    def start(self) -> None:
        if self._thread:
            raise RuntimeError("the ticker is started once")
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            self.tick()


def _let_others_go_first() -> None:
    """A room that is being locked, say. Not for long: in a large school something is always going on."""
    if is_module_patched("threading"):
        with Timeout(OTHERS_FIRST_S, False):
            idle()
