"""`message` {"text", "at"} is answered once the pupil can see it. The newest `MOST` stay open."""

from typing import Final

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from workstation_agent.platform.x11.theme import is_dark
from workstation_agent.ui.message import Message
from workstation_agent.ui.pupil.style import DARK, LIGHT
from workstation_agent.worker.desk import Asked, Desk, Handlers

MOST: Final = 4


def handlers(desk: Desk) -> Handlers:
    return {"message": Messages(desk).show}


class Messages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._open: list[Message] = []

    def show(self, asked: Asked) -> None:
        tones = DARK if is_dark(self._desk.display) else LIGHT
        shown = Message(
            asked.text("text"), asked.text("at"), tones, lambda: QTimer.singleShot(0, asked.answer)
        )
        self._open = [*(one for one in self._open if isValid(one)), shown]
        for old in self._open[:-MOST]:
            old.close()
        shown.open_in_front()
