"""A pupil at work on a real display, the same for each seed: what the screens of the benchmark show.

    python -m simulators.benches.lab.workload mixed --seed 3

A wallpaper, a text, a web page and a film of 320 × 240. `typing` adds five letters a second, `scroll` moves
the page by 120 pixels a second, `video` plays at 25 pictures a second; `mixed` types all the time and, in
every 20 s, scrolls for 10 and plays for 5. The seed shifts that, so that not all seats move at once.
"""

import ctypes
import random
import sys
import time
from collections.abc import Callable

import click
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from simulators.names import FAMILY_NAMES, GIVEN_NAMES

KINDS = ("static", "typing", "scroll", "video", "mixed")
FILM = QRect(930, 420, 320, 240)
TEXT = QRect(100, 20, 570, 640)
WEB = QRect(690, 20, 570, 640)
CYCLE_S, SCROLLS_S, PLAYS_S = 20.0, 10.0, 15.0
PAGE_HEIGHT, STEP = 6000, 120
FRAMES = 50
LINE = 34  # pixels, of the line that is being typed


class Screen(QWidget):
    def __init__(self, kind: str, seed: int) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnBottomHint | Qt.WindowType.FramelessWindowHint)
        self._kind, self._chance = kind, random.Random(seed)
        self._began, self._shift = time.monotonic(), (7 * seed) % CYCLE_S
        self._text, self._line, self._top, self._frame = self._sentences(36), "", 0, 0
        self._page = _page(self._chance)
        self._film = [_film(number) for number in range(FRAMES)]
        self._every(200, self._type, kind in ("typing", "mixed"))
        self._every(1000, self._scroll, kind in ("scroll", "mixed"))
        self._every(40, self._play, kind in ("video", "mixed"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        sky = QLinearGradient(0, 0, 0, self.height())
        sky.setColorAt(0, QColor(20, 60, 110))
        sky.setColorAt(1, QColor(110, 150, 200))
        painter.fillRect(event.rect(), sky)
        painter.fillRect(TEXT, Qt.GlobalColor.white)
        painter.setFont(QFont("DejaVu Serif", 11))
        painter.drawText(TEXT.adjusted(12, 8, -12, -LINE), Qt.TextFlag.TextWordWrap, self._text)
        painter.drawText(TEXT.left() + 12, TEXT.bottom() - 10, self._line)
        painter.drawImage(WEB.topLeft(), self._page, QRect(0, self._top, WEB.width(), WEB.height()))
        painter.drawImage(FILM.topLeft(), self._film[self._frame])
        painter.end()

    def _every(self, interval_ms: int, do: Callable[[], None], wanted: bool) -> None:
        if wanted:
            timer = QTimer(self)
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(do)
            timer.start(interval_ms)

    def _type(self) -> None:
        self._line = (self._line if len(self._line) < 60 else "") + self._chance.choice("etaoin shrdlu ")
        self.update(TEXT.adjusted(0, TEXT.height() - LINE, 0, 0))

    def _scroll(self) -> None:
        if self._kind == "scroll" or self._at() < SCROLLS_S:
            self._top = (self._top + STEP) % (PAGE_HEIGHT - WEB.height())
            self.update(WEB)

    def _play(self) -> None:
        if self._kind == "video" or SCROLLS_S <= self._at() < PLAYS_S:
            self._frame = (self._frame + 1) % FRAMES
            self.update(FILM)

    def _at(self) -> float:
        """Seconds into the cycle of the mixed kind."""
        return (time.monotonic() - self._began + self._shift) % CYCLE_S

    def _sentences(self, count: int) -> str:
        return " ".join(_sentence(self._chance) for _ in range(count))


def _sentence(chance: random.Random) -> str:
    one, two = chance.choice(GIVEN_NAMES), chance.choice(FAMILY_NAMES)
    verb = chance.choice(("writes about", "reads to", "measures water with", "walks home with", "draws"))
    return f"{one} {verb} {two} before the bell rings."


def _page(chance: random.Random) -> QImage:
    """A web page with headings, text and coloured charts, taller than any window."""
    image = QImage(WEB.width(), PAGE_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter, y = QPainter(image), 16
    while y < PAGE_HEIGHT - 160:
        kind = chance.random()
        if kind < 0.25:
            painter.setFont(QFont("DejaVu Sans", 18, QFont.Weight.Bold))
            painter.drawText(16, y + 24, _sentence(chance)[:34])
            y += 44
        elif kind < 0.4:
            for bar in range(40):
                height = chance.randrange(10, 110)
                painter.fillRect(
                    16 + 13 * bar, y + 110 - height, 10, height, QColor(chance.randrange(1 << 24))
                )
            y += 126
        else:
            painter.setFont(QFont("DejaVu Sans", 10))
            for _ in range(6):
                painter.drawText(16, y + 14, f"{_sentence(chance)} {_sentence(chance)}")
                y += 18
            y += 10
    painter.end()
    return image


def _film(number: int) -> QImage:
    """Waves of colour, an edge that moves and grain: as hard to squeeze as a film."""
    chance, turn = random.Random(number % 5), 256 * number // FRAMES
    grain = bytes(byte & 15 for byte in chance.randbytes(FILM.width() * 3 * 7))
    rows = bytearray()
    for y in range(FILM.height()):
        start = (y * 61) % (len(grain) - FILM.width() * 3)
        colour = bytes(((y + turn) & 127, (2 * y + 90) & 127, (turn - y) & 127)) * FILM.width()
        rows += _added(colour, grain[start : start + len(colour)])
    image = QImage(bytes(rows), FILM.width(), FILM.height(), 3 * FILM.width(), QImage.Format.Format_RGB888)
    painter = QPainter(image := image.copy())
    painter.fillRect((number * 13) % 260, 100, 60, 40, QColor(240, 240, 32))
    painter.end()
    return image


def _added(one: bytes, other: bytes) -> bytes:
    """Byte by byte; no sum is above 255."""
    both = int.from_bytes(one, "little") + int.from_bytes(other, "little")
    return both.to_bytes(len(one), "little")


def _keep_none() -> None:
    """PySide 6.12 gives away a reference to None at each drawing call, and on CPython 3.11 they run out."""
    references = ctypes.c_ssize_t.from_address(id(None))
    references.value += 1 << 40


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--seed", default=1)
def main(kind: str, seed: int) -> None:
    """Fill the display with one kind of work, until it is ended."""
    _keep_none()
    app = QApplication(sys.argv[:1])
    screen = Screen(kind, seed)
    screen.setGeometry(app.primaryScreen().geometry())
    screen.show()
    sys.exit(app.exec())


if __name__ == "__main__":
    main()
