"""An icon in the desktop's tray, where it has one: the same sentence as in the bar, and the same acts."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from workstation_agent.ui.pupil import words
from workstation_agent.ui.pupil.bar import Acts
from workstation_agent.ui.pupil.style import Tones, icon
from workstation_agent.ui.pupil.words import Look, View


class Tray:
    def __init__(self, acts: Acts) -> None:
        self._view = View()
        self.icon = QSystemTrayIcon()
        self.menu = QMenu()
        self.who = _add(self.menu, words.NOBODY)
        self.who.setEnabled(False)
        self.menu.addSeparator()
        self.hand = _add(self.menu, words.RAISE)
        self.hand.triggered.connect(lambda _checked: acts.hand(not self._view.hand))
        self.report = _add(self.menu, "Report a concern…")
        self.report.triggered.connect(lambda _checked: acts.report())
        self.hide_screen = _add(self.menu, "Hide my screen and tell my teacher")
        self.hide_screen.triggered.connect(lambda _checked: acts.hide())
        self.icon.setContextMenu(self.menu)

    def tell(self, view: View, looks: tuple[Look, ...], tones: Tones) -> None:
        self._view = view
        sentence = words.looking(looks)
        full = any(look.size == words.FULL for look in looks)
        colour = tones.full if full else tones.small if looks else tones.faint
        self.icon.setIcon(icon("eye" if looks else "eye-off", colour, 22))
        self.icon.setToolTip(sentence)
        self.who.setText(sentence.replace("&", "&&"))
        self.hand.setText(words.LOWER if view.hand else words.RAISE)
        self.hand.setEnabled(view.hand or bool(view.teacher))
        self.hide_screen.setEnabled(view.hides_left > 0)
        self.icon.setVisible(bool(view.user) and QSystemTrayIcon.isSystemTrayAvailable())


def _add(menu: QMenu, text: str) -> QAction:
    return menu.addAction(text)
