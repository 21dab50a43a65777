"""A copy of what the screen shows, by which each new grab is compared."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workstation_agent.capture.boxes import Box, Cells

CELL: Final = 16  # pixels of the screen to a side of one cell
_LIGHT: Final = np.uint32(0x00F0F0F0)  # a screen without any of these bits looks black

Pixels = NDArray[np.uint32]
"""Rows of pixels, each 0xXXRRGGBB in the machine's order, as little-endian displays give them."""


class Shadow:
    """`pixels` is always in one piece, and is changed in place."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.zeros((height, width), np.uint32)
        self.whole = Box(0, 0, width, height)
        self.columns, self.rows = -(-width // CELL), -(-height // CELL)

    def put(self, box: Box, grabbed: Pixels) -> tuple[Box, Cells] | None:
        """Takes what was grabbed of the screen at `box`, which must lie on the lines of cells.

        Returns which cells differ from before, and the box of cells that this tells of; None if none does.
        """
        old = self.pixels[box.top : box.bottom, box.left : box.right]
        cells = _cells_where(old, grabbed)
        if not cells.any():
            return None
        np.copyto(old, grabbed)
        at = Box(box.left // CELL, box.top // CELL, -(-box.right // CELL), -(-box.bottom // CELL))
        return at, cells

    def is_black(self, box: Box, ours: Sequence[Box] = ()) -> bool:
        """Every pixel, but for those of our own windows: the bar lies on a black screen too."""
        return not self._light(box, ours, CELL) and not self._light(box, ours, 1)

    def _light(self, box: Box, ours: Sequence[Box], step: int) -> bool:
        light = (self.pixels[box.top : box.bottom : step, box.left : box.right : step] & _LIGHT) != 0
        if not light.any():
            return False
        for one in ours:
            one = one.within(box)
            if one.area > 0:
                rows = slice(-(-(one.top - box.top) // step), -(-(one.bottom - box.top) // step))
                columns = slice(-(-(one.left - box.left) // step), -(-(one.right - box.left) // step))
                light[rows, columns] = False
        return bool(light.any())


def _cells_where(old: Pixels, new: Pixels) -> Cells:
    """Which cells differ. Eight pixels are looked at in one go, hence the width in whole cells."""
    height, width = old.shape
    columns = -(-width // CELL)
    differs = np.zeros((height, columns * CELL), np.bool_)
    np.not_equal(old, new, out=differs[:, :width])
    eights = np.bitwise_or.reduceat(differs.view(np.uint64), np.arange(0, height, CELL), axis=0)
    cells: Cells = (eights != 0).reshape(-1, columns, CELL // 8).any(axis=2)
    return cells
