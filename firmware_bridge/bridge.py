"""Relays stations on serial lines to the broker. It holds no key: it can neither read a secret nor forge an
order.

The path of a message: SerialLine → StationPort → Uplink → MqttLink, and back (docs/protocol.md §2.2).
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from firmware_bridge.event_queue import LIMIT, EventQueue, QueueError
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.station_port import PortReport, StationPort
from firmware_bridge.transport.broker import Broker, BrokerUrlError
from firmware_bridge.transport.mqtt import MqttLink
from firmware_bridge.transport.serial import SerialLine
from firmware_bridge.uplink import Uplinks

log = logging.getLogger(__name__)

PUMP_S = 0.1


@dataclass(frozen=True, slots=True)
class BridgeReport:
    """How things stand at each port; `kept` counts the events here by station."""

    ports: list[PortReport]
    kept: dict[str, int]

    def __str__(self) -> str:
        """One line for a person."""
        here = {port.station for port in self.ports}
        gone = [f"{name}: not here, {count} of its events kept" for name, count in self.kept.items()]
        return "; ".join([*map(str, self.ports), *(text for text in gone if text.split(":")[0] not in here)])


class Bridge:
    """A station to a port. `say` gets a sentence for each change that a person should know.

    `queue` is a file that the bridge has for itself; None keeps in memory what cannot be passed on. Raises
    QueueError.
    """

    def __init__(
        self,
        ports: Sequence[str],
        where: Callable[[Address], Broker],
        *,
        site: str | None = None,
        queue: Path | None = None,
        limit: int = LIMIT,
        say: Callable[[str], None] = log.info,
    ) -> None:
        self._say = say
        self._queue = EventQueue(queue, limit)
        self._uplinks = Uplinks(where, self._queue, MqttLink)
        self.ports = [StationPort(port, self._uplinks, SerialLine, site=site, say=say) for port in ports]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bridge", daemon=True)
        self._last_trouble = ""

    @property
    def report(self) -> BridgeReport:
        return BridgeReport([port.report for port in self.ports], self._queue.stations())

    def start(self) -> None:
        for name in self._queue.stations():
            self._guarded(partial(self._uplinks.send_kept, name))
        for port in self.ports:
            port.start()
        self._thread.start()

    def stop(self) -> None:
        """Says goodbye for every station."""
        self._stopping.set()
        self._thread.join()
        for port in self.ports:
            port.stop()
        self._uplinks.stop()
        self._queue.close()

    def _run(self) -> None:
        while not self._stopping.wait(PUMP_S):
            self._guarded(self._uplinks.pump)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (QueueError, BrokerUrlError) as error:
            if str(error) != self._last_trouble:
                self._last_trouble = str(error)
                self._say(str(error))
