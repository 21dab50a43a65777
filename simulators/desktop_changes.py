"""What is sent of a simulated screen: all of it first, then the parts that changed."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops

from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.frame import Part

GRID: Final = 16  # a JPEG's blocks of colour are that large
STRIPS: Final = 3  # one change in each is found by itself
MOST_OF_IT: Final = 0.7  # so much changed, and the whole costs little more
KEPT: Final = 3
_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Sent:
    fingerprint: str
    image: Image.Image


class Changes:
    """Keeps what the newest few watches were sent."""

    def __init__(self) -> None:
        self._sent: dict[str, _Sent] = {}

    def picture(self, look: Look, image: Image.Image, fingerprint: str) -> Picture | None:
        """None when nothing that can be seen has changed; that is still the picture of `look.since` then."""
        before = self._sent.pop(look.watch, None)
        if before and (before.fingerprint != look.since or before.image.size != image.size):
            before = None
        whole = (0, 0, *image.size)
        boxes = _changed(before.image, image) if before else [whole]
        if before and not boxes:
            self._sent[look.watch] = before
            return None
        self._sent[look.watch] = _Sent(fingerprint, image)
        self._sent = dict(list(self._sent.items())[-KEPT:])
        jpegs = [_jpeg(image.crop(box), look.quality) for box in boxes]
        parts = tuple(
            Part(left, top, right - left, bottom - top, len(jpeg))
            for (left, top, right, bottom), jpeg in zip(boxes, jpegs, strict=True)
        )
        return Picture(b"".join(jpegs), *image.size, fingerprint, None if boxes == [whole] else parts)


def _changed(before: Image.Image, now: Image.Image) -> list[_Box]:
    differs = ImageChops.difference(before, now)
    width, height = now.size
    step = -(-height // STRIPS // GRID) * GRID
    boxes = []
    for top in range(0, height, step):
        found = differs.crop((0, top, width, min(height, top + step))).getbbox()
        if found:
            left, upper, right, lower = found
            boxes.append(
                (
                    left // GRID * GRID,
                    top + upper // GRID * GRID,
                    min(width, -(-right // GRID) * GRID),
                    min(height, top + -(-lower // GRID) * GRID),
                )
            )
    much = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    return [(0, 0, width, height)] if much > MOST_OF_IT * width * height else boxes


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
