"""A TCP line between the browser and the server that a test can cut and mend."""

import socket
from contextlib import suppress
from threading import Thread


class Wire:
    def __init__(self, target: tuple[str, int]) -> None:
        self._target, self._open, self._whole = target, set[socket.socket](), True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection ends, and new ones are closed at once, until `mend`."""
        self._whole = False
        for end in list(self._open):
            _close(end)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._whole:
                    self._join(near, socket.create_connection(self._target))
                else:
                    near.close()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        self._open |= {near, far}
        Thread(target=self._copy, args=(near, far), daemon=True).start()
        Thread(target=self._copy, args=(far, near), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            self._open.discard(end)
            _close(end)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
