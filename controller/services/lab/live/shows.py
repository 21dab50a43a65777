"""Broadcast: the teacher's screen, or one pupil's, on the screens of others, while the page holds it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import RLock

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import LabSessionChanged
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.examined import Examined
from controller.services.lab.live.audience import Audience
from controller.services.lab.live.feeds import Feeds
from controller.services.lab.live.records import Begun, SessionKind, SessionRecords
from controller.services.lab.live.screens import PupilsScreen, TeachersScreen
from controller.services.lab.presence import Here, Presence
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.sessions import (
    Session,
    SessionState,
    Show,
    ShowMode,
    Shown,
    Unshow,
)
from workstation_agent.protocol.watches import Watch, WatchSize

PAGE_TTL_S = 15.0
TTL_S = 15.0
RENEW_EVERY_S = 4.0
_ASKED = Watch("", WatchSize.FULL, 1280, 720, 60, 200, 15.0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`source` is the PC whose screen is shown, None for the teacher's own; `seats` are those who see it."""

    by: Account
    lesson: Lesson
    source: str | None
    seats: frozenset[str]
    mode: ShowMode


@dataclass(slots=True)
class _Shown:
    session: str
    viewer: str
    wanted: Wanted
    show: Show
    screen: TeachersScreen | PupilsScreen
    audience: Audience
    page_until_s: float
    renewed_s: float
    source: Here | None = None
    feed: str = ""
    told: tuple[str, str] = ("", "")


