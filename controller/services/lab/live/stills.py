"""Taking a screenshot: one picture asked of one PC, kept when it comes, given up when it does not."""

from dataclasses import dataclass, replace
from threading import RLock

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import LabSessionChanged
from controller.domain.lessons import Lesson
from controller.errors import Refused, SchoolbellError
from controller.services.bus import EventBus
from controller.services.lab.live.feeds import Feeds
from controller.services.lab.live.screenshots import Screenshots, Taken
from controller.services.lab.presence import Here, Presence
from controller.services.lab.seats import Seats
from workstation_agent.protocol.frame import FrameHeader, ScreenState
from workstation_agent.protocol.watches import Watch, WatchSize

PATIENCE_S = 10.0
_ASKED = Watch("", WatchSize.FULL, 1920, 1080, 80, 60_000, 15.0)
_UNSEEN = frozenset({ScreenState.BLACK, ScreenState.EXCLUDED, ScreenState.FROZEN})


@dataclass(frozen=True, slots=True)
class _Asked:
    viewer: str
    by: Account
    lesson: Lesson
    here: Here
    reason: str
    until_s: float

    @property
    def pc(self) -> str:
        return self.here.workstation.name


class Stills:
    """`link` is the clock of the wire. The page (`viewer`) is told what became of it by LabSessionChanged."""

    def __init__(
        self, link: Clock, bus: EventBus, presence: Presence, seats: Seats, feeds: Feeds, shelf: Screenshots
    ) -> None:
        self._link, self._bus, self._presence, self._seats = link, bus, presence, seats
        self._feeds, self._shelf = feeds, shelf
        self._asked: dict[str, tuple[str, _Asked]] = {}
        self._lock = RLock()

    def ask(self, viewer: str, by: Account, lesson: Lesson, workstation: str, reason: str) -> None:
        """Raises Refused when the PC is away, or another screenshot of it is under way."""
        here = self._presence.of(workstation)
        if here is None:
            raise Refused("screenshot.away", "That PC is off or out of reach, so there is nothing to take.")
        asked = _Asked(viewer, by, lesson, here, reason, self._link.monotonic() + PATIENCE_S)
        with self._lock:
            if workstation in self._asked:
                raise Refused("screenshot.under-way", f"A screenshot of {asked.pc} is being taken already.")
            watch = replace(_ASKED, by=by.display_name)
            feed = self._feeds.open(workstation, watch, lambda *came: self._came(workstation, *came))
            self._asked[workstation] = (feed, asked)

    def tick(self) -> None:
        now_s = self._link.monotonic()
        with self._lock:
            late = [pc for pc, (_, asked) in self._asked.items() if asked.until_s <= now_s]
        for workstation in late:
            if asked := self._finish(workstation):
                self._tell(asked, "", f"{asked.pc} sent no picture in time, so nothing was kept.")

    def _came(self, workstation: str, header: FrameHeader, jpeg: bytes) -> None:
        asked = self._finish(workstation)
        if asked is None:
            return
        if header.state in _UNSEEN or not jpeg:
            self._tell(asked, "", f"{asked.pc} shows nothing that can be captured, so nothing was kept.")
            return
        try:
            name = self._shelf.keep(self._taken(asked, header, jpeg))
        except SchoolbellError as error:
            self._tell(asked, "", f"The screenshot of {asked.pc} was not kept: {error.sentence}")
        else:
            self._tell(asked, name, f"The screenshot of {asked.pc} is kept.")

    def _taken(self, asked: _Asked, header: FrameHeader, jpeg: bytes) -> Taken:
        workstation = asked.here.workstation.id
        here = self._presence.of(workstation) or asked.here
        pupil = self._seats.pupil_at(asked.lesson, workstation)
        return Taken(
            asked.by,
            asked.lesson,
            workstation,
            here.known.user,
            pupil,
            asked.reason,
            header.w,
            header.h,
            jpeg,
        )

    def _finish(self, workstation: str) -> _Asked | None:
        with self._lock:
            feed, asked = self._asked.pop(workstation, ("", None))
        self._feeds.close(feed)
        return asked

    def _tell(self, asked: _Asked, name: str, sentence: str) -> None:
        state = "kept" if name else "failed"
        seat = asked.here.workstation.id
        self._bus.publish(LabSessionChanged(asked.viewer, "screenshot", name, seat, state, sentence))
