"""A serial line that carries frames, reopened whenever it goes away."""

import errno
import logging
import os
import threading
from collections.abc import Callable

import serial

from firmware_bridge.protocol.framing import Deframer, frame
from firmware_bridge.transport.link import LinkHandler, ignore_link

log = logging.getLogger(__name__)

BAUD = 115_200
READ_S = 0.2  # how long a read waits, and so how often `on_idle` is called at least
WRITE_S = 2.0
RETRY_S = 1.0

SENTENCES = {
    errno.ENOENT: "there is no serial port {port} (yet); plug the station in, or check --port",
    errno.EACCES: "this user may not open {port}; add it to the group `dialout`, or the port's own",
    errno.EAGAIN: "{port} is in use by another program; stop that program, perhaps another bridge",
    errno.EBUSY: "{port} is in use by another program; stop that program, perhaps another bridge",
}


class SerialLine:
    """`on_content` gets each whole frame, `on_idle` is called a few times a second while the port is open.

    All three handlers are called in the line's own thread.
    """

    def __init__(
        self,
        port: str,
        *,
        on_content: Callable[[bytes], None],
        on_line: LinkHandler = ignore_link,
        on_idle: Callable[[], None] = lambda: None,
        baud: int = BAUD,
    ) -> None:
        self.port, self._baud = port, baud
        self._on_content, self._on_line, self._on_idle = on_content, on_line, on_idle
        self._deframer = Deframer()
        self._serial: serial.Serial | None = None
        self._writing = threading.Lock()
        self._stopping = threading.Event()
        self._last_sentence, self._was_open = "", False
        self._thread = threading.Thread(target=self._run, name=f"serial {port}", daemon=True)

    @property
    def up(self) -> bool:
        return self._serial is not None

    @property
    def broken(self) -> int:
        """Frames thrown away because noise had hit them."""
        return self._deframer.broken

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def send(self, content: bytes) -> bool:
        """False if the port is closed or does not take it within two seconds."""
        return self.write(frame(content))

    def write(self, data: bytes) -> bool:
        """Bytes as they are, frame or not; False as with `send`."""
        with self._writing:
            if self._serial is None:
                return False
            try:
                self._serial.write(data)
            except (serial.SerialException, OSError) as error:
                log.info("port=%s write=failed error=%s", self.port, error)
                return False
            return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve()
            except (serial.SerialException, OSError) as error:
                self._close()
                self._report(False, self._sentence(error))
                self._stopping.wait(RETRY_S)
        self._close()

    def _serve(self) -> None:
        device = os.path.realpath(self.port)
        opened = serial.serial_for_url(
            self.port, self._baud, timeout=READ_S, write_timeout=WRITE_S, exclusive=True
        )
        self._deframer.reset()
        with self._writing:
            self._serial = opened
        self._was_open = True
        self._report(True, f"serial port {self.port} is open")
        while not self._stopping.is_set():
            self._check_leads_to(device)
            for content in self._deframer.feed(opened.read(opened.in_waiting or 1)):
                self._on_content(content)
            self._on_idle()

    def _check_leads_to(self, device: str) -> None:
        """A port that is given by a link may be another device by now, with the station at it."""
        if os.path.exists(self.port) and os.path.realpath(self.port) != device:
            raise serial.SerialException(f"it was {device}")

    def _close(self) -> None:
        with self._writing:
            if self._serial is not None:
                self._serial.close()
                self._serial = None

    def _sentence(self, error: Exception) -> str:
        if known := SENTENCES.get(getattr(error, "errno", None) or 0):
            return known.format(port=self.port)
        if self._was_open:
            return f"lost serial port {self.port}; trying until it returns"
        return f"serial port {self.port} cannot be opened ({error}); still trying"

    def _report(self, up: bool, sentence: str) -> None:
        if sentence != self._last_sentence:
            self._last_sentence = sentence
            self._on_line(up, sentence)
