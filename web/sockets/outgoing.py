"""What is to be sent to one socket: at once if it takes it, else by a task of its own. No sender waits."""

import socket
from collections.abc import Callable
from typing import Any

from controller.locks import quick_lock
from web.sockets.websocket import closing, framed

MOST_WAITING = 8_000_000
"""Bytes. A page or PC that lets more than this wait has stopped reading, and loses its connection."""
Start = Callable[[Callable[[], None]], object]


class Outgoing:
    """`start` runs a function beside this one (a greenlet or a thread)."""

    def __init__(self, sock: Any, start: Start) -> None:
        self._sock, self._start = sock, start
        # gevent's own socket would wait where this must not
        self._try: Any = getattr(sock, "_sock", sock)
        self._waiting = bytearray()
        self._draining = self._closed = False
        self._lock = quick_lock()

    def put(self, message: str | bytes) -> None:
        """An event that has a binary part coming after it waits for that, so that both leave together."""
        more = isinstance(message, str) and message[1:2] in ("5", "6")
        self._put(framed(message), more)

    def put_frame(self, frame: bytes) -> None:
        self._put(frame, False)

    def end(self, code: int) -> bool:
        """Says why, and shuts the socket once all before has gone; True if it has already."""
        self._put(closing(code), False)
        with self._lock:
            self._closed = True
            if not self._draining:
                self._shut()
            return not self._draining

    def abort(self) -> None:
        with self._lock:
            self._abort()

    def _abort(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._shut()

    def _put(self, frame: bytes, more: bool) -> None:
        with self._lock:
            if self._closed:
                return
            if self._draining or more or self._waiting:
                self._waiting += frame
                if len(self._waiting) > MOST_WAITING:
                    self._abort()
                    return
                if self._draining or more:
                    return
                frame = bytes(self._waiting)
                self._waiting.clear()
            self._send(frame)

    def _send(self, data: bytes) -> None:
        try:
            sent = self._try.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:  # the reader of this socket sees the same, and tidies up
            self._closed = True
            return
        if sent < len(data):
            self._waiting += data[sent:]
            self._draining = True
            self._start(self._drain)

    def _drain(self) -> None:
        while True:
            with self._lock:
                data = bytes(self._waiting)
                self._waiting.clear()
                if not data:
                    self._draining = False
                    if self._closed:
                        self._shut()
                    return
            try:
                self._sock.sendall(data)
            except OSError:
                self.abort()

    def _shut(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is shut already
