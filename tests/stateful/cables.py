"""The real bridge in this process, between a line and a broker that both are simulated."""

from collections.abc import Callable
from typing import Any

from firmware_bridge.event_queue import EventQueue
from firmware_bridge.protocol.framing import Deframer, frame
from firmware_bridge.station_port import StationPort
from firmware_bridge.transport.broker import Broker as BrokerAddress
from firmware_bridge.uplink import Uplinks
from tests.stateful.broker import Broker, Client
from tests.stateful.hops import Message
from tests.stateful.stations import SITE, Line
from tests.stateful.times import TrueTime

NOWHERE = BrokerAddress("nowhere", 1)


class NearLine:
    """The bridge's end of a line: what it takes for its `SerialLine`."""

    def __init__(self, line: Line, on_content: Callable[[bytes], None], on_line: Any, on_idle: Any) -> None:
        self.up, self._line = False, line
        self._on_content, self._on_line, self._on_idle = on_content, on_line, on_idle
        self._deframer = Deframer()

    @property
    def broken(self) -> int:
        return self._deframer.broken

    def start(self) -> None:
        self.up = True
        self._on_line(True, "the port is open")

    def stop(self) -> None:
        self.up = False

    def send(self, content: bytes) -> bool:
        if self.up:
            self._line.down.put(Message("", frame(content)))
        return self.up

    def pump(self) -> bool:
        moved = self._line.up.pump(self._take)
        self._on_idle()
        return moved

    def _take(self, message: Message) -> None:
        for content in self._deframer.feed(message.payload):
            self._on_content(content)


class Cable:
    """A line with a bridge at its end, which may be killed and started again."""

    def __init__(self, line: Line, broker: Broker, time: TrueTime) -> None:
        self._line, self._broker, self._time = line, broker, time
        self._near: NearLine | None = None
        self._clients: list[Client] = []
        self._queue = EventQueue()  # its disk, which outlives it

    @property
    def on(self) -> bool:
        return self._near is not None

    def start(self) -> None:
        if self._near is None:
            self._line.up.clear()
            clock = lambda: self._time.ms / 1000  # noqa: E731  # one name for two users
            self._uplinks = Uplinks(lambda _: NOWHERE, self._queue, self._make_link, clock)
            for name in self._queue.stations():
                self._uplinks.send_kept(name)
            port = StationPort(
                "line", self._uplinks, self._make_line, site=SITE, say=lambda _: None, clock=clock
            )
            port.start()

    def kill(self) -> None:
        self._near = None
        for client in self._clients:
            client.vanish()
        self._clients.clear()

    def pump(self) -> bool:
        moved = self._line.pump()
        if self._near is None:
            self._line.up.clear()
            return moved
        moved = self._near.pump() or moved
        self._uplinks.pump()
        return moved

    def _make_line(self, _port: str, *, on_content: Any, on_line: Any, on_idle: Any) -> NearLine:
        self._near = NearLine(self._line, on_content, on_line, on_idle)
        return self._near

    def _make_link(self, _broker: Any, name: str, *, on_message: Any, on_link: Any, will: Any) -> Client:
        client = Client(self._broker, name, on_message, on_link, will)
        self._clients.append(client)
        return client
