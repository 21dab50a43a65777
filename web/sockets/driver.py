"""Engine.IO's simple-websocket driver with a size limit, larger reads, no Nagle, whole writes, no junk."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Lock
from typing import Any

import simple_websocket  # type: ignore[import-untyped]  # ships no types

from web.sockets.packets import is_frame

READ_BYTES = 65536


class WholeWrites:
    """simple-websocket calls `send` and ignores how much went; under gevent that tears large messages."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._lock = sock, Lock()

    def send(self, data: bytes) -> int:
        with self._lock:
            self._sock.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class BoundedServer(simple_websocket.Server):  # type: ignore[misc]  # its base has no types
    sock: Any

    def handshake(self) -> None:
        if self.sock.family in (socket.AF_INET, socket.AF_INET6):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = WholeWrites(self.sock)
        super().handshake()


def bounded_driver(stock: type[Any], max_message_bytes: int) -> type[Any]:
    """A subclass of the driver that Engine.IO chose for its async mode."""

    class BoundedDriver(stock):  # type: ignore[misc]  # Engine.IO's driver has no types
        def __init__(self, handler: Callable[..., Any], server: Any) -> None:
            super().__init__(handler, server)
            self.server_args |= {"max_message_size": max_message_bytes, "receive_bytes": READ_BYTES}

        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            self.ws = BoundedServer(environ, **self.server_args)
            answer = self.app(self)
            if self.ws.mode == "gunicorn":
                raise StopIteration
            if self.ws.mode == "werkzeug":
                raise ConnectionError
            return answer

        def wait(self) -> str | bytes | None:
            """None ends the connection, as when the other end has closed it."""
            message: str | bytes | None = super().wait()
            return message if message is not None and is_frame(message) else None

    return BoundedDriver
