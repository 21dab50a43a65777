"""Protocol v1 §7.2: one picture as one binary argument.

    1 byte header length | canonical CBOR header | JPEG

The controller reads the header and relays the bytes; it never decodes the picture.
"""

from dataclasses import dataclass

import cbor2

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import (
    MAX_FRAME_BYTES,
    MAX_FRAME_HEADER,
    MAX_HEIGHT,
    MAX_VERSION,
    MAX_WIDTH,
)

_JPEG_START = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """`seq` counts the pictures of this watch from 1; `captured_ms` is Unix time by the PC's clock."""

    watch: str
    seq: int
    captured_ms: int
    w: int
    h: int

    def to_fields(self) -> dict[str, object]:
        return {
            "watch": self.watch,
            "seq": self.seq,
            "captured_ms": self.captured_ms,
            "w": self.w,
            "h": self.h,
        }

    @classmethod
    def from_fields(cls, values: object) -> "FrameHeader":
        f = Fields("frame", values)
        return cls(
            watch=f.identifier("watch"),
            seq=f.whole("seq", 1, MAX_VERSION),
            captured_ms=f.whole("captured_ms", 0, MAX_VERSION),
            w=f.whole("w", 1, MAX_WIDTH),
            h=f.whole("h", 1, MAX_HEIGHT),
        )


def encode_frame(header: FrameHeader, jpeg: bytes) -> bytes:
    """Raises ProtocolError `frame.too-big` when the picture does not fit."""
    head = cbor2.dumps(header.to_fields(), canonical=True)
    frame = bytes((len(head),)) + head + jpeg
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(
            "frame.too-big", f"the picture is {len(frame)} bytes; at most {MAX_FRAME_BYTES} are sent"
        )
    return frame


def frame_header(frame: object) -> FrameHeader:
    """Reads and checks the header only. Raises ProtocolError for anything that is not a frame of v1."""
    if not isinstance(frame, bytes) or len(frame) < 2:
        raise ProtocolError("frame.bad", "a frame must be binary")
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError("frame.too-big", f"a frame of {len(frame)} bytes is over {MAX_FRAME_BYTES}")
    end = 1 + frame[0]
    if frame[0] > MAX_FRAME_HEADER or frame[end : end + 3] != _JPEG_START:
        raise ProtocolError("frame.bad", "a frame must be a header followed by a JPEG picture")
    head = frame[1:end]
    values = read_map(head)
    header = FrameHeader.from_fields(values)
    if cbor2.dumps(values, canonical=True) != head:
        raise ProtocolError("frame.bad", "a frame's header must be canonical CBOR")
    return header


def frame_picture(frame: bytes) -> bytes:
    """The JPEG bytes of a frame whose header has been checked."""
    return frame[1 + frame[0] :]


def read_map(head: bytes) -> object:
    try:
        return cbor2.loads(
            head, max_depth=2, allow_indefinite=False, allow_duplicate_keys=False, strict_hashable_types=True
        )
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ProtocolError("frame.bad", "a frame's header must be canonical CBOR") from error
