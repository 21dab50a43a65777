"""A teacher's page that also looks at what it is shown: when a change on a seat's display has arrived."""

import io
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from simulators.benches.lab.display import HEIGHT, MARKER, WIDTH
from simulators.benches.lab.page import Page


class Glass(Page):
    """Puts one seat's pictures together, as the browser does. `colour`: of the marker, as shown now."""

    watched, size = "", "thumb"
    colour = 0
    pictures = 0

    def watch(self, seat: str, size: str) -> None:
        self.watched, self.size = seat, size
        self.moments: list[float] = []
        self._canvas: Image.Image | None = None
        self.colour, self.pictures = 0, 0

    def heard(self, event: str, arguments: list[object], answer: Callable[[], None] | None) -> None:
        if event == "frame" and arguments[:2] == [self.watched, self.size]:
            self._draw(arguments[2], arguments[3])
        super().heard(event, arguments, answer)

    def _draw(self, said: Any, body: Any) -> None:
        if self._canvas is None or self._canvas.size != (said["w"], said["h"]):
            self._canvas = Image.new("RGB", (said["w"], said["h"]))
        at = 0
        for x, y, _, _, size in said["parts"]:
            self._canvas.paste(Image.open(io.BytesIO(body[at : at + size])), (x, y))
            at += size
        self.pictures += 1
        self.moments.append(time.time())
        red, green, blue = self._canvas.crop(_marker_in(*self._canvas.size)).tobytes()
        self.colour = red << 16 | green << 8 | blue

    def shows(self, colour: int) -> bool:
        """Nearly that colour: JPEG changes it a little."""
        apart = (abs((colour >> bits & 255) - (self.colour >> bits & 255)) for bits in (0, 8, 16))
        return sum(apart) < 150


def _marker_in(width: int, height: int) -> tuple[int, int, int, int]:
    """The pixel in its middle, in a picture of that size."""
    x, y, w, h = MARKER
    left, top = (x + w // 2) * width // WIDTH, (y + h // 2) * height // HEIGHT
    return left, top, left + 1, top + 1
