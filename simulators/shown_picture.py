"""A picture that simulated PCs are shown. It is put together once for all PCs of one program."""

import io
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Final

from PIL import Image, UnidentifiedImageError

from workstation_agent.protocol.sessions import ShowFrame

_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """Equal for the same picture of the same show."""

    show: str
    seq: int
    image: Image.Image = field(compare=False, repr=False)


_made: OrderedDict[tuple[str, int], ShownPicture] = OrderedDict()
_lock = Lock()


def drawn(before: ShownPicture | None, frame: ShowFrame) -> ShownPicture | None:
    """With this frame over it; None for what cannot be read, or has nothing to be drawn over."""
    key = frame.show, frame.seq
    with _lock:
        known = _made.get(key)
        if known is None and (image := _draw(before, frame)) is not None:
            known = _made[key] = ShownPicture(*key, image)
            while len(_made) > _KEPT:
                _made.popitem(last=False)
    return known


@lru_cache(maxsize=8)
def fitted(picture: ShownPicture, room: tuple[int, int]) -> Image.Image:
    image = picture.image
    scale = min(room[0] / image.width, room[1] / image.height)
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))


def _draw(before: ShownPicture | None, frame: ShowFrame) -> Image.Image | None:
    if frame.whole:
        image = Image.new("RGB", (frame.w, frame.h))
    elif before is not None and before.image.size == (frame.w, frame.h):
        image = before.image.copy()
    else:
        return None
    at = 0
    for x, y, size in [(one.x, one.y, one.size) for one in frame.parts or ()] or [(0, 0, len(frame.picture))]:
        try:
            image.paste(Image.open(io.BytesIO(frame.picture[at : at + size])).convert("RGB"), (x, y))
        except (UnidentifiedImageError, OSError, ValueError):
            return None
        at += size
    return image
