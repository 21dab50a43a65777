"""Lock and blank: held until their own end, whether or not there is a service.

`hold` {"kind", "lease", "message", "until", "ends_boot_s"} is answered once the screen shows it and keyboard
and pointer are held; `lift` {"kind"} ends it. The event `broken` {"kind", "detail"} says that something on
the PC disturbed it, and that it was put right. Of several kinds the first of `ORDER` is shown.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication

from workstation_agent.platform.x11.cover import Cover, DisplayGone
from workstation_agent.platform.x11.theme import is_dark
from workstation_agent.protocol.troubles import INPUT_LOST, LOCK_DISTURBED
from workstation_agent.ui.lock import BLANK, DARK, LIGHT, Look, Sheet, Words, screens
from workstation_agent.worker.channel import Said
from workstation_agent.worker.desk import Asked, Desk, Handlers

ORDER: Final = ("lock", "blank")
LOOK_EVERY_MS: Final = 250
GRAB_EVERY_MS: Final = 30
ESCAPE_AFTER: Final = 5  # tries for the grab before the first Escape, and between two
FAIL_AFTER: Final = 50  # tries for the grab before the teacher hears of it
GONE: Final = 1

log = logging.getLogger(__name__)


def handlers(desk: Desk) -> Handlers:
    cover = Cover(desk.display)
    guard = Guard(desk, cover, lambda: is_dark(desk.display))
    desk.watched.append(guard.tell_who_looks)
    return {"hold": guard.hold, "lift": guard.lift}


@dataclass(frozen=True, slots=True)
class Held:
    """`ends_s` is by the desk's clock."""

    kind: str
    words: Words
    ends_s: float


class Guard(QObject):
    def __init__(self, desk: Desk, cover: Cover, dark: Callable[[], bool]) -> None:
        super().__init__(QApplication.instance())
        self._desk, self._cover, self._dark = desk, cover, dark
        self._held: dict[str, Held] = {}
        self._waiting: list[Asked] = []
        self._who = ""
        self._tries = 0
        self._look = LIGHT
        self._sheets: list[Sheet] = []
        self._make_sheets()
        self._watch_screens()
        self._notifier = QSocketNotifier(cover.number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._clock = QTimer(self, interval=LOOK_EVERY_MS)
        self._clock.timeout.connect(self.look)
        self._again = QTimer(self, interval=GRAB_EVERY_MS, singleShot=True)
        self._again.timeout.connect(self._secure)

    @property
    def shown(self) -> Held | None:
        return next((self._held[kind] for kind in ORDER if kind in self._held), None)

    def hold(self, asked: Asked) -> None:
        kind = asked.text("kind")
        if kind not in ORDER:
            asked.fail(f"this version of the agent's worker cannot hold `{kind}`")
            return
        words = Words.of(kind, asked.text("message"), asked.text("until"))
        before = self.shown
        self._held[kind] = Held(kind, words, asked.number("ends_boot_s"))
        self._desk.holding[kind] = asked.args
        self._waiting.append(asked)
        self._tries = 0
        self._clock.start()
        self._apply(before)

    def lift(self, asked: Asked) -> None:
        self._end(asked.text("kind"))
        asked.answer()

    def tell_who_looks(self, who: str) -> None:
        self._who = who
        for sheet in self._sheets:
            sheet.tell(who)

    def look(self) -> None:
        """Ends what is over, and makes sure of the rest."""
        now_s = self._desk.clock()
        for held in [one for one in self._held.values() if now_s >= one.ends_s]:
            log.info("%s has reached its end", held.kind)
            self._end(held.kind)
        if self._held:
            self._secure()

    def _end(self, kind: str) -> None:
        before = self.shown
        self._held.pop(kind, None)
        self._desk.holding.pop(kind, None)
        if before is not None:
            self._apply(before)

    def _apply(self, before: Held | None) -> None:
        shown = self.shown
        if shown is None:
            self._drop()
            return
        if before is None or (before.kind, before.words) != (shown.kind, shown.words):
            self._look = BLANK if shown.kind == "blank" else self._theme()
            for sheet in self._sheets:
                sheet.say(shown.words, self._look)
        self._secure()

    def _theme(self) -> Look:
        return DARK if self._dark() else LIGHT

    def _secure(self) -> None:
        """All windows where they belong and all input ours; safe to call at any time."""
        if self.shown is None:
            return
        try:
            whole = self._cover.lay(self._look.ground, [sheet.placed() for sheet in self._sheets])
            for sheet in self._sheets:
                sheet.show()
            if not whole:
                self._rebuild("a program on this PC closed the lock's window; it was opened again")
            self._hold_input()
            self._cover.drain()
        except DisplayGone:
            self._gone()
        self._answer_when_done()

    def _hold_input(self) -> None:
        before = self._cover.held
        trouble = self._cover.hold()
        if not trouble:
            if not before and self._sheets:
                self._cover.focus(int(self._sheets[0].winId()))
                self._sheets[0].announce()
            self._tries = 0
            return
        if before:
            self._broken(INPUT_LOST, trouble)
        self._tries += 1
        if self._tries % ESCAPE_AFTER == 0:
            self._cover.press_escape()
        if self._tries == FAIL_AFTER:
            self._fail(trouble)
        self._again.start()

    def _drop(self) -> None:
        self._again.stop()
        self._clock.stop()
        try:
            self._cover.drop([int(sheet.winId()) for sheet in self._sheets])
            self._cover.drain()
        except DisplayGone:
            self._gone()
        for sheet in self._sheets:
            sheet.hide()
        self._fail("it was ended before it was in force")

    def _answer_when_done(self) -> None:
        if self._waiting and self._cover.held and all(sheet.done for sheet in self._sheets):
            QTimer.singleShot(0, self, self._answer)

    def _answer(self) -> None:
        """Once the server has drawn what Qt sent it."""
        QGuiApplication.sync()
        waiting, self._waiting = self._waiting, []
        for asked in waiting:
            asked.answer()

    def _fail(self, sentence: str) -> None:
        waiting, self._waiting = self._waiting, []
        for asked in waiting:
            asked.fail(sentence)

    def _broken(self, kind: str, detail: str) -> None:
        self._desk.send(Said("broken", {"kind": kind, "detail": detail}))

    def _hear(self) -> None:
        try:
            changed = self._cover.drain()
        except DisplayGone:
            self._gone()
            return
        if changed:
            self._secure()

    def _gone(self) -> None:
        """The display has ended, or has cut us off. Whoever started us finds out, and knows what to do."""
        log.warning("the display %s has cut the connection", self._desk.display)
        os._exit(GONE)

    def _watch_screens(self) -> None:
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._screen_came)
        application.screenRemoved.connect(lambda _: self._rebuild())
        for screen in screens():
            screen.geometryChanged.connect(lambda _: self._rebuild())

    def _screen_came(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(lambda _: self._rebuild())
        self._rebuild()

    def _make_sheets(self) -> None:
        self._sheets = [Sheet(screen, self._answer_when_done) for screen in screens()]
        for sheet in self._sheets:
            sheet.tell(self._who)

    def _rebuild(self, trouble: str = "") -> None:
        """Windows for the monitors as they are now."""
        old = self._sheets
        self._make_sheets()
        shown = self.shown
        if shown is not None:
            for sheet in self._sheets:
                sheet.say(shown.words, self._look)
            self._again.start(0)
        for sheet in old:
            sheet.hide()
            sheet.deleteLater()
        if trouble:
            self._broken(LOCK_DISTURBED, trouble)
