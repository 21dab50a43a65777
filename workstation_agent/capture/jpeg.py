"""Pictures as JPEG, within a number of bytes."""

from typing import Final

import numpy as np
import simplejpeg  # type: ignore[import-untyped]  # ships no types

from workstation_agent.capture.shadow import Pixels
from workstation_agent.protocol.limits import MIN_QUALITY

_STEP: Final = 10


def encode(pieces: list[Pixels], quality: int, most_bytes: int) -> tuple[list[bytes], int]:
    """Each as a baseline JPEG, and the quality: as asked, or the best that fits. None fits: the worst."""
    while True:
        jpegs = [_encode(piece, quality) for piece in pieces]
        if sum(map(len, jpegs)) <= most_bytes or quality <= MIN_QUALITY:
            return jpegs, quality
        quality = max(MIN_QUALITY, quality - _STEP)


def _encode(pixels: Pixels, quality: int) -> bytes:
    height, width = pixels.shape
    bgrx = np.ascontiguousarray(pixels).view(np.uint8).reshape(height, width, 4)
    jpeg: bytes = simplejpeg.encode_jpeg(bgrx, quality, "BGRX", "420")
    return jpeg
