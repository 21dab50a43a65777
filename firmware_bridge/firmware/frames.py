"""Frames on a serial line and in flash: COBS of the content and its CRC-32, then a zero byte
(docs/protocol.md §2.2).
"""

from .sums import crc32
from .words import MAX_BYTES

LONGEST = MAX_BYTES + 4 + (MAX_BYTES + 4) // 254 + 1  # coded, without its zero
END = b"\x00"


def frame(content):
    return encode(content + crc32(content).to_bytes(4, "little")) + END


def unframe(coded):
    """The content of what stood before a zero byte, or None if it is broken."""
    data = decode(coded)
    if data is None or len(data) < 4:
        return None
    content = data[:-4]
    return content if crc32(content).to_bytes(4, "little") == data[-4:] else None


def encode(data):
    out = bytearray(b"\x00")
    lead = 0
    for byte in data:
        if byte:
            out.append(byte)
        if not byte or len(out) - lead == 255:
            out[lead] = len(out) - lead
            lead = len(out)
            out.append(0)
    out[lead] = len(out) - lead
    return bytes(out)


def decode(coded):
    """None if this is not COBS."""
    coded = bytes(coded)
    out = bytearray()
    at = 0
    while at < len(coded):
        lead = coded[at]
        run = coded[at + 1 : at + lead]
        if lead == 0 or len(run) != lead - 1 or run.find(END) >= 0:
            return None
        out.extend(run)
        at += lead
        if lead < 255 and at < len(coded):
            out.append(0)
    return bytes(out)


class Deframer:
    """Takes bytes as they come and gives back whole contents; noise costs at most the frame that it hit."""

    def __init__(self):
        self.broken = 0
        self._part = bytearray()
        self._skipping = False

    def feed(self, data):
        contents = []
        start = 0
        while True:
            end = data.find(END, start)
            self._take(data[start:] if end < 0 else data[start:end])
            if end < 0:
                return contents
            content = self._finish()
            if content is not None:
                contents.append(content)
            start = end + 1

    def _take(self, piece):
        if len(self._part) + len(piece) > LONGEST:
            self._part, self._skipping = bytearray(), True
        elif not self._skipping:
            self._part.extend(piece)

    def _finish(self):
        part, skipped = self._part, self._skipping
        self._part, self._skipping = bytearray(), False
        if not part and not skipped:
            return None  # an idle line
        content = None if skipped else unframe(part)
        if content is None:
            self.broken += 1
        return content
