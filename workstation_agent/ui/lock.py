"""What a locked or blanked screen shows: one window for each monitor, made before they are needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from workstation_agent.platform.placed import Placed

WIDEST: Final = 0.84  # of the monitor, for the message
TALLEST: Final = 0.6
LARGEST: Final = 0.13  # height of a letter's line, of the monitor's height
SMALLEST: Final = 0.035
WHO_LOOKS: Final = 0.032
SMALL_PRINT: Final = 0.042  # until when: 45 px of 1080, which is read at 3 m on a 24-inch monitor
UNMANAGED: Final = Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint
_PLAIN: Final = "This PC is locked for the lesson."


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as 0xrrggbb. Text stands out at 7:1 or more (WCAG AAA)."""

    ground: int
    text: int
    faint: int


LIGHT: Final = Look(0xF5F3EE, 0x1B1F27, 0x4A5160)
DARK: Final = Look(0x12161D, 0xF4F2EC, 0xB4BAC6)
BLANK: Final = Look(0x000000, 0xD8D8D8, 0x9A9A9A)


@dataclass(frozen=True, slots=True)
class Words:
    """`spoken` is what a screen reader says."""

    message: str
    until: str

    @classmethod
    def of(cls, kind: str, message: str, until: str) -> "Words":
        ends = f"Until {until}. It ends by itself." if until else "It ends by itself."
        return cls(message.strip() or ("" if kind == "blank" else _PLAIN), ends)

    @property
    def spoken(self) -> str:
        return f"{self.message} {self.until}".strip()


class Sheet(QWidget):
    """The window of one monitor. `painted` is called after the words are on it."""

    def __init__(self, screen: QScreen, painted: Callable[[], None], kind: Qt.WindowType = UNMANAGED) -> None:
        super().__init__(None, kind)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("Locked")
        self.screen_shown = screen
        self.done = False
        self._painted = painted
        self._words, self._look, self._who = Words("", ""), LIGHT, ""
        self.place()
        self.winId()

    def place(self) -> None:
        self.setScreen(self.screen_shown)
        self.setGeometry(self.screen_shown.geometry())

    def say(self, words: Words, look: Look) -> None:
        self._words, self._look, self.done = words, look, False
        self._describe()
        self.update()

    def tell(self, who: str) -> None:
        """Who looks, since the pupil's bar lies under this. It is seen when this returns, if the sheet is."""
        self._who = who
        self._describe()
        if self.isVisible():
            self.repaint()

    def _describe(self) -> None:
        self.setAccessibleName(self._words.message or "Blank screen")
        self.setAccessibleDescription(" ".join(filter(None, (self._words.until, self._who))))

    def announce(self) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Focus))

    def placed(self) -> Placed:
        """In the display's own pixels."""
        native, ratio = self.screen_shown.geometry(), self.screen_shown.devicePixelRatio()
        size = native.size() * ratio
        return Placed(int(self.winId()), native.x(), native.y(), size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        draw(painter, self.rect(), self._words, self._look, self._who)
        painter.end()
        self.done = True
        self._painted()


def draw(painter: QPainter, area: QRect, words: Words, look: Look, who: str = "") -> None:
    painter.fillRect(area, QColor(look.ground))
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    small = QRect(area)
    if words.message:
        width, height = round(area.width() * WIDEST), round(area.height() * TALLEST)
        box = QRect((area.width() - width) // 2, (area.height() - height) // 2, width, height)
        painter.setFont(fitting(words.message, box, area.height()))
        painter.setPen(QColor(look.text))
        painter.drawText(box, _FLOW, words.message)
        small.setTop(box.bottom())
    painter.setFont(plain(round(area.height() * SMALL_PRINT)))
    painter.setPen(QColor(look.faint))
    painter.drawText(small, Qt.AlignmentFlag.AlignCenter, words.until)
    _draw_who(painter, area, who)


def _draw_who(painter: QPainter, area: QRect, who: str) -> None:
    """One line at the top, cut short where many look."""
    painter.setFont(plain(round(area.height() * WHO_LOOKS)))
    metrics = painter.fontMetrics()
    line = QRect(area.left(), metrics.height(), area.width(), metrics.height())
    words = metrics.elidedText(who, Qt.TextElideMode.ElideRight, round(area.width() * WIDEST))
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)


_FLOW: Final = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
_WORD: Final = 24  # letters; a longer word may be broken


def plain(pixels: int) -> QFont:
    font = QFont("DejaVu Sans")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(max(1, pixels))
    return font


def fitting(text: str, box: QRect, screen_height: int) -> QFont:
    """The largest letters with which the text fits into the box."""
    least, most = round(screen_height * SMALLEST), round(screen_height * LARGEST)
    while least < most:
        middle = (least + most + 1) // 2
        metrics = QFontMetrics(plain(middle))
        needs = metrics.boundingRect(box, int(_FLOW), text)
        longest = max(metrics.horizontalAdvance(word[:_WORD]) for word in text.split())
        if max(needs.width(), longest) <= box.width() and needs.height() <= box.height():
            least = middle
        else:
            most = middle - 1
    return plain(least)


def screens() -> list[QScreen]:
    return list(QGuiApplication.screens())
