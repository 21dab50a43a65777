"""Tells reception and the custody desk how many devices want something done, and each person of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from threading import Lock

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.custody_devices import Device
from controller.domain.events import CustodyChanged
from controller.services.bus import EventBus
from controller.services.custody.lists import Lists
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC, MINE = "custody", "custody-mine"
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


class MineFeed:
    """Of what somebody took, holds or is to take over. Nobody hears of a change to another's."""

    def __init__(self, lists: Lists, outbox: Outbox) -> None:
        self._lists, self._outbox = lists, outbox
        self._pages: dict[str, tuple[Account, Sequence[Device]]] = {}
        self._lock = Lock()

    def follow(self, caller: Caller, _: str) -> Iterable[tuple[str, object]]:
        mine = self._lists.mine(caller.account)
        with self._lock:
            self._pages[caller.sid] = caller.account, mine
        return [(MINE, _mine(caller.account, mine))]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.pop(caller.sid, None)

    def changed(self, _: CustodyChanged) -> None:
        with self._lock:
            pages = list(self._pages.items())
        for sid, (account, known) in pages:
            mine = self._lists.mine(account)
            if mine != known:
                with self._lock:
                    if sid in self._pages:
                        self._pages[sid] = account, mine
                self._outbox.tell_soon(sid, MINE, partial(_mine, account, mine))


def _mine(account: Account, devices: Sequence[Device]) -> dict[str, object]:
    waiting = sum(one.waits_for(account) for one in devices)
    return {"waiting": waiting, "devices": len(devices)}
