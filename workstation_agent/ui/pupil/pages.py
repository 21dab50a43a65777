"""Pages that fill every monitor: the notice to accept, and the calm page over a hidden screen."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workstation_agent.ui.pupil import words
from workstation_agent.ui.pupil.bar import ABOVE
from workstation_agent.ui.pupil.style import Tones, sheet
from workstation_agent.ui.pupil.words import View

WIDEST: Final = 820  # pixels of text, which reads well
NOTICE_TITLE: Final = "Before you start"
NOTICE_HINT: Final = "The school keeps your login, the version of this notice, the time and this PC."

Buttons = Sequence[tuple[str, str, Callable[[], None]]]
"""Its name (`primary` stands out), its words, and what it does."""


class Page(QWidget):
    """One monitor. `body` is on the first alone; the others say the title only."""

    def __init__(
        self, screen: QScreen, title: str, body: QWidget | None, hint: str, buttons: Buttons
    ) -> None:
        super().__init__(None, ABOVE)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.screen_shown = screen
        self._body = body
        self.title = _label(title, "title")
        self.hint = _label(hint, "hint")
        column = QVBoxLayout()
        column.setSpacing(18)
        column.addWidget(self.title)
        if body is not None:
            column.addWidget(body, 1)
            column.addWidget(self.hint)
            column.addLayout(_row(buttons))
        self._frame(column, stretch=body is None or not isinstance(body, QPlainTextEdit))
        self.place()

    def _frame(self, column: QVBoxLayout, *, stretch: bool) -> None:
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        inside.setLayout(column)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inside, 20)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(32, 64, 32, 48)
        if stretch:
            whole.addStretch(1)
        whole.addLayout(across, 0 if stretch else 1)
        if stretch:
            whole.addStretch(1)

    def begin(self) -> None:
        """No button has the keyboard, so that a key that is held down presses none."""
        (self._body if isinstance(self._body, QPlainTextEdit) else self).setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.activateWindow()
        super().mousePressEvent(event)

    def place(self) -> None:
        self.setScreen(self.screen_shown)
        self.setGeometry(self.screen_shown.geometry())


class Pages:
    """As many as there are monitors, those plugged in later too; above everything but the bar."""

    def __init__(self, first: Callable[[QScreen], Page], other: Callable[[QScreen], Page]) -> None:
        self._first, self._other = first, other
        self._pages: list[Page] = []
        self._tones: Tones | None = None

    @property
    def shown(self) -> bool:
        return any(page.isVisible() for page in self._pages)

    @property
    def main(self) -> Page:
        return self._pages[0]

    def make(self, tones: Tones) -> None:
        """Ready to be shown at once."""
        if self._tones == tones and self._fits():
            return
        was_shown = self.shown
        self._tones = tones
        self._drop()
        for number, screen in enumerate(_screens()):
            page = (self._other if number else self._first)(screen)
            page.setStyleSheet(sheet(tones))
            page.winId()
            self._pages.append(page)
        if was_shown:
            self.show()

    def show(self) -> None:
        for page in reversed(self._pages):
            page.place()
            page.show()
            page.repaint()
        if self._pages:
            self.main.activateWindow()
            self.main.begin()

    def hide(self) -> None:
        for page in self._pages:
            page.hide()

    def fit(self) -> None:
        """To the monitors that there are now."""
        if self._tones is not None and not self._fits():
            self.make(self._tones)

    @property
    def windows(self) -> list[QWidget]:
        """Those that are shown."""
        return [page for page in reversed(self._pages) if page.isVisible()]

    def forget(self) -> None:
        """What they say has changed: they are made anew."""
        self._drop()

    def _fits(self) -> bool:
        return [(page.screen_shown, page.geometry()) for page in self._pages] == [
            (screen, screen.geometry()) for screen in _screens()
        ]

    def _drop(self) -> None:
        for page in self._pages:
            page.close()
            page.deleteLater()
        self._pages = []


class NoticePages:
    """No lock: whoever does not want to accept can log off."""

    def __init__(self, accept: Callable[[int], None], log_off: Callable[[], None]) -> None:
        self._accept, self._log_off = accept, log_off
        self._text, self._version = "", 0
        self.pages = Pages(self._first, lambda screen: Page(screen, NOTICE_TITLE, None, "", ()))

    def tell(self, view: View, tones: Tones) -> None:
        if not view.notice or not view.user:
            self.pages.hide()
            return
        if (view.notice, view.notice_version) != (self._text, self._version):
            self._text, self._version = view.notice, view.notice_version
            self.pages.forget()
        self.pages.make(tones)
        if not self.pages.shown:
            self.pages.show()

    def _first(self, screen: QScreen) -> Page:
        text = _Reading(self._text)
        text.setAccessibleName("The school's acceptable-use notice")
        buttons: Buttons = (
            ("quiet", "Log off", self._log_off),
            ("primary", "I accept", lambda: self._accept(self._version)),
        )
        return Page(screen, NOTICE_TITLE, text, NOTICE_HINT, buttons)


class _Reading(QPlainTextEdit):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)


class CalmPages:
    """Over a screen that the pupil has hidden. Made before it is needed, so that it covers at once."""

    def __init__(self, show_again: Callable[[], None], report: Callable[[], None]) -> None:
        self._show_again, self._report = show_again, report
        self.pages = Pages(self._first, lambda screen: Page(screen, words.HIDDEN_TITLE, None, "", ()))

    def until(self, clock: str) -> None:
        self.pages.main.hint.setText(f"It is shown again at {clock} at the latest." if clock else "")

    def _first(self, screen: QScreen) -> Page:
        buttons: Buttons = (
            ("quiet", "Report it…", self._report),
            ("primary", "Show my screen again", self._show_again),
        )
        return Page(screen, words.HIDDEN_TITLE, _label(words.HIDDEN_TEXT, "text"), "", buttons)


def _screens() -> list[QScreen]:
    first = QGuiApplication.primaryScreen()
    return [first, *(screen for screen in QGuiApplication.screens() if screen is not first)]


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _row(buttons: Buttons) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    for name, text, act in buttons:
        button = QPushButton(text)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked, act=act: act())
        row.addWidget(button)
    return row
