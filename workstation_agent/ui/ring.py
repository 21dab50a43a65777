"""The frame round the whole screen that says whose hands are on this PC, or who is shown its screen.

One window for each monitor with a hole in it: what is inside the frame is seen and clicked as before.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QRegion,
    QScreen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

THICK: Final = 6  # pixels of the frame
RAISE_EVERY_MS: Final = 400  # a window that was opened since lies above it for at most so long
_STYLE: Final = """
QWidget#tab { background: %s; border-bottom-left-radius: 10px; border-bottom-right-radius: 10px; }
QLabel { color: white; font: 600 15px "DejaVu Sans"; padding: 0 4px; }
QPushButton { background: white; color: #1b1f27; border: 0; border-radius: 6px; padding: 5px 14px;
              font: 600 14px "DejaVu Sans"; }
QPushButton:hover, QPushButton:focus { background: #ffe9a8; }
"""


class Ring:
    """On every monitor, those plugged in later too. `colour` is as in a style sheet, such as `#b3261e`."""

    def __init__(self, sentence: str, button: str, colour: str, stop: Callable[[], None]) -> None:
        self._words = sentence, button, colour, stop
        self._frames: list[_Frame] = []
        self._seen: Callable[[], None] | None = None
        self._timer = QTimer(interval=RAISE_EVERY_MS)
        self._timer.timeout.connect(self._keep_up)

    def show(self, seen: Callable[[], None]) -> None:
        """`seen` is called once it is on every monitor."""
        self._seen = seen
        self._fit()
        self._timer.start()

    def close(self) -> None:
        self._timer.stop()
        for frame in self._frames:
            frame.close()
            frame.deleteLater()
        self._frames = []

    def _keep_up(self) -> None:
        screens = QGuiApplication.screens()
        if [(one.screen_shown, one.geometry()) for one in self._frames] != [
            (screen, screen.geometry()) for screen in screens
        ]:
            self._fit()
        for frame in self._frames:
            frame.raise_()
        QGuiApplication.sync()  # an idle Qt would keep the request to itself

    def _fit(self) -> None:
        for frame in self._frames:
            frame.close()
            frame.deleteLater()
        self._frames = [_Frame(screen, *self._words, self._painted) for screen in QGuiApplication.screens()]
        for frame in self._frames:
            frame.show()

    def _painted(self) -> None:
        if self._seen is not None and all(frame.done for frame in self._frames):
            QGuiApplication.sync()
            seen, self._seen = self._seen, None
            seen()


class _Frame(QWidget):
    def __init__(
        self,
        screen: QScreen,
        sentence: str,
        button: str,
        colour: str,
        stop: Callable[[], None],
        painted: Callable[[], None],
    ) -> None:
        super().__init__(
            None,
            Qt.WindowType.X11BypassWindowManagerHint
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(sentence)
        self.setAccessibleName(sentence)
        self.setStyleSheet(_STYLE % colour)
        self.screen_shown, self._colour, self._painted = screen, colour, painted
        self.done = False
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        tab = _tab(self, sentence, button, stop)
        tab.adjustSize()
        tab.move((self.width() - tab.width()) // 2, 0)
        inside = QRect(THICK, THICK, self.width() - 2 * THICK, self.height() - 2 * THICK)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)).united(QRegion(tab.geometry())))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colour))
        painter.end()
        self.done = True
        QTimer.singleShot(0, self._painted)  # once the picture has left for the display


def _tab(parent: QWidget, sentence: str, button: str, stop: Callable[[], None]) -> QWidget:
    tab = QWidget(parent)
    tab.setObjectName("tab")
    tab.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    label = QLabel(sentence)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a teacher's name is text, never markup
    end = QPushButton(button)
    end.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    end.clicked.connect(lambda _checked: stop())
    row = QHBoxLayout(tab)
    row.setContentsMargins(12, 6, 12, 8)
    row.addWidget(label)
    row.addWidget(end)
    return tab
