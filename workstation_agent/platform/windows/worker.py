"""The agent's program in the pupil's Windows session: the lock, the camera, and who is looking.

`python -m workstation_agent.platform.windows.worker FILE` reads address, secret and version from the file,
and removes it. Not yet exercised in CI on Windows.
"""

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from workstation_agent.capture.camera import Camera
from workstation_agent.errors import AgentError
from workstation_agent.platform.windows import guard
from workstation_agent.platform.windows.bar import LookersBar
from workstation_agent.platform.windows.glass import MssGlass
from workstation_agent.platform.windows.pipe import Pipe, dial
from workstation_agent.worker.channel import Call, Decoder, Message, Said, encode
from workstation_agent.worker.desk import Asked, Desk, Handler, Handlers
from workstation_agent.worker.eye import eye_handlers

CONSOLE: Final = "console"
LOOK_EVERY_MS: Final = 250

log = logging.getLogger(__name__)


class Line(QObject):
    """The worker's end of the pipe, on Qt's loop. `lost` says that the service has gone."""

    lost = Signal()
    _came = Signal(object)

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self._pipe = pipe
        self._handlers: Mapping[str, Handler] = {}
        self._turn = threading.Lock()
        self._came.connect(self._handle, Qt.ConnectionType.QueuedConnection)

    def open(self, handlers: Handlers) -> None:
        self._handlers = handlers
        threading.Thread(target=self._read, name="line", daemon=True).start()

    def send(self, message: Message) -> None:
        """From any thread."""
        try:
            with self._turn:
                self._pipe.send_bytes(encode(message))
        except OSError:
            self.lost.emit()

    def _read(self) -> None:
        decoder = Decoder()
        try:
            while True:
                for message in decoder.feed(self._pipe.recv_bytes()):
                    self._came.emit(message)
        except (EOFError, OSError, AgentError) as error:
            log.info("the service has gone: %s", error or "it closed the line")
            self.lost.emit()

    def _handle(self, message: Message) -> None:
        if not isinstance(message, Call):
            return
        asked = Asked(message, self.send)
        handler = self._handlers.get(message.name)
        if handler is None:
            asked.fail(f"the agent on Windows cannot do `{message.name}` yet")
            return
        try:
            handler(asked)
        except AgentError as error:
            asked.fail(error.sentence)


def handlers(desk: Desk) -> Handlers:
    eye = eye_handlers(desk, Camera(MssGlass))
    return {**guard.handlers(desk), **eye, "lookers": LookersBar(desk).tell}


def leave_when_free(desk: Desk) -> None:
    """Without a service it holds what it holds until that ends by itself, and then goes."""
    if not desk.holding:
        QApplication.quit()
        return
    QTimer.singleShot(LOOK_EVERY_MS, lambda: leave_when_free(desk))


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s")
    told = Path(sys.argv[1])
    started = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    line_end = dial(started["address"], bytes.fromhex(started["secret"]))
    application = QApplication(["schoolbell"])
    application.setQuitOnLastWindowClosed(False)
    line = Line(line_end)
    desk = Desk(CONSOLE, line.send, time.monotonic)  # which counts the time asleep on Windows
    line.lost.connect(lambda: leave_when_free(desk), Qt.ConnectionType.QueuedConnection)
    line.open(handlers(desk))
    hello = {"pid": os.getpid(), "display": CONSOLE, "version": started["version"]}
    QTimer.singleShot(0, lambda: line.send(Said("hello", hello)))
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