class Shows:
    """`link` is the clock of the wire; `clock` is the school's, by which lessons end."""

    def __init__(
        self,
        clock: Clock,
        link: Clock,
        bus: EventBus,
        presence: Presence,
        feeds: Feeds,
        records: SessionRecords,
        examined: Examined,
    ) -> None:
        self._clock, self._link, self._bus = clock, link, bus
        self._presence, self._feeds, self._records = presence, feeds, records
        self._examined = examined
        self._shows: dict[str, _Shown] = {}
        self._lock = RLock()

    def start(self, viewer: str, wanted: Wanted) -> str:
        """The session's id; a show of this page's before it ends. Raises Refused."""
        self._examined.refuse([*wanted.seats, *([wanted.source] if wanted.source else [])])
        with self._lock:
            source = self._source(wanted)
            self._refuse_taken(viewer, wanted)
            self.leave(viewer, "the teacher showed something else")
            begun = Begun(
                SessionKind.SHOW,
                wanted.by,
                wanted.lesson,
                wanted.source,
                len(wanted.seats),
                source.known.user if source else None,
            )
            session, now_s = self._records.start(begun), self._link.monotonic()
            show = Show(session, wanted.mode, _title(wanted, source), wanted.by.display_name, TTL_S)
            asked = replace(_ASKED, by=wanted.by.display_name)
            screen = (
                PupilsScreen(session, source.workstation.id, asked) if source else TeachersScreen(session)
            )
            audience = Audience(self._link, self._presence, show, screen, wanted.seats - {wanted.source})
            shown = _Shown(session, viewer, wanted, show, screen, audience, now_s + PAGE_TTL_S, now_s, source)
            self._shows[session] = shown
            if source:
                self._tell_source(shown)
                came = partial(self._came, session)
                shown.feed = self._feeds.open(source.workstation.id, asked, came, parts=True)
            audience.renew()
            return session

    def frame(self, viewer: str, session: str, width: int, height: int, picture: bytes) -> None:
        """A picture of the teacher's own screen. Raises Refused once the show is over."""
        with self._lock:
            shown = self._find(viewer, session)
            if shown is None or not isinstance(shown.screen, TeachersScreen):
                raise Refused("show.over", "The show has ended.")
            shown.page_until_s = self._link.monotonic() + PAGE_TTL_S
            shown.screen.take(width, height, picture)
            shown.audience.offer()

    def keep(self, viewer: str, session: str) -> bool:
        """The page goes on. False when that show is over."""
        with self._lock:
            shown = self._find(viewer, session)
            if shown:
                shown.page_until_s = self._link.monotonic() + PAGE_TTL_S
            return shown is not None

    def stop(self, viewer: str, session: str) -> None:
        with self._lock:
            if shown := self._find(viewer, session):
                self._end(shown, "the teacher ended it")

    def leave(self, viewer: str, why: str = "the page was closed") -> None:
        with self._lock:
            for shown in [one for one in self._shows.values() if one.viewer == viewer]:
                self._end(shown, why)

    def said(self, workstation: str, session: Session) -> bool:
        """What a PC says became of it. False when it is none of its."""
        with self._lock:
            shown = self._shows.get(session.session)
            if shown is None:
                return False
            if shown.source and shown.source.workstation.id == workstation:
                self._source_said(shown, session)
                return True
            known = shown.audience.said(workstation, session)
            self._tell(shown)
            return known

    def shown(self, workstation: str, said: Shown) -> bool:
        with self._lock:
            shown = self._shows.get(said.show)
            if shown:
                shown.audience.shown(workstation, said)
            return shown is not None

    def hidden(self, room: str, hidden: Callable[[str], bool]) -> None:
        """A pupil who hides the screen hides it from the whole room, the picture that was sent last too."""
        with self._lock:
            for shown in list(self._shows.values()):
                if shown.source and shown.wanted.lesson.room == room and hidden(shown.source.workstation.id):
                    pc = shown.source.workstation.name
                    sentence = f"The show has ended: somebody at {pc} hid the screen."
                    self._end(shown, "the pupil hid the screen", sentence)

    def returned(self, workstation: str) -> None:
        """A PC that has just connected is shown what goes on."""
        with self._lock:
            for shown in self._shows.values():
                shown.audience.returned(workstation)

    def tick(self) -> None:
        now, now_s = self._clock.now(), self._link.monotonic()
        with self._lock:
            for shown in list(self._shows.values()):
                if shown.wanted.lesson.ends_at <= now:
                    self._end(shown, "the lesson ended", "The lesson is over, so the show has ended.")
                elif shown.page_until_s <= now_s:
                    self._end(shown, "the page fell silent", "The show has ended.")
                elif shown.source and self._presence.of(shown.source.workstation.id) is None:
                    sentence = f"{shown.source.workstation.name} was lost, so the show has ended."
                    self._end(shown, "the PC that was shown was lost", sentence)
                elif now_s - shown.renewed_s >= RENEW_EVERY_S:
                    self._renew(shown, now_s)

    def _renew(self, shown: _Shown, now_s: float) -> None:
        shown.renewed_s = now_s
        if shown.source:
            self._tell_source(shown)
        shown.audience.lost()
        shown.audience.renew()
        self._tell(shown)

    def _source(self, wanted: Wanted) -> Here | None:
        if wanted.source is None:
            return None
        here = self._presence.of(wanted.source)
        if here is None:
            sentence = "That PC is off or out of reach, so its screen cannot be shown."
            raise Refused("show.away", sentence)
        return here

    def _refuse_taken(self, viewer: str, wanted: Wanted) -> None:
        if not wanted.seats - {wanted.source}:
            raise Refused("show.nobody", "Choose at least one other PC to show it on.")
        for one in self._shows.values():
            if one.viewer != viewer and one.audience.seats & wanted.seats:
                sentence = (
                    f"{one.wanted.by.display_name} shows something on those PCs now. Wait until it ends."
                )
                raise Refused("show.taken", sentence)

    def _find(self, viewer: str, session: str) -> _Shown | None:
        shown = self._shows.get(session)
        return shown if shown and shown.viewer == viewer else None

    def _came(self, session: str, header: FrameHeader, body: bytes) -> None:
        with self._lock:
            shown = self._shows.get(session)
            if shown is None or not isinstance(shown.screen, PupilsScreen):
                return
            if not shown.screen.take(header, body):
                self._feeds.ask_for_whole(shown.feed)
            shown.audience.offer()

    def _tell_source(self, shown: _Shown) -> None:
        assert shown.source is not None
        told = replace(shown.show, mode=ShowMode.SOURCE)
        self._presence.send(shown.source.workstation.id, told)

    def _source_said(self, shown: _Shown, session: Session) -> None:
        if session.state is SessionState.OVER:
            assert shown.source is not None
            pc = shown.source.workstation.name
            self._end(shown, "the pupil ended it", f"The show has ended: {pc} shows its screen no longer.")

    def _end(self, shown: _Shown, why: str, sentence: str = "") -> None:
        self._shows.pop(shown.session, None)
        shown.audience.end()
        if shown.source:
            self._feeds.close(shown.feed)
            self._presence.send(shown.source.workstation.id, Unshow(shown.session))
        self._publish(shown, SessionState.OVER.value, sentence)
        self._records.end(shown.session, why)

    def _tell(self, shown: _Shown) -> None:
        """Once for each change: how many of the PCs show it."""
        running, all_ = shown.audience.running, len(shown.audience.seats)
        news = (SessionState.RUNNING.value, f"{running} of {all_} PCs show it.")
        if news != shown.told:
            shown.told = news
            self._publish(shown, *news)

    def _publish(self, shown: _Shown, state: str, sentence: str) -> None:
        seat = shown.wanted.source or ""
        self._bus.publish(LabSessionChanged(shown.viewer, "show", shown.session, seat, state, sentence))


def _title(wanted: Wanted, source: Here | None) -> str:
    return f"The screen of {source.workstation.name}" if source else "The teacher’s screen"
