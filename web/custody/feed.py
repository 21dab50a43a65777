"""Tells reception and the custody desk how many devices want something done."""

from collections.abc import Iterable
from dataclasses import asdict

from controller.domain.events import CustodyChanged
from controller.services.bus import EventBus
from controller.services.custody.lists import Lists
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC = "custody"


class CustodyFeed:
    def __init__(self, lists: Lists, outbox: Outbox) -> None:
        self._lists, self._outbox = lists, outbox

    def subscribe(self, bus: EventBus) -> None:
        bus.subscribe(CustodyChanged, lambda _: self._tell())

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [(TOPIC, self._counts())]

    def _tell(self) -> None:
        self._outbox.tell_soon(TOPIC, TOPIC, self._counts)

    def _counts(self) -> dict[str, object]:
        return asdict(self._lists.counts())
