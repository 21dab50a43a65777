"""What one watch has been shown of the screen, and which parts of its picture are owed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from workstation_agent.capture.boxes import Box, Cells, boxes_of
from workstation_agent.capture.jpeg import encode
from workstation_agent.capture.shadow import CELL, Pixels, Shadow
from workstation_agent.protocol.frame import Part
from workstation_agent.protocol.limits import MAX_PARTS

Lines = NDArray[np.int64]
GRID: Final = 16  # pixels of the picture; a JPEG's blocks of colour are that large
_MOST_OF_IT: Final = 0.7  # so much changed, and the whole costs little more


@dataclass(frozen=True, slots=True)
class Shot:
    """`width` × `height` is the whole picture; `parts` is None when `body` is one JPEG of all of it."""

    width: int
    height: int
    parts: tuple[Part, ...] | None
    body: bytes


class View:
    """`region` is what it shows of the screen, in a picture of at most `width` × `height`, never enlarged."""

    def __init__(self, shadow: Shadow, region: Box, width: int, height: int) -> None:
        self.region = region
        self._shadow = shadow
        by = min(width / region.width, height / region.height, 1.0)
        self.width, self.height = max(1, round(region.width * by)), max(1, round(region.height * by))
        self._picture = Box(0, 0, self.width, self.height)
        self._owed: Cells = np.ones((-(-self.height // GRID), -(-self.width // GRID)), np.bool_)
        # Not copied: what is drawn into the shadow is seen here.
        self._image = Image.frombuffer(
            "RGBX", (shadow.whole.right, shadow.whole.bottom), shadow.pixels, "raw", "RGBX", 0, 1
        )

    @property
    def owes(self) -> bool:
        return bool(self._owed.any())

    def changed(self, at: Box, cells: Cells) -> None:
        """Cells of the shadow that have changed, and the box of cells that this tells of."""
        rows, columns = np.nonzero(cells)
        lefts, rights = self._grid(columns + at.left, self.region.left, self.region.width, self.width)
        tops, bottoms = self._grid(rows + at.top, self.region.top, self.region.height, self.height)
        height, width = self._owed.shape
        seen = (lefts < width) & (rights >= 0) & (tops < height) & (bottoms >= 0)
        for down in (tops, bottoms):
            for across in (lefts, rights):
                self._owed[down.clip(0, height - 1)[seen], across.clip(0, width - 1)[seen]] = True

    def take(self, quality: int, most_bytes: int, *, whole: bool) -> Shot | None:
        """What is owed, which then no longer is; None when nothing is."""
        boxes = [self._picture] if whole else self._boxes()
        if not boxes:
            return None
        self._owed[:] = False
        jpegs, _ = encode([self._pixels(box) for box in boxes], quality, most_bytes)
        parts = tuple(
            Part(box.left, box.top, box.width, box.height, len(jpeg))
            for box, jpeg in zip(boxes, jpegs, strict=True)
        )
        is_whole = boxes == [self._picture]
        return Shot(self.width, self.height, None if is_whole else parts, b"".join(jpegs))

    def _boxes(self) -> list[Box]:
        boxes = [
            Box(*(edge * GRID for edge in cells)).within(self._picture)
            for cells in boxes_of(self._owed, MAX_PARTS)
        ]
        much = sum(box.area for box in boxes) > _MOST_OF_IT * self._picture.area
        return [self._picture] if much else boxes

    def _grid(self, cells: Lines, start: int, length: int, scaled: int) -> tuple[Lines, Lines]:
        """The first and the last line of the grid that each cell touches: one or two, as nothing grows."""
        first = (cells * CELL - start) * scaled // (length * GRID)
        last = ((cells + 1) * CELL - start) * scaled - 1
        return first, last // (length * GRID)

    def _pixels(self, box: Box) -> Pixels:
        if (self.width, self.height) == (self.region.width, self.region.height):
            left, top = self.region.left, self.region.top
            return self._shadow.pixels[top + box.top : top + box.bottom, left + box.left : left + box.right]
        across, down = self.region.width / self.width, self.region.height / self.height
        source = (
            self.region.left + box.left * across,
            self.region.top + box.top * down,
            self.region.left + box.right * across,
            self.region.top + box.bottom * down,
        )
        small = self._scaled(source, box)
        return np.frombuffer(small.tobytes(), np.uint32).reshape(box.height, box.width)

    def _scaled(self, source: tuple[float, float, float, float], box: Box) -> Image.Image:
        """A whole number of pixels to one is quicker, and sharper."""
        factor = self.region.width // self.width
        if (self.width * factor, self.height * factor) == (self.region.width, self.region.height):
            return self._image.reduce(
                factor, (int(source[0]), int(source[1]), int(source[2]), int(source[3]))
            )
        return self._image.resize(
            (box.width, box.height), Image.Resampling.BILINEAR, source, reducing_gap=2.0
        )
