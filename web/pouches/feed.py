"""Tells the pouch pages what has changed, each part at most ten times a second."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock

from controller.domain import events
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches.build import PouchRegister
from web.outbox import Outbox
from web.pouches.snapshots import Json, PouchSnapshots
from web.sockets.door import Caller

TOPIC, ROUND = "pouches", "pouch-round"

TELLS: dict[type, tuple[str, ...]] = {
    events.PouchChanged: ("summary", "lists", "matters", "seen"),
    events.PouchRoundChanged: ("rounds",),
    events.PouchReleased: ("seen",),
    events.TapRefused: ("seen",),
    events.TagSeenTwice: ("matters",),
}
"""Which parts of the desk an event changes."""


class PouchFeed:
    def __init__(self, register: PouchRegister, outbox: Outbox) -> None:
        self._snapshots, self._outbox = PouchSnapshots(register), outbox
        shown = self._snapshots
        self._parts: dict[str, Callable[[], Json]] = {
            "summary": shown.summary,
            "lists": shown.lists,
            "matters": shown.matters,
            "seen": shown.seen,
            "rounds": shown.rounds,
        }
        self._pages: set[str] = set()
        self._rounds: dict[str, int] = {}
        self._lock = Lock()

    def subscribe(self, bus: EventBus) -> None:
        for kind in TELLS:
            bus.subscribe(kind, self._happened)
        bus.subscribe(events.PouchRoundChanged, self._round_changed)
        bus.subscribe(events.StationChanged, self._station_changed)

    def follow(self, caller: Caller, _topic: str) -> Iterable[tuple[str, object]]:
        with self._lock:
            self._pages.add(caller.sid)
        return [(name, snapshot()) for name, snapshot in self._parts.items()]

    def follow_round(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        number = int(topic.partition(":")[2])
        try:
            told = self._snapshots.round(number)
        except Refused:
            return []  # its page was opened with an address that leads nowhere, and says so itself
        with self._lock:
            self._rounds[caller.sid] = number
        return [("round", told)]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.discard(caller.sid)
            self._rounds.pop(caller.sid, None)

    def copies_changed(self) -> None:
        self._tell(("matters",))

    def _happened(self, event: object) -> None:
        self._tell(TELLS[type(event)])

    def _tell(self, parts: Iterable[str]) -> None:
        if self._pages:
            for part in parts:
                self._outbox.tell_soon(TOPIC, part, self._parts[part])

    def _round_changed(self, event: events.PouchRoundChanged) -> None:
        self._tell_rounds({event.round})

    def _station_changed(self, _event: events.StationChanged) -> None:
        """It says now that it reads, or that it opens again."""
        self._tell_rounds(set(self._rounds.values()))

    def _tell_rounds(self, numbers: set[int]) -> None:
        for number in numbers & set(self._rounds.values()):
            snapshot = partial(self._snapshots.round, number)
            self._outbox.tell_soon(f"{ROUND}:{number}", "round", snapshot)
