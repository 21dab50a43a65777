"""Drawing for simulated screens: everything is placed on 1280 × 720 points and drawn at the size asked for.

Text is what costs, so each string is rendered once for a size and stamped from then on.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 720
Colour = str | tuple[int, int, int]
Point = tuple[float, float]

# The first of each that the machine has; Pillow's own font is there in any case.
_FACES = {
    "sans": (),
    "bold": ("DejaVuSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf"),
    "serif": ("DejaVuSerif.ttf", "Georgia.ttf", "georgia.ttf"),
    "mono": ("DejaVuSansMono.ttf", "Menlo.ttc", "consola.ttf"),
}
_SMALLEST_PX = 2.0
_PLAIN_BELOW_PX = 7.0  # smaller than this, hinted faces turn to mud


@lru_cache(maxsize=256)
def _font(face: str, px: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FACES[face]:
        try:
            return ImageFont.truetype(name, px)
        except OSError:
            continue  # this machine has another of them, or none
    return ImageFont.load_default(px)


@lru_cache(maxsize=4096)
def _stamp(face: str, px: float, text: str) -> tuple[Image.Image | None, int, int, float]:
    """The text as a mask, its offset from the left end of the base line, and how far it reaches."""
    font = _font("sans" if px < _PLAIN_BELOW_PX else face, px)
    reach = font.getlength(text)
    left, top, right, bottom = (
        int(edge) for edge in ImageDraw.Draw(Image.new("L", (1, 1))).textbbox((0, 0), text, font, anchor="ls")
    )
    if right <= left or bottom <= top:
        return None, 0, 0, reach
    mask = Image.new("L", (right - left + 1, bottom - top + 1))
    ImageDraw.Draw(mask).text((-left, -top), text, fill=255, font=font, anchor="ls")
    return mask, left, top, reach


class Canvas:
    """`scale` is pixels to a point."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.scale = image.width / WIDTH
        self._draw = ImageDraw.Draw(image)

    @classmethod
    def blank(cls, width: int, height: int) -> "Canvas":
        return cls(Image.new("RGB", (width, height)))

    @classmethod
    def smooth(cls, width: int, height: int, paint: Callable[["Canvas"], None]) -> "Canvas":
        """Painted larger and reduced: slower, with soft edges; for what is painted once."""
        by = 3 if width <= 640 else 2
        large = cls.blank(width * by, height * by)
        paint(large)
        return cls(large.image.reduce(by))

    def copy(self) -> "Canvas":
        return Canvas(self.image.copy())

    def box(self, x: float, y: float, w: float, h: float, fill: Colour, radius: float = 0) -> None:
        edges = self._edges(x, y, w, h)
        if edges is None:
            return
        if radius * self.scale < 1:
            self._draw.rectangle(edges, fill=fill)
        else:
            self._draw.rounded_rectangle(edges, radius * self.scale, fill=fill)

    def frame(self, x: float, y: float, w: float, h: float, outline: Colour) -> None:
        edges = self._edges(x, y, w, h)
        if edges is not None:
            self._draw.rectangle(edges, outline=outline)

    def _edges(self, x: float, y: float, w: float, h: float) -> tuple[int, int, int, int] | None:
        """In pixels, both ends included; None if it is too small to be seen."""
        s = self.scale
        left, top, right, bottom = round(x * s), round(y * s), round((x + w) * s) - 1, round((y + h) * s) - 1
        return None if right < left or bottom < top else (left, top, right, bottom)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 1) -> None:
        s = self.scale
        self._draw.line(
            [(x * s, y * s) for x, y in points], fill=fill, width=max(1, round(width * s)), joint="curve"
        )

    def disc(self, x: float, y: float, r: float, fill: Colour) -> None:
        s = self.scale
        self._draw.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), fill=fill)

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        s = self.scale
        box = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.ellipse(box, outline=fill, width=max(1, round(width * s)))

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def gradient(self, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> None:
        """Over the whole picture, from top to bottom."""
        blend = Image.linear_gradient("L").resize(self.image.size)
        size = self.image.size
        self.image.paste(
            Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), blend), (0, 0)
        )

    def text(
        self, x: float, y: float, text: str, size: float, fill: Colour = "#222", face: str = "sans"
    ) -> float:
        """`y` is the base line. Returns the width, in points."""
        px = max(_SMALLEST_PX, round(size * self.scale * 4) / 4)
        mask, left, top, reach = _stamp(face, px, text)
        if mask is not None:
            self.image.paste(fill, (round(x * self.scale) + left, round(y * self.scale) + top), mask)
        return reach / self.scale

    def words(
        self, x: float, y: float, text: str, size: float, fill: Colour = "#222", face: str = "sans"
    ) -> float:
        """For text that is being typed: stamped word by word, as each new letter makes a new string."""
        start = x
        for word in text.split(" "):
            x += self.text(x, y, word, size, fill, face) + size * 0.28
        return x - start - size * 0.28

    def centred(self, y: float, text: str, size: float, fill: Colour, face: str = "sans") -> None:
        px = max(_SMALLEST_PX, round(size * self.scale * 4) / 4)
        reach = _stamp(face, px, text)[3] / self.scale
        self.text((WIDTH - reach) / 2, y, text, size, fill, face)
