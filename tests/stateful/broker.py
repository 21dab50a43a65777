"""A broker of the least that MQTT 3.1.1 promises at QoS 1, with a hop to and from each of its clients."""

import random
from collections import defaultdict
from collections.abc import Callable

from paho.mqtt.client import topic_matches_sub

from firmware_bridge.transport.link import LinkHandler, MessageHandler, Will
from tests.stateful.hops import Hop, Message


class Broker:
    """Hops are named `<client>.out` and `<client>.in`, and stay when a client is made anew."""

    def __init__(self, rng: random.Random) -> None:
        self.running = True
        self.retained: dict[str, bytes] = {}
        self.clients: dict[str, Client] = {}
        self.hops: dict[str, Hop] = defaultdict(lambda: Hop(rng))
        self.kept: dict[str, tuple[str, ...]] = {}  # sessions of those who asked for one, and their filters
        self.recorded: list[Message] = []  # what an eavesdropper has heard

    def pump(self) -> bool:
        if not self.running:
            return False
        for client in tuple(self.clients.values()):
            client.connect()
        return any([client.pump() for client in tuple(self.clients.values())])

    def stop(self) -> None:
        self.running = False
        for client in tuple(self.clients.values()):
            client.cut()

    def start(self, *, forgetful: bool = False) -> None:
        """`forgetful`: it had kept nothing on disk."""
        self.running = True
        if forgetful:
            self.retained.clear()
            for name in self.kept:
                self.hops[f"{name}.in"].clear()

    def take(self, message: Message) -> None:
        self.recorded.append(message)
        if message.retained:
            self.retained[message.topic] = message.payload
        for name in {**self.clients, **self.kept}:
            if self._wants(name, message.topic):
                self.hops[f"{name}.in"].put(message._replace(retained=False))

    def heal(self) -> None:
        for hop in self.hops.values():
            hop.heal()

    def _wants(self, name: str, topic: str) -> bool:
        client = self.clients.get(name)
        filters = client.filters if client and client.up else self.kept.get(name, ())
        return any(topic_matches_sub(one, topic) for one in filters)


class Client:
    """What the parts take for their MQTT link (`transport.link.Link`)."""

    def __init__(
        self,
        broker: Broker,
        name: str,
        on_message: MessageHandler,
        on_link: LinkHandler,
        will: Will | None = None,
        *,
        clean: bool = True,
    ) -> None:
        self.name, self.will, self._clean = name, will, clean
        self.filters: tuple[str, ...] = ()
        self.up = False
        self._broker, self._on_message, self._on_link = broker, on_message, on_link
        self._out, self._in = broker.hops[f"{name}.out"], broker.hops[f"{name}.in"]

    def start(self) -> None:
        self._broker.clients[self.name] = self

    def connect(self) -> None:
        if self.up:
            return
        self.up = True
        if not self._clean:
            self._broker.kept[self.name] = self.filters
        self._out.reconnect()
        self._in.reconnect()
        self._hand_out_retained(self.filters)
        self._on_link(True, "connected to the broker")

    def cut(self) -> None:
        """The connection is lost. What this end had not got rid of waits for the next one."""
        if self.up:
            self.up = False
            if self._clean:
                self._in.clear()
            self._on_link(False, "lost the broker")

    def stop(self) -> None:
        """Says goodbye; all that was said before it arrives."""
        while self._out.pump(self._broker.take):
            pass
        self._leave()

    def vanish(self) -> None:
        """Without a word: what was still to be sent is lost."""
        if self.up and self.will:
            self._broker.take(Message(self.will.topic, self.will.payload, True))
        self._leave()

    def subscribe(self, *filters: str) -> None:
        self.filters += filters
        if self.up:
            self._hand_out_retained(filters)

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        if self.up:
            self._out.put(Message(topic, payload, retained))
        return self.up

    def hand_over(self, topic: str, payload: bytes) -> Callable[[], bool] | None:
        if not self.up:
            return None
        message = Message(topic, payload)
        self._out.put(message)
        return lambda: not self._out.holds(message)

    def pump(self) -> bool:
        moved = self.up and self._out.pump(self._broker.take)
        return (self.up and self._in.pump(self._receive)) or moved

    def _receive(self, message: Message) -> None:
        self._on_message(*message)

    def _leave(self) -> None:
        self.up = False
        self._out.clear()
        if self._clean:
            self._in.clear()
        if self._broker.clients.get(self.name) is self:
            del self._broker.clients[self.name]

    def _hand_out_retained(self, filters: tuple[str, ...]) -> None:
        for topic, payload in tuple(self._broker.retained.items()):
            if any(topic_matches_sub(one, topic) for one in filters):
                self._in.put(Message(topic, payload, True))
