"""A worker's end of the Unix socket, on Qt's event loop. Dials again for as long as the worker lives."""

import logging
import socket
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal

from workstation_agent.errors import AgentError
from workstation_agent.worker.channel import Call, ChannelError, Decoder, Message, Said, encode
from workstation_agent.worker.desk import Asked, Handler

REDIAL_MS: Final = 200
_CHUNK: Final = 1 << 18

log = logging.getLogger(__name__)


class Line(QObject):
    """`hello` is said first on each connection. `heard` and `lost` say whether there is a service."""

    heard = Signal()
    lost = Signal()
    _outgoing = Signal(object)

    def __init__(self, path: str, hello: Callable[[], Said]) -> None:
        super().__init__()
        self._path = path
        self._hello = hello
        self._handlers: Mapping[str, Handler] = {}
        self._socket: socket.socket | None = None
        self._waiting = bytearray()
        self._redial = QTimer(self, interval=REDIAL_MS, singleShot=True)
        self._redial.timeout.connect(self._dial)
        self._outgoing.connect(self._send_here, Qt.ConnectionType.AutoConnection)

    def open(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._dial()

    def send(self, message: Message) -> None:
        """From any thread."""
        self._outgoing.emit(message)

    def _dial(self) -> None:
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(self._path)
        except OSError:
            link.close()
            self._redial.start()
            return
        link.setblocking(False)
        self._socket, self._decoder, self._waiting = link, Decoder(), bytearray()
        self._reader = QSocketNotifier(link.fileno(), QSocketNotifier.Type.Read, self)
        self._reader.activated.connect(self._read)
        self._writer = QSocketNotifier(link.fileno(), QSocketNotifier.Type.Write, self)
        self._writer.activated.connect(self._write)
        self._send_here(self._hello())
        self.heard.emit()

    def _hang_up(self) -> None:
        if self._socket is None:
            return
        for notifier in (self._reader, self._writer):
            notifier.setEnabled(False)
            notifier.deleteLater()
        self._socket.close()
        self._socket = None
        self.lost.emit()
        self._redial.start()

    def _read(self) -> None:
        link = self._socket
        try:
            data = link.recv(_CHUNK) if link else b""
            if not data:
                raise ConnectionError
            for message in self._decoder.feed(data):
                if isinstance(message, Call):
                    self._handle(Asked(message, self.send))
        except BlockingIOError:
            return
        except (OSError, ChannelError) as error:
            log.info("the service has gone (%s); dialling again", error or "its end of the line is closed")
            self._hang_up()

    def _handle(self, asked: Asked) -> None:
        handler = self._handlers.get(asked.call.name)
        if handler is None:
            asked.fail(f"this version of the agent's worker cannot do `{asked.call.name}`")
            return
        try:
            handler(asked)
        except AgentError as error:
            asked.fail(error.sentence)
        except Exception as error:
            log.exception("handler `%s` failed", asked.call.name)
            asked.fail(f"the agent's worker failed at `{asked.call.name}`: {type(error).__name__}")

    def _send_here(self, message: Message) -> None:
        if self._socket is None:
            return
        self._waiting += encode(message)
        self._write()

    def _write(self) -> None:
        try:
            while self._waiting and self._socket is not None:
                sent = self._socket.send(self._waiting[:_CHUNK])
                del self._waiting[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._hang_up()
            return
        if self._socket is not None:
            self._writer.setEnabled(bool(self._waiting))
