"""Tells the reception pages what has changed, each part at most ten times a second."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock

from controller.clock import Clock
from controller.domain import events
from controller.domain.releases import Phase, phase
from controller.services.bus import EventBus
from controller.services.stations.build import Reception
from web.outbox import Outbox
from web.reception.holds import all_shown
from web.reception.leave_shown import LeaveSnapshots
from web.reception.snapshots import Json, Snapshots
from web.sockets.door import Caller

TOPIC = "reception"
MOVES_EVERY_S = 2.0
MOVES = "leaves", "holds", "requests"

TELLS: dict[type, tuple[str, ...]] = {
    events.StationChanged: ("stations",),
    events.StationTrouble: ("taps", "stations"),
    events.PouchReleased: ("release",),
    events.TapRefused: ("taps", "release"),
    events.TagSeenTwice: ("taps",),
    events.GrantChanged: ("leaves",),
    events.LeaveRequestChanged: ("requests", "leaves"),
    events.StandingLeaveChanged: ("weekly",),
    events.HoldChanged: ("holds",),
    events.NeedChanged: ("holds",),
    events.ReleaseChanged: ("release", "stations"),
    events.BrokerChanged: ("troubles",),
    events.StorageChanged: ("troubles",),
}
"""Which parts of the page an event changes."""


class ReceptionFeed:
    def __init__(self, reception: Reception, clock: Clock, outbox: Outbox) -> None:
        self._reception, self._clock, self._outbox = reception, clock, outbox
        snapshots, leave = Snapshots(reception, clock), LeaveSnapshots(reception.leave, clock)
        self._parts: dict[str, Callable[[], Json]] = {
            "troubles": snapshots.troubles,
            "stations": snapshots.stations,
            "release": snapshots.release,
            "taps": snapshots.taps,
            "leaves": snapshots.leaves,
            "holds": partial(all_shown, reception.holds),
            "requests": leave.requests,
            "weekly": leave.weekly,
        }
        self._pages: set[str] = set()
        self._lock = Lock()
        self._moved_at = 0.0

    def subscribe(self, bus: EventBus) -> None:
        for kind in TELLS:
            bus.subscribe(kind, self._happened)

    def follow(self, caller: Caller, _topic: str) -> Iterable[tuple[str, object]]:
        with self._lock:
            self._pages.add(caller.sid)
        return [(name, snapshot()) for name, snapshot in self._parts.items()]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.discard(caller.sid)

    def tick(self) -> None:
        """What moves with the clock alone: the rate of an open release, and leave and holds that run out."""
        moment = self._clock.monotonic()
        if not self._pages or moment - self._moved_at < MOVES_EVERY_S:
            return
        self._moved_at = moment
        release = self._reception.releases.latest()
        is_open = release is not None and phase(release, self._clock.now()) is Phase.OPEN
        self._tell(("release", *MOVES) if is_open else MOVES)

    def _happened(self, event: object) -> None:
        self._tell(TELLS[type(event)])

    def _tell(self, parts: Iterable[str]) -> None:
        if self._pages:
            for part in parts:
                self._outbox.tell_soon(TOPIC, part, self._parts[part])
