"""Who looks at this screen, always in sight. Not yet exercised in CI on Windows."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from workstation_agent.ui.pupil.words import looking, looks_of
from workstation_agent.ui.seen import once_seen
from workstation_agent.worker.desk import Asked, Desk

RAISE_EVERY_MS = 500


class LookersBar(QLabel):
    """Above all windows, and put there again and again."""

    def __init__(self, desk: Desk) -> None:
        kind = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.Tool
        super().__init__(None, kind | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setStyleSheet("background: #12304a; color: #ffffff; padding: 4px 12px; font-size: 14px;")
        self._desk = desk
        self._raise = QTimer(self, interval=RAISE_EVERY_MS)
        self._raise.timeout.connect(self.raise_)

    def tell(self, asked: Asked) -> None:
        """Answered once the sentence is on the screen, so that nobody looks unannounced."""
        looks = looks_of(asked.args.get("lookers"))
        self.setVisible(bool(looks))
        if looks:
            self.setText(looking(looks))
            self.setAccessibleName(self.text())
            self.adjustSize()
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.move(screen.center().x() - self.width() // 2, screen.top())
            self._raise.start()
        else:
            self._raise.stop()
        for tell in self._desk.watched:  # a lock lies over this bar
            tell(looking(looks))
        once_seen(self, asked.answer)
