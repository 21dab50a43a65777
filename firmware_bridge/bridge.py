"""Relays one station's serial line to the broker. It holds no key: it can neither read a secret nor forge an
order.

The path of a message: serial.SerialLine → Bridge → mqtt.MqttLink, and back (docs/protocol.md §2.2).
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP, MAX_CONTENT
from firmware_bridge.protocol.v1 import canonical, topics
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, Header, peek
from firmware_bridge.protocol.v1.vocabulary import Lifecycle
from firmware_bridge.transport.broker import Broker
from firmware_bridge.transport.link import Will
from firmware_bridge.transport.mqtt import MqttLink
from firmware_bridge.transport.serial import SerialLine

log = logging.getLogger(__name__)

NOTICE_S = 5.0
QUEUE = 64  # the station keeps its events until they are acknowledged, so this is only for what is under way


@dataclass(slots=True)
class Counts:
    """Since the bridge started. `refused` were no envelopes of this station, or retained by the broker."""

    from_station: int = 0
    to_station: int = 0
    refused: int = 0


class Bridge:
    """`say` gets a sentence for each change that a person should know; with `site` None any site will do."""

    def __init__(
        self, port: str, broker: Broker, *, site: str | None = None, say: Callable[[str], None] = log.info
    ) -> None:
        self.counts = Counts()
        self.address: Address | None = None
        self._broker, self._site, self._say = broker, site, say
        self._line = SerialLine(
            port, on_content=self._from_line, on_line=self._line_changed, on_idle=self._idle
        )
        self._link: MqttLink | None = None
        self._word = Lifecycle.INIT
        self._queue: deque[tuple[str, bytes]] = deque(maxlen=QUEUE)
        self._noticed_at = float("-inf")
        self._last_refusal = ""

    def start(self) -> None:
        self._line.start()

    def stop(self) -> None:
        self._line.send(BROKER_DOWN)
        self._line.stop()
        self._leave(Lifecycle.DISCONNECTED)

    @property
    def status(self) -> str:
        """One line for a person."""
        broker = "no broker" if self._link is None else "broker up" if self._link.up else "broker down"
        counts = self.counts
        return (
            f"{self.address or 'no station yet'}: port {'open' if self._line.up else 'closed'}, {broker}, "
            f"{counts.from_station} from it, {counts.to_station} to it, {counts.refused} refused, "
            f"{self._line.broken} broken"
        )

    # From the station

    def _from_line(self, content: bytes) -> None:
        try:
            word = self._lifecycle(content)
            if word is None:
                self._relay(peek(content), content)
            else:
                self._word = word
                self._publish_state()
        except EnvelopeError as error:
            self._refuse(error.sentence)

    def _lifecycle(self, content: bytes) -> Lifecycle | None:
        """The word of a notice; None for anything else. Raises EnvelopeError."""
        value = canonical.loads(content)
        return Lifecycle(value) if value in tuple(Lifecycle) else None

    def _relay(self, header: Header, content: bytes) -> None:
        if header.kind.to_station:
            return self._refuse(
                "the station sent an order, which only a controller may; is the line echoing?"
            )
        if self._site not in (None, header.address.site):
            return self._refuse(
                f"the station belongs to site {header.address.site}, and this bridge to {self._site}"
            )
        if header.address != self.address:
            self._meet(header.address)
        topic = topics.topic_for(header.address, header.kind)
        self.counts.from_station += 1
        if not (self._link and self._link.publish(topic, content)):
            self._queue.append((topic, content))

    def _meet(self, address: Address) -> None:
        self._leave(Lifecycle.DISCONNECTED)
        self.address = address
        self._say(f"station {address} speaks on this line")
        self._link = MqttLink(
            self._broker,
            f"bridge-{address.site}-{address.station}",
            on_message=self._to_station,
            on_link=self._link_changed,
            will=Will(topics.state(address), Lifecycle.LOST.encode()),
        )
        self._link.subscribe(topics.orders(address))
        self._link.start()

    # To the station

    def _to_station(self, topic: str, payload: bytes, retained: bool) -> None:
        if retained or len(payload) > MAX_CONTENT:
            return self._refuse(
                "the broker handed out an order that was retained or too long; no station may have it"
            )
        if self._line.send(payload):
            self.counts.to_station += 1

    # Comings and goings

    def _link_changed(self, up: bool, sentence: str) -> None:
        self._say(sentence)
        if up:
            self._publish_state()
            self._flush()
        self._notice()

    def _line_changed(self, up: bool, sentence: str) -> None:
        self._say(sentence)
        if up:
            self._line.send(BROKER_DOWN)  # so that the station takes what follows for a new link
            self._notice()
        else:
            self._word = Lifecycle.LOST
            self._publish_state()

    def _idle(self) -> None:
        if time.monotonic() - self._noticed_at >= NOTICE_S:
            self._notice()

    def _notice(self) -> None:
        self._noticed_at = time.monotonic()
        self._line.send(BROKER_UP if self._link is None or self._link.up else BROKER_DOWN)

    def _publish_state(self) -> None:
        if self._link is not None and self.address is not None:
            self._link.publish(topics.state(self.address), self._word.encode(), retained=True)

    def _flush(self) -> None:
        while self._queue and self._link is not None and self._link.publish(*self._queue[0]):
            self._queue.popleft()

    def _leave(self, word: Lifecycle) -> None:
        if self._link is not None:
            self._word = word
            self._publish_state()
            self._link.stop()
            self._link = None

    def _refuse(self, sentence: str) -> None:
        self.counts.refused += 1
        if sentence != self._last_refusal:
            self._last_refusal = sentence
            self._say(sentence)
