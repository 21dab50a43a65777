"""Browser windows: a page being read, and the page that a teacher sent."""

import textwrap
from random import Random
from urllib.parse import urlsplit

from simulators.desktop_apps import FULL, Rhythm
from simulators.desktop_canvas import Canvas, Colour
from simulators.desktop_window import window
from simulators.desktop_words import ARTICLES

TOP = 112  # where the page begins
ACCENTS: tuple[Colour, ...] = ("#0b6b63", "#9c3d22", "#2a4f9e", "#6a3d8a", "#2f6b2f")
STRIDE = 26  # points to a line of text
FIGURE = 230  # points to a figure, with the space below it


def browser(canvas: Canvas, tab: str, address: str) -> None:
    inside = window(canvas, FULL, "", "#f2b705")
    canvas.box(36, 6, 270, 28, "#ffffff", 6)
    canvas.box(48, 13, 14, 14, "#7f93b5", 3)
    canvas.text(70, 25, tab[:34], 12.5, "#2b3240")
    canvas.box(0, inside.y, 1280, 44, "#ffffff")
    for column, sign in enumerate("‹›"):
        canvas.text(20 + column * 34, 64, sign, 24, "#5d6675")
    canvas.ring(98, 56, 8, "#5d6675", 2)
    canvas.box(126, 41, 1080, 30, "#eef1f5", 14)
    canvas.ring(146, 54, 4, "#4c7a4c", 1.5)
    canvas.box(141, 54, 10, 8, "#4c7a4c", 1)
    canvas.text(164, 61, address[:140], 14, "#222b38")
    canvas.box(0, 78, 1280, 602, "#ffffff")


class WebPage:
    """Scrolls a screen's third at a time, as people do."""

    icon = 0

    def __init__(self, chance: Random) -> None:
        (self._tab, address), self._article = chance.choice(sorted(ARTICLES.items()))
        self.address = "https://" + address
        self._accent = chance.choice(ACCENTS)
        self._lines = self._laid_out()
        self._steps = max(2, int((self._lines[-1][0] - 560) / 90))
        self._rhythm = Rhythm.of(chance, chance.uniform(0.3, 1.0), 2 * self._steps)
        self._hills = [chance.uniform(40, 150) for _ in range(9)]

    def key(self, t: float) -> object:
        return self._step(t)

    def still(self, canvas: Canvas) -> None:
        browser(canvas, self._tab, self.address)

    def moving(self, canvas: Canvas, t: float) -> None:
        y = TOP - self._step(t) * 90.0
        self._box(canvas, 0, y - 34, 1280, 62, self._accent)
        self._text(canvas, 120, y + 5, self._tab, 22, "#ffffff", "bold")
        self._text(canvas, 120, y + 78, self._article[0], 34, "#1c2530", "bold")
        self._picture(canvas, y + 108)
        self._side(canvas, y + 108)
        for down, line in self._lines:
            if line:
                self._text(canvas, 120, y + down, line, 18, "#2b3440")
            else:
                self._figure(canvas, y + down)
        self._box(canvas, 0, y + self._lines[-1][0] + 50, 1280, 400, "#2b3440")

    def _step(self, t: float) -> int:
        """Down to the end, and up again."""
        step = self._rhythm.done(t)
        return min(step, 2 * self._steps - step)

    def _laid_out(self) -> list[tuple[float, str]]:
        """Each line with its height on the page; an empty line is where a figure goes."""
        y, lines = 400.0, []
        for number, paragraph in enumerate(self._article[1:]):
            for line in textwrap.wrap(paragraph, 78):
                lines.append((y, line))
                y += STRIDE
            if number in (0, 2):
                lines.append((y, ""))
                y += FIGURE
            y += STRIDE
        return lines

    def _picture(self, canvas: Canvas, y: float) -> None:
        self._box(canvas, 120, y, 700, 250, "#a9c9de")
        self._box(canvas, 120, y + 170, 700, 80, "#7d9a6a")
        for column, height in enumerate(self._hills):
            self._box(canvas, 120 + column * 78, y + 170 - height, 76, height, self._accent)

    def _figure(self, canvas: Canvas, y: float) -> None:
        self._box(canvas, 120, y, 700, FIGURE - 30, "#eef2f5")
        for column, height in enumerate(self._hills):
            self._box(canvas, 150 + column * 72, y + FIGURE - 50 - height, 44, height, self._accent)

    def _side(self, canvas: Canvas, y: float) -> None:
        self._box(canvas, 880, y, 280, 250, "#f2f4f7")
        self._text(canvas, 900, y + 34, "On this page", 17, "#1c2530", "bold")
        for row, line in enumerate(
            ("Key facts", "Watch the clip", "Test yourself", "Glossary", "Next topic")
        ):
            self._text(canvas, 900, y + 72 + row * 34, line, 15, self._accent)

    def _box(self, canvas: Canvas, x: float, y: float, w: float, h: float, fill: Colour) -> None:
        top = max(y, 78)
        canvas.box(x, top, w, min(y + h, 680) - top, fill)

    def _text(
        self, canvas: Canvas, x: float, y: float, text: str, size: float, fill: Colour, face: str = "sans"
    ) -> None:
        if 78 + size < y < 676:
            canvas.text(x, y, text, size, fill, face)


class SentPage:
    """The address that the teacher sent, in front of everything else."""

    icon = 0

    def __init__(self, url: str) -> None:
        self.address = url
        host = urlsplit(url).hostname or url
        self._host = host
        self._chance_seed = sum(map(ord, url))

    def key(self, t: float) -> object:
        return self.address

    def still(self, canvas: Canvas) -> None:
        chance = Random(self._chance_seed)
        accent = chance.choice(ACCENTS)
        browser(canvas, self._host, self.address)
        canvas.box(0, 78, 1280, 70, accent)
        canvas.text(120, 122, self._host, 28, "#ffffff", "bold")
        for column in range(4):
            canvas.box(760 + column * 105, 106, 80, 12, "#ffffff", 4)
        path = urlsplit(self.address).path.strip("/").replace("-", " ").replace("/", " · ") or "Welcome"
        canvas.text(120, 214, path[:44].capitalize(), 36, "#1c2530", "bold")
        for row in range(5):
            canvas.box(120, 242 + row * 24, chance.uniform(420, 620), 10, "#c9d0d9", 4)
        canvas.box(820, 190, 340, 190, "#a9c9de", 8)
        canvas.shape([(820, 380), (930, 250), (1010, 330), (1070, 280), (1160, 380)], accent)
        for column in range(3):
            x = 120 + column * 356
            canvas.box(x, 420, 328, 216, "#f2f4f7", 8)
            canvas.box(x + 20, 440, 288, 90, chance.choice(ACCENTS), 6)
            for row in range(3):
                canvas.box(x + 20, 552 + row * 24, chance.uniform(150, 288), 10, "#c9d0d9", 4)

    def moving(self, canvas: Canvas, t: float) -> None:
        pass
