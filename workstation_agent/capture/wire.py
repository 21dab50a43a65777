"""Looks and pictures as the service and the worker say them to each other."""

from collections.abc import Mapping
from dataclasses import asdict

from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.frame import Part, ScreenState
from workstation_agent.protocol.limits import (
    MAX_FRAME_BYTES,
    MAX_HEIGHT,
    MAX_INTERVAL_MS,
    MAX_MONITORS,
    MAX_PARTS,
    MAX_QUALITY,
    MAX_WIDTH,
)

Args = Mapping[str, object]


def look_args(look: Look) -> Args:
    return asdict(look)


def look_from(args: Args) -> Look:
    """Raises ProtocolError."""
    f = Fields("capture", dict(args))
    return Look(
        f.identifier("watch"),
        f.whole("width", 1, MAX_WIDTH),
        f.whole("height", 1, MAX_HEIGHT),
        f.whole("quality", 1, MAX_QUALITY),
        f.whole("most_bytes", 1, MAX_FRAME_BYTES),
        f.whole("interval_ms", 1, MAX_INTERVAL_MS),
        f.whole("monitor", 0, MAX_MONITORS),
        f.text("since", 64) if f.has("since") else None,
    )


def picture_args(picture: Picture) -> Args:
    parts = picture.parts
    return {
        "width": picture.width,
        "height": picture.height,
        "fingerprint": picture.fingerprint,
        "parts": None if parts is None else [[one.x, one.y, one.w, one.h, one.size] for one in parts],
        "state": picture.state.value,
        "monitors": picture.monitors,
    }


def picture_from(args: Args, jpeg: bytes) -> Picture:
    """Raises ProtocolError."""
    f = Fields("picture", dict(args))
    width, height = f.whole("width", 1, MAX_WIDTH), f.whole("height", 1, MAX_HEIGHT)
    return Picture(
        jpeg,
        width,
        height,
        f.text("fingerprint", 64),
        f.items("parts", lambda part: Part.read(part, width, height), MAX_PARTS) if f.has("parts") else None,
        f.choice("state", ScreenState),
        f.whole("monitors", 1, MAX_MONITORS),
    )
