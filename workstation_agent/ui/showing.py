"""What the teacher shows: a picture with a line that says whose screen it is."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QImage,
    QImageReader,
    QPainter,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from workstation_agent.platform.placed import Placed
from workstation_agent.ui.lock import plain

GROUND: Final = 0x0E1319
MAX_PIXELS: Final = 4096 * 4096
_LINE: Final = 34  # pixels of the line above the picture


def read_picture(data: bytes) -> QImage | None:
    """None for what is no picture, or one that would fill the memory: its size is read first."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MAX_PIXELS:
        return None
    image = reader.read()
    return None if image.isNull() else image


def drawn(before: QImage | None, parts: Sequence[Sequence[int]], data: bytes) -> QImage | None:
    """The picture with its parts (x, y, w, h, bytes) drawn over it; the first of a new one is the whole.

    None where there is nothing to draw them over, or one is no picture of its size.
    """
    image, at = before, 0
    for x, y, w, h, size in parts:
        part = read_picture(data[at : at + size])
        at += size
        if part is None or (part.width(), part.height()) != (w, h):
            return None
        image = part.convertToFormat(QImage.Format.Format_RGB32) if image is None and x == y == 0 else image
        if image is None or x + w > image.width() or y + h > image.height():
            return None
        painter = QPainter(image)
        painter.drawImage(x, y, part)
        painter.end()
    return image


class Picture(QWidget):
    """One window with the picture in it, as large as it fits."""

    def __init__(self, words: str, flags: Qt.WindowType, closed: Callable[[], None] | None = None) -> None:
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(words)
        self.setAccessibleName(words)
        self._words, self._closed = words, closed
        self._image: QImage | None = None
        self._painted: Callable[[], None] | None = None

    def draw(self, image: QImage | None, painted: Callable[[], None]) -> None:
        """`painted` is called once it is on the screen; of two in a row, for both."""
        before, self._painted = self._painted, painted
        if before is not None:
            before()
        self._image = image or self._image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(GROUND))
        painter.setPen(QColor(0xE9EEF2))
        painter.setFont(plain(16))
        line = QRect(0, 0, self.width(), _LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._words)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(self._image.size()), self._image)
        painter.end()
        painted, self._painted = self._painted, None
        if painted is not None:
            QTimer.singleShot(0, painted)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if self._closed is not None and event.spontaneous():
            self._closed()
        super().closeEvent(event)

    def _place(self, size: QSize) -> QRect:
        room = QRect(0, _LINE, self.width(), max(1, self.height() - _LINE))
        fitted = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, fitted.width(), fitted.height())
        place.moveCenter(room.center())
        return place


def sheet(screen: QScreen, words: str) -> Picture:
    """As large as that monitor; whoever asked for it puts it there."""
    picture = Picture(words, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint)
    picture.setScreen(screen)
    picture.setGeometry(screen.geometry())
    picture.winId()
    return picture


def placed(picture: Picture) -> Placed:
    """In the display's own pixels."""
    native, ratio = picture.screen().geometry(), picture.screen().devicePixelRatio()
    size = native.size() * ratio
    return Placed(int(picture.winId()), native.x(), native.y(), size.width(), size.height())


def window(words: str, closed: Callable[[], None]) -> Picture:
    """Two thirds of the screen, which the pupil may move, resize and close."""
    picture = Picture(words, Qt.WindowType.Window, closed)
    room = QGuiApplication.primaryScreen().availableGeometry()
    picture.resize(room.width() * 2 // 3, room.height() * 2 // 3)
    picture.move(room.width() // 6, room.height() // 6)
    return picture
