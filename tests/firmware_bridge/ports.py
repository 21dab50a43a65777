"""Ports of a bridge in this process: lines in a test's hand, and a broker that moves when it is told."""

from collections.abc import Callable

from firmware_bridge.event_queue import EventQueue
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.station_port import StationPort
from firmware_bridge.transport.broker import Broker, BrokerUrlError
from firmware_bridge.transport.link import Will
from firmware_bridge.transport.pipe import PipeBroker, PipeLink
from firmware_bridge.uplink import Uplinks

SITE = "northgate"


class Line:
    """The bridge's end of a line. `heard` is what the station was told."""

    def __init__(self, _port: str, *, on_content, on_line, on_idle) -> None:
        self.say, self._on_line, self.idle = on_content, on_line, on_idle
        self.up, self.broken, self.heard = False, 0, list[bytes]()

    def start(self) -> None:
        self.up = True
        self._on_line(True, "open")

    def stop(self) -> None:
        self.up = False

    def unplug(self) -> None:
        self.up = False
        self._on_line(False, "lost")

    def send(self, content: bytes) -> bool:
        if self.up:
            self.heard.append(content)
        return self.up


class Bench:
    """`strangers` are stations for which there is no login."""

    def __init__(self, queue: EventQueue | None = None, site: str | None = None) -> None:
        self.now, self.broker, self.queue = 0.0, PipeBroker(), queue or EventQueue()
        self.links: dict[str, PipeLink] = {}
        self.strangers: set[str] = set()
        self.sentences: list[str] = []
        self.heard: list[tuple[str, bytes]] = []
        self._desk = self.broker.link(on_message=lambda topic, data, _: self.heard.append((topic, data)))
        self._desk.start()
        self._desk.subscribe(*topics.subscriptions(SITE))
        self._site = site
        self.uplinks = Uplinks(self._where, self.queue, self._make_link, self.clock)

    def clock(self) -> float:
        return self.now

    def port(self, name: str = "one") -> tuple[StationPort, Line]:
        lines: list[Line] = []

        def make_line(port: str, /, **handlers: Callable) -> Line:
            lines.append(Line(port, **handlers))
            return lines[-1]

        made = StationPort(
            name, self.uplinks, make_line, site=self._site, say=self.sentences.append, clock=self.clock
        )
        made.start()
        return made, lines[0]

    def pump(self) -> None:
        self.uplinks.pump()
        self.broker.pump()

    def stop_broker(self) -> None:
        """All that was said before has arrived."""
        self.broker.pump()
        self.broker.stop()

    def start_broker(self) -> None:
        self.broker.restart(self._desk, *self.links.values())

    def payloads(self, leaf: str) -> list[bytes]:
        self.pump()
        return [data for topic, data in self.heard if topic.endswith(f"/{leaf}")]

    def order(self, address: Address, data: bytes, *, retained: bool = False) -> None:
        self._desk.publish(topics.orders(address), data, retained=retained)
        self.pump()

    def _where(self, address: Address) -> Broker:
        if address.station in self.strangers:
            raise BrokerUrlError(f"there is no login for {address.station}")
        return Broker("pipe", 1)

    def _make_link(self, _broker, name: str, /, *, on_message, on_link, will: Will | None) -> PipeLink:
        self.links[name] = self.broker.link(on_message, on_link, will)
        return self.links[name]
