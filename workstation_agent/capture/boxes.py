"""Which rectangles of a picture to send, found from the grid cells of it that have changed."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.bool_]

PART_COST_CELLS: Final = 6
"""What one more JPEG costs, in cells of changed picture: about 620 bytes of tables."""
MANY: Final = 16
"""With more boxes than that, a coarser grid is looked at: joining takes the cube of their number."""


class Box(NamedTuple):
    """`right` and `bottom` are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return max(0, self.width) * max(0, self.height)

    def union(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def within(self, other: "Box") -> "Box":
        """The part of it that is in the other; its area is 0 when there is none."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def grown(self, grid: int, limit: "Box") -> "Box":
        """Out to the lines of a grid, within the limit."""
        return Box(
            self.left // grid * grid,
            self.top // grid * grid,
            -(-self.right // grid) * grid,
            -(-self.bottom // grid) * grid,
        ).within(limit)


def boxes_of(cells: Cells, most: int) -> list[Box]:
    """At most `most` boxes, in cells, that together hold every true cell; few and small ones."""
    boxes: list[Box] = []
    for row in np.flatnonzero(cells.any(axis=1)).tolist():
        for left, right in _runs(cells[row]):
            boxes = _joined(boxes, Box(left, row, right, row + 1))
        if len(boxes) > MANY:
            return [_doubled(box, cells) for box in boxes_of(_halved(cells), most)]
    return _merged(boxes, most)


def _halved(cells: Cells) -> Cells:
    rows, columns = cells.shape
    even = np.pad(cells, ((0, rows % 2), (0, columns % 2)))
    halved: Cells = even[::2, ::2] | even[1::2, ::2] | even[::2, 1::2] | even[1::2, 1::2]
    return halved


def _doubled(box: Box, cells: Cells) -> Box:
    rows, columns = cells.shape
    return Box(*(2 * edge for edge in box)).within(Box(0, 0, columns, rows))


def _runs(row: Cells) -> Iterable[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0)).tolist()
    return zip(edges[::2], edges[1::2], strict=True)


def _joined(boxes: list[Box], run: Box) -> list[Box]:
    """The run, grown by every box that it touches, and the boxes that it does not."""
    apart: list[Box] = []
    for box in boxes:
        touches = box.bottom >= run.top and box.left <= run.right and run.left <= box.right
        if touches:
            run = run.union(box)
        else:
            apart.append(box)
    return [*apart, run]


def _merged(boxes: list[Box], most: int) -> list[Box]:
    """Joins the two that waste least by it, for as long as that saves bytes or there are too many."""
    while len(boxes) > 1:
        waste, first, second = min(
            (one.union(two).area - one.area - two.area, at, at + 1 + after)
            for at, one in enumerate(boxes)
            for after, two in enumerate(boxes[at + 1 :])
        )
        if waste > PART_COST_CELLS and len(boxes) <= most:
            break
        joined = boxes[first].union(boxes[second])
        boxes = [box for at, box in enumerate(boxes) if at not in (first, second)] + [joined]
    return boxes
