"""What stations are told: sealed for one station each, never retained, gone after some seconds."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from controller.clock import Clock
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import MAX_TTL, Address, new_msg_id, seal
from firmware_bridge.protocol.v1.messages import AuthorityPage, Order

log = logging.getLogger(__name__)

ORDER_TTL = timedelta(seconds=10)
AUTHORITY_TTL = timedelta(seconds=60)  # a full one is many pages, and a serial line is slow
AGAIN_AFTER_S = 5.0


class Link(Protocol):
    @property
    def up(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def subscribe(self, *filters: str) -> None: ...
    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool: ...


OnMessage = Callable[[str, bytes, bool], None]
OnLink = Callable[[bool, str], None]
MakeLink = Callable[[OnMessage, OnLink], Link]


class StationLink:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._site = ""
        self._link: Link | None = None
        self._told: dict[str, tuple[int, float]] = {}

    def start(self, site: str, make_link: MakeLink, on_message: OnMessage, on_link: OnLink) -> None:
        self._site = site
        self._link = make_link(on_message, on_link)
        self._link.subscribe(*topics.subscriptions(site))
        self._link.start()

    def stop(self) -> None:
        if self._link:
            self._link.stop()

    @property
    def up(self) -> bool:
        return self._link is not None and self._link.up

    def send(
        self,
        station_id: str,
        key: bytes,
        order: Order,
        ttl: timedelta = ORDER_TTL,
        msg_id: bytes | None = None,
    ) -> bool:
        """False when there is no link: an order is not kept for later, it would be stale by then.

        `msg_id` is given by who waits for the answer to this very order.
        """
        if self._link is None or not self._link.up:
            return False
        address = Address(self._site, station_id)
        ttl = min(ttl * getattr(self._clock, "speed", 1.0), MAX_TTL)  # wires take real time
        data = seal(order, address, key, now=self._clock.now(), ttl=ttl, msg_id=msg_id or new_msg_id())
        return self._link.publish(topics.orders(address), data)

    def send_authority(
        self, station_id: str, key: bytes, pages: Sequence[AuthorityPage], *, now: bool = False
    ) -> None:
        """At most every few seconds for one version, unless `now`: a station needs time to take it in."""
        version, base = pages[0].version, pages[0].base
        told, at = self._told.get(station_id, (0, 0.0))
        moment = self._clock.monotonic()
        if told == version and moment - at < AGAIN_AFTER_S and not now:
            return
        log.info("station=%s authority=%d base=%s pages=%d", station_id, version, base, len(pages))
        if all([self.send(station_id, key, page, AUTHORITY_TTL) for page in pages]):
            self._told[station_id] = version, moment
