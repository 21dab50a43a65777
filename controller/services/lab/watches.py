"""Who is shown which screens now. A screen that nobody is shown is not captured; each look is journaled."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from threading import RLock
from uuid import uuid4

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.services.lab.looks import Looks, Subject
from controller.services.lab.pictures import Pictures
from controller.services.lab.presence import Presence
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.limits import MAX_MESSAGE, MAX_MONITORS, MAX_NAME
from workstation_agent.protocol.watches import Unwatch, Watch, WatchSize

VIEW_TTL_S = 15.0
"""A page says at least every 5 s what it shows; three times missed and it shows nothing."""
RENEW_EVERY_S = 5.0
MOST_RENEWALS = 200
"""At one tick: those of a whole school at once would hold up everything else."""
WATCH_TTL_S = 15.0
THUMB_EVERY_MS = 950
"""A change is to be on the wall within 1.1 s, and takes up to 150 ms to be seen, drawn and sent."""
WALL_GRACE_S = 30.0
"""A wall that is hidden and shown again within this time was one look."""
_ASKED = {
    WatchSize.THUMB: Watch("", WatchSize.THUMB, 320, 180, 50, THUMB_EVERY_MS, WATCH_TTL_S),
    WatchSize.FULL: Watch("", WatchSize.FULL, 1280, 720, 60, 66, WATCH_TTL_S),
}
WHOLE_EVERY_S = 2.0
"""A PC that goes on losing the thread is not asked for a whole picture more often."""
Screen = tuple[str, WatchSize, int]
"""A workstation, how large its screen is shown, and which monitor of it; 0 is all of them."""


@dataclass(frozen=True, slots=True)
class View:
    """What one open page shows."""

    by: Account
    lesson: Lesson
    thumbs: frozenset[str]
    full: str | None
    monitor: int
    until_s: float

    def screens(self) -> Iterable[Screen]:
        for workstation in self.thumbs:
            yield workstation, WatchSize.THUMB, 0
        if self.full:
            yield self.full, WatchSize.FULL, self.monitor

    def subjects(self) -> Iterable[Subject]:
        if self.thumbs:
            yield Subject(self.by, self.lesson, None)
        if self.full:
            yield Subject(self.by, self.lesson, self.full)


@dataclass(frozen=True, slots=True)
class _Look:
    """`over_s`: since when nobody looks; None while somebody does."""

    id: int
    over_s: float | None = None


@dataclass(slots=True)
class _Shown:
    """`pictures` are as the PC sent them, and kept for as long as somebody is shown them.

    `by` is who looks, as the pupil was last told.
    """

    watch: str
    pictures: Pictures
    viewers: frozenset[str]
    by: str = ""
    renewed_s: float = 0.0
    whole_s: float = -WHOLE_EVERY_S


class Watches:
    """Times are of `link`, the clock of the wire; `clock` is the school's, by which lessons end."""

    def __init__(self, clock: Clock, link: Clock, presence: Presence, looks: Looks) -> None:
        self._clock, self._link, self._presence, self._looks = clock, link, presence, looks
        self._views: dict[str, View] = {}
        self._shown: dict[Screen, _Shown] = {}
        self._screens: dict[str, Screen] = {}
        self._open: dict[Subject, _Look] = {}
        self._lock = RLock()

    def show(
        self,
        viewer: str,
        by: Account,
        lesson: Lesson,
        thumbs: Collection[str],
        full: str | None,
        monitor: int = 0,
    ) -> Sequence[Pictures]:
        """All that this page shows from now on. Returns the pictures there are of what is new to it.

        Raises StorageError when the look cannot be journaled; nothing new is shown then.
        """
        view = View(by, lesson, frozenset(thumbs), full, monitor, self._link.monotonic() + VIEW_TTL_S)
        with self._lock:
            for subject in view.subjects():
                self._look(subject)
            before = self._views.get(viewer)
            self._views[viewer] = view
            if before and replace(before, until_s=view.until_s) == view:
                return []  # as most are: a page only says that it still shows what it showed
            self._settle()
            new = set(view.screens()) - set(before.screens() if before else ())
            pictures = (self._shown[screen].pictures for screen in new)
            return [one for one in pictures if one.seq is not None]

    def leave(self, viewer: str) -> None:
        with self._lock:
            if self._views.pop(viewer, None):
                self._settle()

    def returned(self, workstation: str) -> None:
        """A PC that has just connected knows of no watch."""
        with self._lock:
            full = [(workstation, WatchSize.FULL, monitor) for monitor in range(MAX_MONITORS + 1)]
            for screen in [(workstation, WatchSize.THUMB, 0), *full]:
                if screen in self._shown:
                    self._begin(screen, self._end(screen).viewers)

    def take(
        self, workstation: str, header: FrameHeader, body: bytes
    ) -> tuple[Pictures, frozenset[str]] | None:
        """The pictures and who is to be shown them; None when the watch is over or never was.

        Raises ProtocolError for a picture that is larger than was asked for.
        """
        with self._lock:
            screen = self._screens.get(header.watch)
            if screen is None or screen[0] != workstation:
                return None
            shown = self._shown[screen]
            if not shown.pictures.take(_ASKED[screen[1]], header, body):
                self._ask_whole(screen, shown)
            return shown.pictures, shown.viewers

    def pictures(self, workstations: Collection[str]) -> Sequence[Pictures]:
        """The small ones that there are of these."""
        with self._lock:
            shown = (self._shown.get((one, WatchSize.THUMB, 0)) for one in workstations)
            return [one.pictures for one in shown if one and one.pictures.seq is not None]

    def newest(self, workstation: str) -> int | None:
        """The number of the newest small picture that there is of that screen."""
        with self._lock:
            shown = self._shown.get((workstation, WatchSize.THUMB, 0))
            return shown.pictures.seq if shown else None

    def tick(self) -> None:
        """Shows nothing more to silent pages, nor once their lesson is over: the next class is in."""
        now, now_s = self._clock.now(), self._link.monotonic()
        with self._lock:
            over = [
                viewer
                for viewer, view in self._views.items()
                if view.until_s <= now_s or view.lesson.ends_at <= now
            ]
            for viewer in over:
                del self._views[viewer]
            if over:
                self._settle()
            self._settle_looks()
            due = (one for one in self._shown.items() if now_s - one[1].renewed_s >= RENEW_EVERY_S)
            for screen, shown in nsmallest(MOST_RENEWALS, due, key=lambda one: one[1].renewed_s):
                self._ask(screen, shown)

    def _settle(self) -> None:
        """Starts what is newly shown, stops what no longer is, and keeps the looks true to it."""
        wanted: dict[Screen, set[str]] = {}
        for viewer, view in self._views.items():
            for screen in view.screens():
                wanted.setdefault(screen, set()).add(viewer)
        for screen in [one for one in self._shown if one not in wanted]:
            self._presence.send(screen[0], Unwatch(self._end(screen).watch))
        names: dict[frozenset[str], str] = {}
        for screen, some in wanted.items():
            known, viewers = self._shown.get(screen), frozenset(some)
            if known is None:
                self._begin(screen, viewers)
                continue
            known.viewers = viewers
            if viewers not in names:
                names[viewers] = self._names(viewers)
            if names[viewers] != known.by:  # the pupil is told at once, not with the next renewal
                self._ask(screen, known)
        self._settle_looks()

    def _begin(self, screen: Screen, viewers: frozenset[str]) -> None:
        shown = _Shown(f"w{uuid4().hex[:16]}", Pictures(screen[0], screen[1]), viewers)
        self._shown[screen] = shown
        self._screens[shown.watch] = screen
        self._ask(screen, shown)

    def _end(self, screen: Screen) -> _Shown:
        over = self._shown.pop(screen)
        del self._screens[over.watch]
        over.pictures.end()
        return over

    def _ask(self, screen: Screen, shown: _Shown, *, whole: bool = False) -> None:
        shown.renewed_s, shown.by = self._link.monotonic(), self._names(shown.viewers)
        asked = replace(_ASKED[screen[1]], watch=shown.watch, whole=whole, by=shown.by, monitor=screen[2])
        self._presence.send(screen[0], asked)

    def _ask_whole(self, screen: Screen, shown: _Shown) -> None:
        now_s = self._link.monotonic()
        if now_s - shown.whole_s >= WHOLE_EVERY_S:
            shown.whole_s = now_s
            self._ask(screen, shown, whole=True)

    def _names(self, viewers: Collection[str]) -> str:
        """Who looks, for the pupil: by name, or how many where the names do not fit."""
        names = sorted({view.by.display_name for viewer in viewers if (view := self._views.get(viewer))})
        told = clean_text(", ".join(names), MAX_MESSAGE)
        if len(told) <= MAX_NAME:
            return told
        others = f" and {len(names) - 1} others" if len(names) > 1 else ""
        return clean_text(names[0], MAX_NAME - len(others)) + others

    def _settle_looks(self) -> None:
        now_s = self._link.monotonic()
        going_on = {subject for view in self._views.values() for subject in view.subjects()}
        for subject in going_on:
            self._look(subject)
        for subject, look in [item for item in self._open.items() if item[0] not in going_on]:
            over_s = now_s if look.over_s is None else look.over_s
            self._open[subject] = replace(look, over_s=over_s)
            if subject.workstation or now_s - over_s >= WALL_GRACE_S:
                self._looks.end(look.id)
                del self._open[subject]

    def _look(self, subject: Subject) -> None:
        look = self._open.get(subject)
        self._open[subject] = replace(look, over_s=None) if look else _Look(self._looks.start(subject))
