"""The slim bar at the top of the screen: who looks, always, and what a pupil can do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QMouseEvent, QRegion
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from workstation_agent.ui.pupil import words
from workstation_agent.ui.pupil.style import Tones, icon, pixmap, sheet
from workstation_agent.ui.pupil.words import Look, View

ABOVE: Final = (
    Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
)
MOST_LETTERS: Final = 64
ROUND: Final = 9  # pixels
RING_TAB: Final = "tab"  # of the frame round a screen that is controlled: the bar keeps below it


@dataclass(frozen=True, slots=True)
class Acts:
    """What the buttons do. `hand` is told whether it shall be up."""

    hand: Callable[[bool], None]
    report: Callable[[], None]
    hide: Callable[[], None]


class Bar(QWidget):
    def __init__(self, acts: Acts) -> None:
        super().__init__(None, ABOVE | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("Schoolbell")
        self._view = View()
        self._looks: tuple[Look, ...] = ()
        self._tones: Tones | None = None
        self._at = 0.5  # where its middle is, of the screen's width
        self._pulled: QPoint | None = None
        self._folded = False
        self._build(acts)

    def _build(self, acts: Acts) -> None:
        self.eye, self.who = QLabel(), QLabel(words.NOBODY)
        self.who.setObjectName("who")
        self.who.setTextFormat(Qt.TextFormat.PlainText)  # a name is text, never markup
        self.hand = _button(words.RAISE, lambda: acts.hand(not self._view.hand))
        self.hand.setCheckable(True)
        self.report = _button("Report", acts.report, "Tell the safeguarding team about something")
        self.hide_screen = _button("Hide", acts.hide)
        self.fold = _button("", self._turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 2, 5, 4)
        row.setSpacing(3)
        for part in (self.eye, self.who, self.hand, self.report, self.hide_screen, self.fold):
            row.addWidget(part)

    def dress(self, tones: Tones) -> None:
        """In the colours of the pupil's desktop."""
        if tones == self._tones:
            return
        self._tones = tones
        self.setStyleSheet(sheet(tones))
        for button, name in ((self.report, "shield"), (self.hide_screen, "eye-off")):
            button.setIcon(icon(name, tones.text))
        self._draw()

    def look(self, looks: Sequence[Look]) -> None:
        if tuple(looks) != self._looks:
            self._looks = tuple(looks)
            self._draw()
            QAccessible.updateAccessibility(QAccessibleEvent(self.who, QAccessible.Event.Alert))

    def tell(self, view: View) -> None:
        self._view = view
        self._draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pulled = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """It can be pulled aside, and not off the screen."""
        if self._pulled is None:
            return
        screen = QGuiApplication.primaryScreen().geometry()
        middle = event.globalPosition().x() - self._pulled.x() + self.width() / 2 - screen.x()
        self._at = min(1.0, max(0.0, middle / max(1, screen.width())))
        self.place()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pulled = None

    def _turn(self) -> None:
        self._folded = not self._folded
        self._draw()

    def _draw(self) -> None:
        if self._tones is None:
            return
        view, tones = self._view, self._tones
        looked = (
            "full" if any(one.size == words.FULL for one in self._looks) else "small" if self._looks else ""
        )
        colour = {"full": tones.full, "small": tones.small}.get(looked, tones.faint)
        self.eye.setPixmap(pixmap("eye" if looked else "eye-off", colour, 18, 2.0))
        sentence = words.looking(self._looks)
        self.who.setText(_short(sentence))
        self.who.setToolTip(_plain(sentence))
        self.setAccessibleName(sentence)
        if self.property("looked") != looked:
            self.setProperty("looked", looked)
            self.setStyleSheet(sheet(tones))
        self._draw_buttons(view, tones)
        self.setVisible(bool(view.user or self._looks))
        if self.isVisible():
            self.place()

    def _draw_buttons(self, view: View, tones: Tones) -> None:
        alone = not view.user or self._folded
        for button in (self.hand, self.report, self.hide_screen):
            button.setVisible(not alone)
        self.hand.setVisible(bool(view.user) and (not self._folded or view.hand))
        self.fold.setVisible(bool(view.user))
        self.fold.setIcon(icon("unfold" if self._folded else "fold", tones.faint))
        self.fold.setToolTip("Show the buttons" if self._folded else "Make the bar smaller")
        self.fold.setAccessibleName(self.fold.toolTip())
        self.hand.setText(words.hand(view))
        self.hand.setIcon(icon("hand", tones.on_accent if view.hand else tones.text))
        self.hand.setChecked(view.hand)
        self.hand.setEnabled(view.hand or bool(view.teacher))
        self.hand.setToolTip(_plain(words.hand_hint(view)))
        self.hide_screen.setEnabled(view.hides_left > 0 and not view.hidden_until)
        self.hide_screen.setToolTip(words.hide_hint(view))

    def box(self) -> tuple[int, int, int, int]:
        """Where it lies, in the display's own pixels: left, top, right, bottom."""
        at, ratio = self.geometry(), self.devicePixelRatio()
        right, bottom = (at.x() + at.width()) * ratio, (at.y() + at.height()) * ratio
        return round(at.x() * ratio), round(at.y() * ratio), round(right), round(bottom)

    def place(self) -> None:
        """On the screen there is now, as large as its words."""
        screen = QGuiApplication.primaryScreen().geometry()
        self.ensurePolished()
        size = self.sizeHint()
        left = round(screen.x() + self._at * screen.width() - size.width() / 2)
        left = max(screen.x(), min(left, screen.x() + screen.width() - size.width()))
        wanted = QRect(left, screen.y() + _tab_height(), size.width(), size.height())
        if self.geometry() != wanted:
            self.setGeometry(wanted)
            self.setMask(_rounded(wanted.width(), wanted.height()))


def _tab_height() -> int:
    for widget in QApplication.topLevelWidgets():
        tab = widget.findChild(QWidget, RING_TAB) if widget.isVisible() else None
        if tab is not None:
            return tab.height()
    return 0


def _rounded(width: int, height: int) -> QRegion:
    """Round below: nothing shines through where the desktop has no compositor."""
    ball = QRegion(0, height - 2 * ROUND, 2 * ROUND, 2 * ROUND, QRegion.RegionType.Ellipse)
    shape = QRegion(0, 0, width, height - ROUND).united(QRegion(ROUND, 0, width - 2 * ROUND, height))
    return shape.united(ball).united(ball.translated(width - 2 * ROUND, 0))


def _button(text: str, act: Callable[[], None], hint: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setIconSize(QSize(17, 17))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setToolTip(hint)
    button.clicked.connect(lambda _checked: act())
    return button


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= MOST_LETTERS else sentence[: MOST_LETTERS - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """A tool tip would read markup in a name."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
