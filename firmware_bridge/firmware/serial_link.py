"""The link of a station on a serial line (docs/protocol.md §2.2), to a bridge that holds no key."""

from . import cbor
from .frames import Deframer, frame

SILENT_MS = 15_000  # the bridge says every 5 s whether it has a broker


class SerialLink:
    """`port` has read() -> bytes at hand, and write(data). Up while the bridge says that it has a broker."""

    def __init__(self, port, timer):
        self._port, self._timer = port, timer
        self._deframer = Deframer()
        self._broker, self._heard_at = False, 0
        self._word = "init"

    @property
    def up(self):
        return self._broker and self._timer() - self._heard_at < SILENT_MS

    def send(self, kind, data):
        if self.up:
            self._port.write(frame(data))
        return self.up

    def state(self, word):
        self._word = word
        self._port.write(frame(cbor.dumps(word)))

    def poll(self):
        """A broken frame is given on as no bytes at all, so that the station counts it as malformed."""
        before = self._deframer.broken
        contents = self._deframer.feed(self._port.read())
        found = [(content, False) for content in contents if not self._is_notice(content)]
        return found + [(b"", False)] * (self._deframer.broken - before)

    def _is_notice(self, content):
        if content not in (b"\xf4", b"\xf5"):
            return False
        was_up, self._broker, self._heard_at = self.up, content == b"\xf5", self._timer()
        if self.up and not was_up:
            self.state(self._word)  # the bridge may be new
        return True
