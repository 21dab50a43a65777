"""Protocol v1 §12 and §13: live sessions. They end with whoever holds them; nothing of them is kept."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cbor2

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.frame import JPEG_START, Part, check_parts, read_map
from workstation_agent.protocol.inputs import MAX_INPUTS, Input, input_from_json, input_to_json
from workstation_agent.protocol.limits import (
    MAX_DETAIL,
    MAX_FRAME_BYTES,
    MAX_FRAME_HEADER,
    MAX_HEIGHT,
    MAX_NAME,
    MAX_SHOWN_PARTS,
    MAX_VERSION,
    MAX_WIDTH,
)

MAX_SESSION_TTL_S: Final = 60.0
_LENGTH: Final = 2  # bytes that say how long the header of a picture is


class ShowMode(StrEnum):
    FULL = "full"  # covers the screen, and keyboard and pointer are held
    WINDOW = "window"  # a window like any other
    SOURCE = "source"  # it is this PC's screen that the others are shown


class SessionState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"  # the screen is locked, so nothing is done
    OVER = "over"


class SessionEnd(StrEnum):
    PUPIL = "pupil"  # somebody at the PC ended it
    TIME = "time"  # it was not renewed
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Control:
    """Starts that session, or renews it for another `ttl_s`. `by` is shown round the screen."""

    session: str
    by: str
    ttl_s: float

    def to_json(self) -> dict[str, object]:
        return {"session": self.session, "by": self.by, "ttl_s": self.ttl_s}

    @classmethod
    def from_json(cls, values: object) -> "Control":
        f = Fields("control", values)
        return cls(f.identifier("session"), f.text("by", MAX_NAME), f.seconds("ttl_s", MAX_SESSION_TTL_S))


@dataclass(frozen=True, slots=True)
class Uncontrol:
    session: str

    def to_json(self) -> dict[str, object]:
        return {"session": self.session}

    @classmethod
    def from_json(cls, values: object) -> "Uncontrol":
        return cls(Fields("uncontrol", values).identifier("session"))


@dataclass(frozen=True, slots=True)
class Inputs:
    """Done in order, or not at all: after its session has ended nothing of it is done."""

    session: str
    events: tuple[Input, ...]

    def to_json(self) -> dict[str, object]:
        return {"session": self.session, "events": [input_to_json(one) for one in self.events]}

    @classmethod
    def from_json(cls, values: object) -> "Inputs":
        f = Fields("input", values)
        return cls(f.identifier("session"), f.items("events", input_from_json, MAX_INPUTS))


@dataclass(frozen=True, slots=True)
class Show:
    """Starts that show, or renews it for another `ttl_s`. `title` says what is shown, `by` who shows it."""

    show: str
    mode: ShowMode
    title: str
    by: str
    ttl_s: float

    def to_json(self) -> dict[str, object]:
        return {
            "show": self.show,
            "mode": self.mode.value,
            "title": self.title,
            "by": self.by,
            "ttl_s": self.ttl_s,
        }

    @classmethod
    def from_json(cls, values: object) -> "Show":
        f = Fields("show", values)
        return cls(
            f.identifier("show"),
            f.choice("mode", ShowMode),
            f.text("title", MAX_NAME),
            f.text("by", MAX_NAME),
            f.seconds("ttl_s", MAX_SESSION_TTL_S),
        )


@dataclass(frozen=True, slots=True)
class Unshow:
    show: str

    def to_json(self) -> dict[str, object]:
        return {"show": self.show}

    @classmethod
    def from_json(cls, values: object) -> "Unshow":
        return cls(Fields("unshow", values).identifier("show"))


@dataclass(frozen=True, slots=True)
class Session:
    """What became of a control or a show at this PC. `why` is None unless it is over."""

    session: str
    state: SessionState
    why: SessionEnd | None = None
    detail: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "session": self.session,
            "state": self.state.value,
            "why": self.why and self.why.value,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, values: object) -> "Session":
        f = Fields("session", values)
        why = f.choice("why", SessionEnd) if f.has("why") else None
        detail = f.text("detail", MAX_DETAIL)
        return cls(f.identifier("session"), f.choice("state", SessionState), why, detail)


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of that number is on the screen, and the next may come.

    `lost`: it was given up, so that parts which change it have nothing to be drawn over.
    """

    show: str
    seq: int
    lost: bool = False

    def to_json(self) -> dict[str, object]:
        return {"show": self.show, "seq": self.seq, "lost": self.lost}

    @classmethod
    def from_json(cls, values: object) -> "Shown":
        f = Fields("shown", values)
        return cls(f.identifier("show"), f.whole("seq", 1, MAX_VERSION), f.truth("lost"))


@dataclass(frozen=True, slots=True)
class ShowFrame:
    """A picture of a show; on the wire as §13.2 says.

    One JPEG or WebP of the whole, or JPEGs of `parts` of it, to be drawn one after the other.
    """

    show: str
    seq: int
    w: int
    h: int
    picture: bytes
    parts: tuple[Part, ...] | None = None

    @property
    def whole(self) -> bool:
        """Nothing of what was shown before is seen any more."""
        return self.parts is None or self.parts[0].holds(Part(0, 0, self.w, self.h, 0))

    def to_bytes(self) -> bytes:
        """Raises ProtocolError `frame.too-big` when the picture does not fit."""
        fields: dict[str, object] = {"h": self.h, "w": self.w, "seq": self.seq, "show": self.show}
        if self.parts is not None:
            fields["parts"] = [[one.x, one.y, one.w, one.h, one.size] for one in self.parts]
        head = cbor2.dumps(fields, canonical=True)
        frame = len(head).to_bytes(_LENGTH, "big") + head + self.picture
        _check_size(frame)
        return frame

    @classmethod
    def from_bytes(cls, frame: object) -> "ShowFrame":
        if not isinstance(frame, bytes) or len(frame) <= _LENGTH:
            raise ProtocolError("frame.bad", "a frame must be binary")
        _check_size(frame)
        end = _LENGTH + int.from_bytes(frame[:_LENGTH], "big")
        if end > MAX_FRAME_HEADER or end > len(frame):
            raise ProtocolError("frame.bad", "a frame must be a header followed by a JPEG or WebP picture")
        f = Fields("show-frame", read_map(frame[_LENGTH:end]))
        seq, w, h = f.whole("seq", 1, MAX_VERSION), f.whole("w", 1, MAX_WIDTH), f.whole("h", 1, MAX_HEIGHT)
        parts = (
            f.items("parts", lambda one: Part.read(one, w, h), MAX_SHOWN_PARTS) if f.has("parts") else None
        )
        if parts is not None and not parts:
            raise ProtocolError("frame.bad", "a frame must have a picture, or parts of one")
        if parts is None and not is_picture(frame[end:]):
            raise ProtocolError("frame.bad", "a frame must be a header followed by a JPEG or WebP picture")
        if parts is not None:
            check_parts(frame, end, parts)
        return cls(f.identifier("show"), seq, w, h, frame[end:], parts)


def is_picture(picture: bytes) -> bool:
    """By its first bytes; nothing is decoded."""
    return picture[:3] == JPEG_START or (picture[:4] == b"RIFF" and picture[8:12] == b"WEBP")


def _check_size(frame: bytes) -> None:
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError("frame.too-big", f"a frame of {len(frame)} bytes is over {MAX_FRAME_BYTES}")
