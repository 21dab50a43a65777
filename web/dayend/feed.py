"""Tells the day-end pages what has changed, each part at most ten times a second."""

from collections.abc import Callable, Iterable
from threading import Lock

from controller.clock import Clock
from controller.domain import events
from controller.domain.releases import Phase, phase
from controller.services.bus import EventBus
from controller.services.stations.build import Reception
from web.dayend.snapshots import DayEndSnapshots, Json
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC = "day-end"
MOVES_EVERY_S = 2.0

TELLS: dict[type, tuple[str, ...]] = {
    events.StationChanged: ("gate-stations",),
    events.StationTrouble: ("gate-stations",),
    events.PouchReleased: ("gates",),
    events.ReleaseChanged: ("gates", "gate-stations"),
    events.BrokerChanged: ("troubles",),
    events.StorageChanged: ("troubles",),
}
"""Which parts of the page an event changes."""


class DayEndFeed:
    def __init__(self, reception: Reception, clock: Clock, outbox: Outbox) -> None:
        self._reception, self._clock, self._outbox = reception, clock, outbox
        snapshots = DayEndSnapshots(reception, clock)
        self._parts: dict[str, Callable[[], Json]] = {
            "troubles": snapshots.troubles,
            "gate-stations": snapshots.stations,
            "gates": snapshots.gates,
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
        """What moves with the clock alone: rates and queues of an open release."""
        moment = self._clock.monotonic()
        if not self._pages or moment - self._moved_at < MOVES_EVERY_S:
            return
        self._moved_at = moment
        release = self._reception.releases.latest()
        if release is not None and phase(release, self._clock.now()) is Phase.OPEN:
            self._tell(("gates",))

    def _happened(self, event: object) -> None:
        self._tell(TELLS[type(event)])

    def _tell(self, parts: Iterable[str]) -> None:
        if self._pages:
            for part in parts:
                self._outbox.tell_soon(TOPIC, part, self._parts[part])
