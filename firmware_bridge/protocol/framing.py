"""Frames on a serial line (docs/protocol.md §2.2): COBS of the content and its CRC-32, ended by a zero byte.

A content is an envelope, or one of the small unsigned notices between a station and its bridge.
"""

import zlib

MAX_CONTENT = 4096
_CHECK = 4
_LONGEST = MAX_CONTENT + _CHECK + (MAX_CONTENT + _CHECK) // 254 + 1
_RUN = 254

BROKER_UP, BROKER_DOWN = b"\xf5", b"\xf4"  # the bridge's notices: CBOR true and false


def frame(content: bytes) -> bytes:
    return _stuff(content + zlib.crc32(content).to_bytes(_CHECK, "little")) + b"\0"


class Deframer:
    """Takes bytes as they come and gives back whole contents.

    Never holds more than one frame; noise costs at most the frame that it hits. `broken` counts what was
    thrown away.
    """

    def __init__(self) -> None:
        self.broken = 0
        self.reset()

    def reset(self) -> None:
        """Forgets a frame that had begun: the line was opened anew."""
        self._part = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        *ended, rest = data.split(b"\0")
        contents = [content for piece in ended if (content := self._finish(piece)) is not None]
        self._take(rest)
        return contents

    def _take(self, piece: bytes) -> None:
        if self._skipping or len(self._part) + len(piece) > _LONGEST:
            self._part, self._skipping = bytearray(), True
        else:
            self._part += piece

    def _finish(self, piece: bytes) -> bytes | None:
        self._take(piece)
        part, skipped = bytes(self._part), self._skipping
        self._part, self._skipping = bytearray(), False
        if not part and not skipped:
            return None  # an idle line
        content = None if skipped else _unframe(part)
        self.broken += content is None
        return content


def _unframe(coded: bytes) -> bytes | None:
    data = _unstuff(coded)
    if data is None or len(data) < _CHECK:
        return None
    content, check = data[:-_CHECK], data[-_CHECK:]
    return content if zlib.crc32(content).to_bytes(_CHECK, "little") == check else None


def _stuff(data: bytes) -> bytes:
    """COBS: each piece up to a zero is led by its length plus one; 255 leads a full run with no zero after
    it.
    """
    out = bytearray()
    for piece in data.split(b"\0"):
        while len(piece) >= _RUN:
            out += b"\xff" + piece[:_RUN]
            piece = piece[_RUN:]
        out += bytes([len(piece) + 1]) + piece
    return bytes(out)


def _unstuff(coded: bytes) -> bytes | None:
    out, at = bytearray(), 0
    while at < len(coded):
        lead = coded[at]
        run = coded[at + 1 : at + lead]
        if lead == 0 or len(run) != lead - 1:
            return None
        out += run
        at += lead
        if lead < 255 and at < len(coded):
            out.append(0)
    return bytes(out)
