"""Tells reception and the custody desk how many devices want something done."""

from collections.abc import Iterable
from dataclasses import asdict

from controller.clock import Clock
from controller.domain.events import CustodyChanged
from controller.services.bus import EventBus
from controller.services.custody.lists import Lists
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC = "custody"
LOOKS_EVERY_S = 15.0


class CustodyFeed:
    def __init__(self, lists: Lists, clock: Clock, outbox: Outbox) -> None:
        self._lists, self._clock, self._outbox = lists, clock, outbox
        self._told: dict[str, object] = {}
        self._looked_at = 0.0

    def subscribe(self, bus: EventBus) -> None:
        bus.subscribe(CustodyChanged, lambda _: self._tell())

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [(TOPIC, self._counts())]

    def tick(self) -> None:
        """Devices become overdue by the clock alone."""
        moment = self._clock.monotonic()
        if moment - self._looked_at >= LOOKS_EVERY_S:
            self._looked_at = moment
            if self._told and self._told != self._lists_now():
                self._tell()

    def _tell(self) -> None:
        self._outbox.tell_soon(TOPIC, TOPIC, self._counts)

    def _counts(self) -> dict[str, object]:
        self._told = self._lists_now()
        return self._told

    def _lists_now(self) -> dict[str, object]:
        return asdict(self._lists.counts())
