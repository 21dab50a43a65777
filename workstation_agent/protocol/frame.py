"""Protocol v1 §7.2: one picture, or the parts of it that changed, as one binary argument.

    1 byte header length | canonical CBOR header | JPEG | JPEG …

The controller reads the header and relays the rest; it never decodes a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cbor2

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import (
    MAX_FRAME_BYTES,
    MAX_HEIGHT,
    MAX_MONITORS,
    MAX_PARTS,
    MAX_SEQ,
    MAX_VERSION,
    MAX_WIDTH,
)

JPEG_START: Final = b"\xff\xd8\xff"


class ScreenState(StrEnum):
    """What the PC found out about the picture that it has, or has not, of its screen."""

    OK = "ok"
    BLACK = "black"
    FROZEN = "frozen"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Part:
    """Where one JPEG belongs in the whole picture, and how many bytes it has."""

    x: int
    y: int
    w: int
    h: int
    size: int

    @classmethod
    def read(cls, values: object, width: int, height: int) -> "Part":
        """Of a picture of that size. Raises ProtocolError."""
        if (
            not isinstance(values, list)
            or len(values) != 5
            or any(type(value) is not int for value in values)
        ):
            raise ProtocolError("frame.bad-part", "`frame.parts` must be lists of five whole numbers")
        part = cls(*values)
        inside = part.x >= 0 and part.y >= 0 and part.x + part.w <= width and part.y + part.h <= height
        if not inside or part.w < 1 or part.h < 1 or part.size < 1:
            raise ProtocolError("frame.bad-part", "`frame.parts` must lie inside the whole picture")
        return part

    def holds(self, other: "Part") -> bool:
        """Nothing of the other is seen once this one is drawn over it."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and self.x + self.w >= other.x + other.w
            and self.y + self.h >= other.y + other.h
        )


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """`seq` counts the frames of this watch from 1; `captured_ms` is Unix time by the PC's clock.

    `w` × `h` is the whole picture. `parts` is None when one JPEG of the whole follows, and empty when there
    is only a state to tell. `monitors` is how many the PC has.
    """

    watch: str
    seq: int
    captured_ms: int
    w: int
    h: int
    parts: tuple[Part, ...] | None = None
    state: ScreenState = ScreenState.OK
    monitors: int = 1

    def to_fields(self) -> dict[str, object]:
        fields: dict[str, object] = {
            "watch": self.watch,
            "seq": self.seq,
            "captured_ms": self.captured_ms,
            "w": self.w,
            "h": self.h,
        }
        if self.parts is not None:
            fields["parts"] = [[part.x, part.y, part.w, part.h, part.size] for part in self.parts]
        if self.state is not ScreenState.OK:
            fields["state"] = self.state.value
        if self.monitors != 1:
            fields["monitors"] = self.monitors
        return fields

    @classmethod
    def from_fields(cls, values: object) -> "FrameHeader":
        f = Fields("frame", values)
        w, h = f.whole("w", 1, MAX_WIDTH), f.whole("h", 1, MAX_HEIGHT)
        return cls(
            watch=f.identifier("watch"),
            seq=f.whole("seq", 1, MAX_SEQ),
            captured_ms=f.whole("captured_ms", 0, MAX_VERSION),
            w=w,
            h=h,
            parts=f.items("parts", lambda part: Part.read(part, w, h), MAX_PARTS) if f.has("parts") else None,
            state=f.choice("state", ScreenState) if f.has("state") else ScreenState.OK,
            monitors=f.whole("monitors", 1, MAX_MONITORS) if f.has("monitors") else 1,
        )

    def parts_of(self, body: bytes) -> tuple[Part, ...]:
        """The parts, with a whole picture as the one part that it is."""
        return (Part(0, 0, self.w, self.h, len(body)),) if self.parts is None else self.parts


def encode_frame(header: FrameHeader, body: bytes) -> bytes:
    """`body` is the JPEGs one after the other. Raises ProtocolError `frame.too-big` when it does not fit."""
    head = cbor2.dumps(header.to_fields(), canonical=True)
    frame = bytes((len(head),)) + head + body
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(
            "frame.too-big", f"the picture is {len(frame)} bytes; at most {MAX_FRAME_BYTES} are sent"
        )
    return frame


def frame_header(frame: object) -> FrameHeader:
    """Reads and checks the header, and that the parts are there. Raises ProtocolError for anything else."""
    if not isinstance(frame, bytes) or len(frame) < 2:
        raise ProtocolError("frame.bad", "a frame must be binary")
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError("frame.too-big", f"a frame of {len(frame)} bytes is over {MAX_FRAME_BYTES}")
    head = frame[1 : 1 + frame[0]]
    if len(head) < frame[0]:
        raise ProtocolError("frame.bad", "a frame must be a header followed by JPEG pictures")
    values = read_map(head)
    header = FrameHeader.from_fields(values)
    if cbor2.dumps(values, canonical=True) != head:
        raise ProtocolError("frame.bad", "a frame's header must be canonical CBOR")
    check_parts(frame, 1 + frame[0], header.parts_of(frame[1 + frame[0] :]))
    return header


def frame_picture(frame: bytes) -> bytes:
    """The JPEGs of a frame whose header has been checked."""
    return frame[1 + frame[0] :]


def check_parts(frame: bytes, at: int, parts: Sequence[Part]) -> None:
    """That their JPEGs fill the frame from `at` on. Raises ProtocolError."""
    for part in parts:
        if frame[at : at + len(JPEG_START)] != JPEG_START:
            raise ProtocolError("frame.bad", "a frame must be a header followed by JPEG pictures")
        at += part.size
    if at != len(frame):
        raise ProtocolError("frame.bad", "a frame's parts must fill it to its last byte")


def read_map(head: bytes) -> object:
    try:
        return cbor2.loads(
            head, max_depth=4, allow_indefinite=False, allow_duplicate_keys=False, strict_hashable_types=True
        )
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ProtocolError("frame.bad", "a frame's header must be canonical CBOR") from error
