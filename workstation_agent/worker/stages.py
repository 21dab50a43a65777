"""Where a picture is shown: over the whole display with keyboard and pointer held, or in a window."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QImage, QScreen

from workstation_agent.platform.x11.cover import Cover, DisplayGone
from workstation_agent.ui.showing import GROUND, Picture, placed, sheet, window

LOOK_EVERY_MS: Final = 250


def _nothing() -> None:
    pass


class FullStage:
    """Lies above every window, as a lock does; a lock lies above it, since a show pauses for one.

    The server gives the screen and the input back when this program ends, however it ends.
    """

    def __init__(self, display: str, words: str) -> None:
        self._words = words
        self._cover = Cover(display)
        self._sheets: dict[QScreen, Picture] = {}
        self._image: QImage | None = None
        self._timer = QTimer(interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._keep)

    def show(self, seen: Callable[[], None]) -> None:
        self._keep()
        self._timer.start()
        self.draw(None, seen)

    def draw(self, image: QImage | None, painted: Callable[[], None]) -> None:
        """`painted` is called once it is on the first monitor; the others are painted in the same round."""
        self._image = image or self._image
        for number, one in enumerate(self._sheets.values()):
            one.draw(image, painted if number == 0 else _nothing)

    def close(self) -> None:
        self._timer.stop()
        with suppress(DisplayGone):
            self._cover.drop([int(one.winId()) for one in self._sheets.values()])
        for one in self._sheets.values():
            one.hide()
            one.deleteLater()
        self._cover.close()

    def _keep(self) -> None:
        """Puts right what has been disturbed, and covers monitors that are new."""
        screens = QGuiApplication.screens()
        for gone in [one for one in self._sheets if one not in screens]:
            self._sheets.pop(gone).deleteLater()
        for screen in screens:
            if screen not in self._sheets:
                self._sheets[screen] = new = sheet(screen, self._words)
                new.draw(self._image, _nothing)
        with suppress(DisplayGone):
            self._cover.drain()
            self._cover.lay(GROUND, [placed(one) for one in self._sheets.values()])
            self._cover.hold()
        for one in self._sheets.values():
            one.show()


class WindowStage:
    """`stop` is called when the pupil closes it."""

    def __init__(self, words: str, stop: Callable[[], None]) -> None:
        self._window = window(words, stop)

    def show(self, seen: Callable[[], None]) -> None:
        self._window.show()
        self._window.draw(None, seen)

    def draw(self, image: QImage | None, painted: Callable[[], None]) -> None:
        self._window.draw(image, painted)

    def close(self) -> None:
        self._window.close()
        self._window.deleteLater()
