"""The pupil's side on the screen: bar, tray, notice, form, and the calm page over a hidden screen.

`pupil` {"view"} and `lookers` {"lookers": [[name, size], …]} say all that is to be shown. Events: `hand`
{"up"}, `concern` {"what", "about", "talk"}, `hide` {"title", "windows"}, `unhide`, `accepted` {"version"},
`log-off`.
"""

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from workstation_agent.platform.x11.front import Front
from workstation_agent.platform.x11.keys import Keys
from workstation_agent.platform.x11.stacking import Stacking
from workstation_agent.platform.x11.theme import is_dark
from workstation_agent.ui.pupil.bar import Acts, Bar
from workstation_agent.ui.pupil.form import Form
from workstation_agent.ui.pupil.pages import CalmPages, NoticePages
from workstation_agent.ui.pupil.style import DARK, LIGHT, Tones
from workstation_agent.ui.pupil.tray import Tray
from workstation_agent.ui.pupil.words import Look, View, looking, looks_of
from workstation_agent.ui.seen import once_seen
from workstation_agent.worker.channel import Said
from workstation_agent.worker.desk import Asked, Desk, Handlers

DRESS_EVERY_MS: Final = 5000
KEEP_UP_MS: Final = 300  # a window that was put above ours is below them again after at most so long
UNANSWERED_MS: Final = (
    4000  # a screen that was covered, and of which the service says nothing, is shown again
)
HAND_KEY, HIDE_KEY = "h", "j"  # with Ctrl and Alt


def handlers(desk: Desk) -> Handlers:
    made: list[PupilSide] = []

    def side() -> PupilSide:
        """Made when it is first needed, so that a lock that is waiting is shown sooner."""
        if not made:
            made.append(PupilSide(desk))
        return made[0]

    return {"pupil": lambda asked: side().tell(asked), "lookers": lambda asked: side().look(asked)}


class PupilSide(QObject):
    def __init__(self, desk: Desk) -> None:
        super().__init__(QApplication.instance())
        self._desk = desk
        self.view = View()
        self.looks: tuple[Look, ...] = ()
        self._covering = False
        acts = Acts(self.raise_hand, self.report, self.hide_screen)
        self._tones: Tones = LIGHT
        self.bar, self.tray, self.form = Bar(acts), Tray(acts), Form(self._send_concern)
        self.notice = NoticePages(self._accept, lambda: self._say("log-off"))
        self.calm = CalmPages(self.show_screen, self.report)
        self._front, self._stacking = Front(desk.display), Stacking(desk.display)
        self._above = QTimer(self, interval=KEEP_UP_MS)
        self._above.timeout.connect(self.keep_up)
        self._above.start()
        self._keys = Keys(desk.display, {HAND_KEY: self._hand_key, HIDE_KEY: self.hide_screen}, self)
        self._dresser = QTimer(self, interval=DRESS_EVERY_MS)
        self._dresser.timeout.connect(self._dress)
        self._dresser.start()
        self._unanswered = QTimer(self, interval=UNANSWERED_MS, singleShot=True)
        self._unanswered.timeout.connect(self._not_covered)
        self._dress()

    def tell(self, asked: Asked) -> None:
        values = asked.args.get("view")
        self.view = View.of(values if isinstance(values, dict) else {})
        self._draw()
        asked.answer()

    def look(self, asked: Asked) -> None:
        """Answered once the sentence is on the screen."""
        self.looks = looks_of(asked.args.get("lookers"))
        self._draw_looks()
        once_seen(self.bar, asked.answer)

    def raise_hand(self, up: bool) -> None:
        self._say("hand", up=up)

    def report(self) -> None:
        if self.view.user:
            self.form.begin(self._tones)
            self.keep_up()

    def hide_screen(self) -> None:
        """Covered first, and then told."""
        if not self.view.user or self._covering or self.view.hidden_until or self.view.hides_left < 1:
            return
        front = self._front.shown()
        self._covering = True
        self.calm.pages.make(self._tones)
        self.calm.until("")
        self.calm.pages.show()
        self._draw_looks()
        self.keep_up()
        self._unanswered.start()
        self._say("hide", title=front.title, windows=front.windows)

    def show_screen(self) -> None:
        self._not_covered()
        self._say("unhide")

    def keep_up(self) -> None:
        """Pages above everything, the form above the pages, and the bar above all."""
        self.notice.pages.fit()
        self.calm.pages.fit()
        shown = [*self.notice.pages.windows, *self.calm.pages.windows]
        shown += [one for one in (self.form, self.bar) if one.isVisible()]
        if self.bar.isVisible():
            self.bar.place()
        self._desk.ours[:] = [self.bar.box()] if self.bar.isVisible() else []
        windows = [int(one.winId()) for one in shown]
        if windows and not self._stacking.on_top(windows):
            self._stacking.lift(windows)

    def _hand_key(self) -> None:
        if self.view.user:
            self.raise_hand(not self.view.hand)

    def _accept(self, version: int) -> None:
        self._say("accepted", version=version)

    def _send_concern(self, what: str, about: str, talk: bool) -> None:
        self._say("concern", what=what, about=about, talk=talk)

    def _say(self, name: str, **args: object) -> None:
        self._desk.send(Said(name, args))

    def _draw_looks(self) -> None:
        """Of a hidden screen nothing is seen, whoever would."""
        looks = () if self._covering or self.view.hidden_until else self.looks
        self.bar.look(looks)
        for tell in self._desk.watched:
            tell(looking(looks))
        self.tray.tell(self.view, looks, self._tones)

    def _draw(self) -> None:
        self.bar.tell(self.view)
        self.notice.tell(self.view, self._tones)
        self.form.tell(self.view)
        self._cover()
        self._draw_looks()
        self.keep_up()

    def _cover(self) -> None:
        if self.view.hidden_until:
            self._unanswered.stop()
            self._covering = True
            self.calm.until(self.view.hidden_until)
            if not self.calm.pages.shown:
                self.calm.pages.show()
        elif self._covering and not self._unanswered.isActive():
            self._not_covered()

    def _not_covered(self) -> None:
        self._covering = False
        self.calm.pages.hide()
        self._draw_looks()

    def _dress(self) -> None:
        """The pupil may change between light and dark; monitors come and go."""
        self._tones = DARK if is_dark(self._desk.display) else LIGHT
        self.bar.dress(self._tones)
        self.calm.pages.make(self._tones)
        self.notice.tell(self.view, self._tones)
        self._draw_looks()
