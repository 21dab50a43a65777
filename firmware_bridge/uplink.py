"""A station's way to the broker through a bridge, and back; one for each station, whatever port it is at."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from firmware_bridge.event_queue import EventQueue
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.vocabulary import Kind, Lifecycle
from firmware_bridge.transport.broker import Broker
from firmware_bridge.transport.link import Link, LinkHandler, MessageHandler, Will

log = logging.getLogger(__name__)

FRESH_S = 2.0  # what is no event is worth nothing later: by then the station has given up, or says it anew
FRESH = 64
WINDOW = 64  # kept events under way to the broker


class Taker(Protocol):
    """The port at which the station is."""

    def take_order(self, topic: str, payload: bytes, retained: bool) -> None: ...

    def link_changed(self, up: bool, sentence: str) -> None: ...


class MakeLink(Protocol):
    def __call__(
        self,
        broker: Broker,
        client_id: str,
        /,
        *,
        on_message: MessageHandler,
        on_link: LinkHandler,
        will: Will | None,
    ) -> Link: ...


class Uplink:
    """Events are kept on disk while the broker cannot be reached, and go out in their order; nothing else is.

    Without a `taker` it is only here to get rid of what was kept. Raises BrokerUrlError.
    """

    def __init__(
        self,
        address: Address,
        broker: Broker,
        queue: EventQueue,
        taker: Taker | None,
        make_link: MakeLink,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address, self.taker = address, taker
        self._name, self._queue, self._clock = str(address), queue, clock
        self._word = Lifecycle.INIT if taker else None
        self._fresh: deque[tuple[float, str, bytes]] = deque(maxlen=FRESH)
        self._under_way: dict[int, Callable[[], bool]] = {}
        self._last = 0
        self.closed = False
        self._link = make_link(
            broker,
            f"bridge-{address.site}-{address.station}",
            on_message=self._heard,
            on_link=self._changed,
            will=Will(topics.state(address), Lifecycle.LOST.encode()) if taker else None,
        )

    @property
    def up(self) -> bool:
        return self._link.up

    @property
    def waiting(self) -> int:
        """Events kept here."""
        return self._queue.waiting(self._name)

    def start(self) -> None:
        if self.taker:
            self._link.subscribe(topics.orders(self.address))
        self._link.start()

    def stop(self) -> None:
        self.closed = True
        self._link.stop()

    def say(self, word: Lifecycle) -> None:
        """What the broker tells whoever asks for the station's state."""
        self._word = word
        self._link.publish(topics.state(self.address), word.encode(), retained=True)

    def pass_on(self, kind: Kind, envelope: bytes) -> bool:
        """False if it is an event, and neither the broker nor the queue takes it."""
        topic = topics.topic_for(self.address, kind)
        if kind is not Kind.EVENT:
            if not self._link.publish(topic, envelope):
                self._fresh.append((self._clock(), topic, envelope))
            return True
        if self.waiting == 0 and self._link.publish(topic, envelope):
            return True
        return self._queue.keep(self._name, envelope)

    def pump(self) -> None:
        """Sends what was kept, and drops what the broker has. To be called several times a second."""
        for number in [number for number, arrived in self._under_way.items() if arrived()]:
            self._queue.drop(self._name, number)
            del self._under_way[number]
        if not self.up or not self.waiting:
            return
        topic = topics.topic_for(self.address, Kind.EVENT)
        for kept in self._queue.after(self._name, self._last, WINDOW - len(self._under_way)):
            arrived = self._link.hand_over(topic, kept.envelope)
            if arrived is None:
                return
            self._under_way[kept.number], self._last = arrived, kept.number

    def _heard(self, topic: str, payload: bytes, retained: bool) -> None:
        if self.taker:
            self.taker.take_order(topic, payload, retained)

    def _changed(self, up: bool, sentence: str) -> None:
        if up and self._word:
            self.say(self._word)
        while up and self._fresh:
            at, topic, envelope = self._fresh.popleft()
            if self._clock() - at <= FRESH_S:
                self._link.publish(topic, envelope)
        if self.taker:
            self.taker.link_changed(up, sentence)


class Uplinks:
    """All that one bridge has, over all its ports. `where` says which broker a station is to be taken to, and
    who it is there; it may raise BrokerUrlError.
    """

    def __init__(
        self,
        where: Callable[[Address], Broker],
        queue: EventQueue,
        make_link: MakeLink,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._where, self._queue, self._make_link, self._clock = where, queue, make_link, clock
        self._open: dict[Address, Uplink] = {}
        self._one_at_a_time = threading.RLock()

    def attach(self, address: Address, taker: Taker) -> Uplink:
        """The station speaks at that port now; any other loses it. Raises BrokerUrlError."""
        with self._one_at_a_time:
            self._close(address)
            return self._make(address, taker)

    def detach(self, uplink: Uplink, word: Lifecycle) -> None:
        """The station is gone from its port; what was kept of it stays on its way."""
        with self._one_at_a_time:
            if self._open.get(uplink.address) is uplink:
                uplink.taker = None
                uplink.say(word)
                if not uplink.waiting:
                    self._close(uplink.address)

    def waiting(self, address: Address) -> int:
        """Events kept of that station, whether it is here or not."""
        return self._queue.waiting(str(address))

    def send_kept(self, name: str) -> None:
        """For what was kept of a station before this program was started. Raises BrokerUrlError."""
        with self._one_at_a_time:
            address = Address(*name.split("/"))
            if address not in self._open:
                self._make(address, None)

    def pump(self) -> None:
        with self._one_at_a_time:
            for address, uplink in tuple(self._open.items()):
                uplink.pump()
                if uplink.taker is None and not uplink.waiting:
                    self._close(address)

    def stop(self) -> None:
        with self._one_at_a_time:
            for address in tuple(self._open):
                self._close(address)

    def _make(self, address: Address, taker: Taker | None) -> Uplink:
        broker = self._where(address)
        made = Uplink(address, broker, self._queue, taker, self._make_link, self._clock)
        self._open[address] = made
        made.start()
        return made

    def _close(self, address: Address) -> None:
        if address in self._open:
            self._open.pop(address).stop()
