"""Protocol v1 §7: looking at a screen. Only a watched screen is captured; a watch not renewed ends."""

from dataclasses import dataclass
from enum import StrEnum

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import (
    MAX_HEIGHT,
    MAX_INTERVAL_MS,
    MAX_MONITORS,
    MAX_NAME,
    MAX_QUALITY,
    MAX_WATCH_TTL_S,
    MAX_WIDTH,
    MIN_INTERVAL_MS,
    MIN_QUALITY,
)


class WatchSize(StrEnum):
    THUMB = "thumb"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Watch:
    """Starts that watch, or renews it for another `ttl_s`; `width` × `height` is the most to send.

    `by` is the name of whoever looks, which the pupil is shown. `monitor` counts from 1, 0 is all of them.
    `whole` asks for a whole picture even if nothing has changed.
    """

    watch: str
    size: WatchSize
    width: int
    height: int
    quality: int
    interval_ms: int
    ttl_s: float
    by: str = ""
    monitor: int = 0
    whole: bool = False

    def to_json(self) -> dict[str, object]:
        fields: dict[str, object] = {
            "watch": self.watch,
            "size": self.size.value,
            "width": self.width,
            "height": self.height,
            "quality": self.quality,
            "interval_ms": self.interval_ms,
            "ttl_s": self.ttl_s,
            "by": self.by,
        }
        if self.monitor:
            fields["monitor"] = self.monitor
        if self.whole:
            fields["whole"] = True
        return fields

    @classmethod
    def from_json(cls, values: object) -> "Watch":
        f = Fields("watch", values)
        return cls(
            watch=f.identifier("watch"),
            size=f.choice("size", WatchSize),
            width=f.whole("width", 16, MAX_WIDTH),
            height=f.whole("height", 16, MAX_HEIGHT),
            quality=f.whole("quality", MIN_QUALITY, MAX_QUALITY),
            interval_ms=f.whole("interval_ms", MIN_INTERVAL_MS, MAX_INTERVAL_MS),
            ttl_s=f.seconds("ttl_s", MAX_WATCH_TTL_S),
            by=f.text("by", MAX_NAME) if f.has("by") else "",
            monitor=f.whole("monitor", 0, MAX_MONITORS) if f.has("monitor") else 0,
            whole=f.raw("whole") is True,
        )


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looks at this screen now, as the pupil is told."""

    by: str
    size: WatchSize


@dataclass(frozen=True, slots=True)
class Unwatch:
    watch: str

    def to_json(self) -> dict[str, object]:
        return {"watch": self.watch}

    @classmethod
    def from_json(cls, values: object) -> "Unwatch":
        return cls(Fields("unwatch", values).identifier("watch"))
