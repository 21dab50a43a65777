"""How a simulated station reaches the broker: by MQTT, or over a pseudo-terminal and the bridge."""

import math
import os
import threading
import tty
from collections import deque
from collections.abc import Callable
from pathlib import Path

from firmware_bridge.firmware.serial_link import SerialLink
from firmware_bridge.firmware.words import LEAVES
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.vocabulary import Lifecycle
from firmware_bridge.transport.broker import Broker, parse_broker
from firmware_bridge.transport.link import Will
from firmware_bridge.transport.mqtt import MqttLink
from simulators.faults.links import FaultyLink, FaultyPort, StationLink
from simulators.faults.wire import Wires

Connect = Callable[[Address, Callable[[], None], Callable[[], int], Wires], StationLink]
"""Takes the station's address, its doorbell, its network timer (ms) and the faults of its wires; the link is
trying to come up already.
"""


def over_mqtt(broker: str | Broker) -> Connect:
    where = broker if isinstance(broker, Broker) else parse_broker(broker)

    def connect(
        address: Address, ring: Callable[[], None], timer: Callable[[], int], wires: Wires
    ) -> StationLink:
        return FaultyLink(MqttStationLink(where, address, ring), wires)

    return connect


def over_serial(port: Path) -> Connect:
    """`port` becomes a link to the pseudo-terminal, for the bridge to open, for as long as the station has
    power.
    """
    return lambda _address, _ring, timer, wires: PtyStationLink(port, timer, wires)


class MqttStationLink:
    """Dials anew after each loss: what the client library had under way would overtake the station's own
    replay, which begins at its oldest event.
    """

    def __init__(self, broker: Broker, address: Address, ring: Callable[[], None]) -> None:
        self._broker, self._address, self._ring = broker, address, ring
        self._received: deque[tuple[bytes, bool]] = deque()
        self._was_up = False
        self._link = self._dial()

    @property
    def up(self) -> bool:
        return self._link.up

    @property
    def descriptor(self) -> None:
        return None

    @property
    def wait_s(self) -> float:
        return math.inf

    def send(self, kind: int, data: bytes) -> bool:
        return self._link.publish(f"{topics.ROOT}/{self._address}/{LEAVES[kind]}", data)

    def state(self, word: str) -> None:
        self._link.publish(topics.state(self._address), word.encode(), retained=True)

    def poll(self) -> list[tuple[bytes, bool]]:
        if self._was_up and not self._link.up:
            threading.Thread(target=self._link.vanish, daemon=True).start()  # it waits for the library's own
            self._link = self._dial()
        self._was_up = self._link.up
        return [self._received.popleft() for _ in range(len(self._received))]

    def stop(self) -> None:
        self.state(Lifecycle.DISCONNECTED)
        self._link.stop()

    def vanish(self) -> None:
        self._link.vanish()

    def _dial(self) -> MqttLink:
        link = MqttLink(
            self._broker,
            f"station-{self._address.site}-{self._address.station}",
            on_message=self._take,
            on_link=lambda _up, _sentence: self._ring(),
            will=Will(topics.state(self._address), Lifecycle.LOST.encode()),
        )
        link.subscribe(topics.orders(self._address))
        link.start()
        return link

    def _take(self, _topic: str, payload: bytes, retained: bool) -> None:
        self._received.append((payload, retained))
        self._ring()


class PtyPort:
    """The station's end of a serial cable; without power there is no port at all, as with a USB station."""

    def __init__(self, path: Path) -> None:
        self.descriptor, self._far_end = os.openpty()
        tty.setraw(self._far_end)
        os.set_blocking(self.descriptor, False)
        self._path = path
        path.unlink(missing_ok=True)
        path.symlink_to(os.ttyname(self._far_end))

    def read(self) -> bytes:
        try:
            return os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        """What a bridge that does not listen leaves no room for is lost, as on a real line."""
        try:
            os.write(self.descriptor, data)
        except BlockingIOError:
            return

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._far_end)
        os.close(self.descriptor)


class PtyStationLink:
    def __init__(self, path: Path, timer: Callable[[], int], wires: Wires) -> None:
        self._port = PtyPort(path)
        self._line = FaultyPort(self._port, wires)
        self._link = SerialLink(self._line, timer)

    @property
    def up(self) -> bool:
        return bool(self._link.up)

    @property
    def descriptor(self) -> int:
        return self._port.descriptor

    @property
    def wait_s(self) -> float:
        return self._line.wait_s

    def send(self, kind: int, data: bytes) -> bool:
        return bool(self._link.send(kind, data))

    def state(self, word: str) -> None:
        self._link.state(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        return list(self._link.poll())

    def stop(self) -> None:
        self.state(Lifecycle.DISCONNECTED.value)
        self.vanish()

    def vanish(self) -> None:
        self._port.close()
