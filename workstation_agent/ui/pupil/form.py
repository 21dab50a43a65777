"""The form in which a pupil tells the safeguarding team of something. Short, and calm."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workstation_agent.protocol.pupil import MAX_ABOUT, MAX_CONCERN
from workstation_agent.ui.pupil import words
from workstation_agent.ui.pupil.bar import ABOVE
from workstation_agent.ui.pupil.style import Tones, sheet
from workstation_agent.ui.pupil.words import View

TITLE: Final = "Tell the safeguarding team"
HINT: Final = (
    "It goes to the safeguarding team and to nobody else: no teacher and no pupil sees it. "
    "They will know which login sent it. If somebody is in danger now, tell an adult in the room."
)
WIDTH: Final = 560
TALK: Final = {
    True: "Yes: somebody may come and talk to me",
    False: "No: please do not come and talk to me",
}

Send = Callable[[str, str, bool], None]


class Form(QWidget):
    """`send` is given what, about whom, and whether somebody may come and talk."""

    def __init__(self, send: Send) -> None:
        super().__init__(None, ABOVE)
        self.setObjectName("form")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(TITLE)
        self._send = send
        self._sent = False
        self.what, self.about = _Text(), QLineEdit()
        self.talk = QPushButton(TALK[True])
        self.talk.setObjectName("talk")
        self.talk.setCheckable(True)
        self.talk.toggled.connect(lambda on: self.talk.setText(TALK[on]))
        self.talk.setChecked(True)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self.send, self.cancel = QPushButton("Send"), QPushButton("Cancel")
        self._build()

    def _build(self) -> None:
        title, hint = QLabel(TITLE), QLabel(HINT)
        title.setObjectName("title")
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        self.about.setMaxLength(MAX_ABOUT)
        self.send.setObjectName("primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 22)
        column.setSpacing(10)
        what, about = QLabel("What is it?"), QLabel("Whom is it about? (You may leave this empty.)")
        what.setBuddy(self.what)
        about.setBuddy(self.about)
        for part in (title, hint, what, self.what, about, self.about, self.talk, self.said):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        column.addLayout(row)
        self.what.textChanged.connect(self._ready)
        for typed in (self.what.viewport(), self.about):
            typed.installEventFilter(self)
        self.send.clicked.connect(lambda _checked: self._press())
        self.cancel.clicked.connect(lambda _checked: self.close())
        self._ready()

    def begin(self, tones: Tones) -> None:
        """Empty, in front, with the keyboard in it."""
        self.setStyleSheet(sheet(tones))
        if not self.isVisible():
            self._clear()
            self.setFixedWidth(WIDTH)
            self.adjustSize()
            room = QGuiApplication.primaryScreen().geometry()
            self.move(room.center() - self.rect().center())
        self.show()
        self.raise_()
        self.activateWindow()
        self.what.setFocus()

    def tell(self, view: View) -> None:
        """What became of it."""
        if not view.user:
            self.close()
            return
        if not self._sent:
            return
        self.said.setText(words.concern(view))
        if view.concern == "refused":
            self._sent = False
            self._enable(True)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing that was typed stays for the next to sit here."""
        self._clear()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """No window manager gives this window the keyboard: a click does."""
        if event.type() is QEvent.Type.MouseButtonPress:
            self.activateWindow()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close()

    def _press(self) -> None:
        if self._sent:
            self.close()
            return
        self._sent = True
        self._enable(False)
        self.said.setText(words.SENDING)
        self._send(self.what.toPlainText()[:MAX_CONCERN], self.about.text(), self.talk.isChecked())

    def _enable(self, on: bool) -> None:
        for part in (self.what, self.about, self.talk):
            part.setEnabled(on)
        self.cancel.setVisible(on)
        self.send.setText("Send" if on else "Close")
        self._ready()

    def _ready(self) -> None:
        text = self.what.toPlainText()
        if len(text) > MAX_CONCERN:
            self.what.setPlainText(text[:MAX_CONCERN])
        self.send.setEnabled(self._sent or bool(text.strip()))

    def _clear(self) -> None:
        self._sent = False
        self.what.clear()
        self.about.clear()
        self.talk.setChecked(True)
        self.said.clear()
        self._enable(True)


class _Text(QPlainTextEdit):
    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(150)
        self.setAccessibleName("What is it?")
