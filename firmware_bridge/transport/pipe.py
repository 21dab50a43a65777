"""A broker in the same process, for tests: nothing moves until `pump`."""

from collections import deque
from collections.abc import Callable

from paho.mqtt.client import topic_matches_sub

from firmware_bridge.transport.link import LinkHandler, MessageHandler, Will, ignore_link, ignore_message


class PipeBroker:
    """Retains, delivers in order, publishes wills. Not for threads."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self.links: list[PipeLink] = []
        self.running = True
        self._waiting: deque[tuple[str, bytes, bool]] = deque()

    def link(
        self,
        on_message: MessageHandler = ignore_message,
        on_link: LinkHandler = ignore_link,
        will: Will | None = None,
    ) -> "PipeLink":
        return PipeLink(self, on_message, on_link, will)

    def pump(self) -> int:
        """Delivers all that waits, and all that this causes; says how many messages that was."""
        count = 0
        while self._waiting:
            topic, payload, _ = self._waiting.popleft()
            count += 1
            for link in [one for one in self.links if one.wants(topic)]:
                link.on_message(topic, payload, False)
        return count

    def stop(self) -> None:
        """As if the broker had been killed: what it had not delivered is gone."""
        self.running = False
        self._waiting.clear()
        for link in tuple(self.links):
            link.cut("lost the broker")

    def restart(self, *links: "PipeLink") -> None:
        self.running = True
        for link in links:
            link.start()

    def take(self, topic: str, payload: bytes, retained: bool) -> None:
        if retained:
            self.retained[topic] = payload
        self._waiting.append((topic, payload, retained))


class PipeLink:
    def __init__(
        self, broker: PipeBroker, on_message: MessageHandler, on_link: LinkHandler, will: Will | None
    ) -> None:
        self.on_message, self.on_link, self.will = on_message, on_link, will
        self._broker, self._filters = broker, list[str]()

    @property
    def up(self) -> bool:
        return self in self._broker.links

    def start(self) -> None:
        if not self._broker.running:
            return self.on_link(False, "no broker answers in this process")
        self._broker.links.append(self)
        self.on_link(True, "connected to the broker in this process")
        self._send_retained(self._filters)

    def stop(self) -> None:
        if self.up:
            self._broker.links.remove(self)

    def vanish(self) -> None:
        """Drops out without a word; the will is published."""
        if self.up and self.will:
            self._broker.take(self.will.topic, self.will.payload, True)
        self.stop()

    def cut(self, sentence: str) -> None:
        self.stop()
        self.on_link(False, sentence)

    def subscribe(self, *filters: str) -> None:
        self._filters += filters
        if self.up:
            self._send_retained(filters)

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        if self.up:
            self._broker.take(topic, payload, retained)
        return self.up

    def hand_over(self, topic: str, payload: bytes) -> Callable[[], bool] | None:
        """The broker has it at once."""
        return (lambda: True) if self.publish(topic, payload) else None

    def wants(self, topic: str) -> bool:
        return any(topic_matches_sub(one, topic) for one in self._filters)

    def _send_retained(self, filters: "list[str] | tuple[str, ...]") -> None:
        for topic, payload in tuple(self._broker.retained.items()):
            if any(topic_matches_sub(one, topic) for one in filters):
                self.on_message(topic, payload, True)
