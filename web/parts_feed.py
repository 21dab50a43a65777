"""Tells the pages that follow a topic which of its parts have changed, each at most ten times a second."""

from collections.abc import Callable, Iterable, Mapping
from threading import Lock

from controller.clock import Clock
from controller.services.bus import EventBus
from web.outbox import Outbox
from web.sockets.door import Caller

Json = dict[str, object]
Parts = Mapping[str, Callable[[], Json]]
"""What draws each part of a page, by the event that carries it."""
Tells = Mapping[type, tuple[str, ...]]
"""Which parts of the page an event changes."""
MOVES_EVERY_S = 2.0


class PartsFeed:
    def __init__(self, topic: str, tells: Tells, parts: Parts, clock: Clock, outbox: Outbox) -> None:
        self._topic, self._tells, self._parts = topic, tells, parts
        self._clock, self._outbox = clock, outbox
        self._pages: set[str] = set()
        self._lock = Lock()
        self._moved_at = 0.0

    def subscribe(self, bus: EventBus) -> None:
        for kind in self._tells:
            bus.subscribe(kind, self._happened)

    def follow(self, caller: Caller, _topic: str) -> Iterable[tuple[str, object]]:
        with self._lock:
            self._pages.add(caller.sid)
        return [(name, snapshot()) for name, snapshot in self._parts.items()]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.discard(caller.sid)

    def tick(self) -> None:
        """Draws anew what moves with the clock alone, now and then, while anybody looks."""
        moment = self._clock.monotonic()
        if self._pages and moment - self._moved_at >= MOVES_EVERY_S:
            self._moved_at = moment
            self._tell(self.moving())

    def moving(self) -> Iterable[str]:
        """The parts that the clock alone moves now."""
        return ()

    def _happened(self, event: object) -> None:
        self._tell(self._tells[type(event)])

    def _tell(self, parts: Iterable[str]) -> None:
        if self._pages:
            for part in parts:
                self._outbox.tell_soon(self._topic, part, self._parts[part])
