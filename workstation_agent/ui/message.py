"""A message of the teacher, in front of what the pupil does, until the pupil closes it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workstation_agent.ui.pupil.style import FONT, Tones

WIDTH: Final = 620
FROM_TOP: Final = 0.12  # of the screen's height


class Message(QWidget):
    """Takes no focus, so that what the pupil is typing does not close it. `seen`: it has been painted."""

    def __init__(self, text: str, at: str, tones: Tones, seen: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Dialog | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("A message from your teacher")
        self.setAccessibleName(f"A message from your teacher: {text}")
        self.setObjectName("message")
        self.setStyleSheet(_sheet(tones))
        self._seen: Callable[[], None] | None = seen
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 22)
        layout.setSpacing(14)
        layout.addWidget(_label("from", f"From your teacher, {at}" if at else "From your teacher"))
        layout.addWidget(_label("text", text))
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open_in_front(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        self.adjustSize()
        self.move(area.center().x() - WIDTH // 2, area.top() + round(area.height() * FROM_TOP))
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if self._seen is not None:
            self._seen()
        self._seen = None


def _label(name: str, text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _sheet(tones: Tones) -> str:
    return f"""
    #message {{ background: {tones.ground}; }}
    #from {{ color: {tones.faint}; font: 15px {FONT}; }}
    #text {{ color: {tones.text}; font: 24px {FONT}; }}
    QPushButton {{ background: {tones.accent}; color: {tones.on_accent}; border: 0; border-radius: 9px;
            padding: 10px 24px; font: 600 16px {FONT}; }}
    QPushButton:focus {{ border: 2px solid {tones.text}; padding: 8px 22px; }}
    """
