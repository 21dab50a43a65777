"""Lock and blank on Windows: a sheet over each monitor, above all else, and input held until its own end.

The calls are those of the X11 worker's lock: `hold` and `lift`. Not yet exercised in CI on Windows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workstation_agent.platform.windows.held_input import HeldInput
from workstation_agent.ui.lock import BLANK, DARK, LIGHT, Look, Sheet, Words, screens
from workstation_agent.worker.desk import Asked, Desk, Handlers

ORDER: Final = ("lock", "blank")
LOOK_EVERY_MS: Final = 250
ABOVE_ALL: Final = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.Tool


@dataclass(frozen=True, slots=True)
class Held:
    """`ends_s` is by the desk's clock."""

    words: Words
    ends_s: float


def handlers(desk: Desk) -> Handlers:
    guard = Guard(desk, HeldInput())
    desk.watched.append(guard.tell_who_looks)
    return {"hold": guard.hold, "lift": guard.lift}


class Guard(QObject):
    def __init__(self, desk: Desk, held_input: HeldInput) -> None:
        super().__init__(QApplication.instance())
        self._desk, self._input = desk, held_input
        self._held: dict[str, Held] = {}
        self._sheets: list[Sheet] = []
        self._waiting: list[Asked] = []
        self._who = ""
        self._clock = QTimer(self, interval=LOOK_EVERY_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._again)
        application.screenRemoved.connect(self._again)

    @property
    def shown(self) -> tuple[str, Held] | None:
        return next(((kind, self._held[kind]) for kind in ORDER if kind in self._held), None)

    def hold(self, asked: Asked) -> None:
        kind = asked.text("kind")
        if kind not in ORDER:
            asked.fail(f"this version of the agent's worker cannot hold `{kind}`")
            return
        words = Words.of(kind, asked.text("message"), asked.text("until"))
        self._held[kind] = Held(words, asked.number("ends_boot_s"))
        self._desk.holding[kind] = asked.args
        self._waiting.append(asked)
        self._again()

    def lift(self, asked: Asked) -> None:
        self._end(asked.text("kind"))
        asked.answer()

    def tell_who_looks(self, who: str) -> None:
        self._who = who
        for sheet in self._sheets:
            sheet.tell(who)

    def look(self) -> None:
        """Ends what is over, and puts the sheets above whatever has come."""
        now_s = self._desk.clock()
        for kind in [kind for kind, held in self._held.items() if now_s >= held.ends_s]:
            self._end(kind)
        for sheet in self._sheets:
            sheet.raise_()

    def _end(self, kind: str) -> None:
        if self._held.pop(kind, None) is not None:
            self._desk.holding.pop(kind, None)
            self._again()

    def _again(self, *_: object) -> None:
        """Sheets for what is shown now, on the monitors that there are now."""
        old, self._sheets = self._sheets, []
        shown = self.shown
        if shown is not None:
            kind, held = shown
            self._sheets = [Sheet(screen, self._painted, ABOVE_ALL) for screen in screens()]
            self._input.hold()
            for sheet in self._sheets:
                sheet.tell(self._who)
                sheet.say(held.words, BLANK if kind == "blank" else _theme())
                sheet.showFullScreen()
        else:
            self._input.drop()
            self._fail("it was ended before it was in force")
        for sheet in old:
            sheet.hide()
            sheet.deleteLater()

    def _painted(self) -> None:
        if self._waiting and all(sheet.done for sheet in self._sheets):
            waiting, self._waiting = self._waiting, []
            for asked in waiting:
                asked.answer()

    def _fail(self, sentence: str) -> None:
        waiting, self._waiting = self._waiting, []
        for asked in waiting:
            asked.fail(sentence)


def _theme() -> Look:
    dark: Callable[[], object] = QGuiApplication.styleHints().colorScheme
    return DARK if dark() is Qt.ColorScheme.Dark else LIGHT
