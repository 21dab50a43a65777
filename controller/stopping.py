"""Waiting for Ctrl-C, or for the service manager to say stop."""

import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Self

NUMBERS = (signal.SIGINT, signal.SIGTERM)


class StopSignal:
    """Use as a context manager in the main thread; the handlers from before come back at its end.

    It is a pair of sockets, not a threading.Event: a handler runs in the thread that waits, and setting the
    event on which that thread is waiting can stand still for ever.
    """

    def __enter__(self) -> Self:
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._before = {number: signal.signal(number, self._handle) for number in NUMBERS}
        self.stopped = False
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._wake.close()
        self._woken.close()

    def wait(self, timeout_s: float) -> bool:
        """True as soon as it is time to stop, False after `timeout_s`."""
        if not self.stopped:
            select.select([self._woken], [], [], timeout_s)
        return self.stopped

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.stopped = True
        try:
            self._wake.send(b"!")
        except BlockingIOError:
            return  # it is full of earlier signals, so it wakes anyway
