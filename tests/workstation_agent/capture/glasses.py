"""A display that shows what the test paints on it."""

import numpy as np

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.glass import GlassError
from workstation_agent.capture.shadow import Pixels
from workstation_agent.core.looks import Look

WIDTH, HEIGHT = 320, 192


def look(watch: str = "w1", since: str | None = None, **changes: int) -> Look:
    values = {"width": WIDTH, "height": HEIGHT, "quality": 80, "most_bytes": 50_000, "interval_ms": 40}
    return Look(watch, **{**values, **changes}, since=since)


class FakeGlass:
    """`deaf`: it does not tell what changes. `broken` is raised by whatever is asked of it."""

    def __init__(self, *monitors: Box, deaf: bool = False) -> None:
        self.monitors = monitors or (Box(0, 0, WIDTH, HEIGHT),)
        width, height = max(one.right for one in self.monitors), max(one.bottom for one in self.monitors)
        self.screen: Pixels = np.full((height, width), 0x808080, np.uint32)
        self.reshaped = False
        self.window: object = ()
        self.grabbed: list[Box] = []
        self.closed = False
        self.broken = ""
        self.deaf = deaf
        self._said: Box | None = None

    def paint(self, x: int, y: int, w: int, h: int, colour: int, *, say: bool = True) -> None:
        self.screen[y : y + h, x : x + w] = colour
        box = Box(x, y, x + w, y + h)
        if say:
            self._said = self._said.union(box) if self._said else box

    def fileno(self) -> int | None:
        return None if self.deaf else 0

    def stirred(self) -> bool:
        return self._said is not None

    def changed(self) -> Box | None:
        self._check()
        said, self._said = self._said, None
        return said

    def grab(self, box: Box) -> Pixels:
        self._check()
        self.grabbed.append(box)
        return self.screen[box.top : box.bottom, box.left : box.right].copy()

    def front(self) -> object:
        return self.window

    def close(self) -> None:
        self.closed = True

    def _check(self) -> None:
        if self.broken:
            raise GlassError(self.broken)
