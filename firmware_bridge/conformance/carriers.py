"""How the kit reaches the station: over its serial line, as a bridge does, or through a broker."""

import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from firmware_bridge.conformance.clauses import Carriage
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.transport.broker import Broker
from firmware_bridge.transport.mqtt import MqttLink
from firmware_bridge.transport.serial import SerialLine

NOTICE_S = 4.0


@dataclass(frozen=True, slots=True)
class Said:
    """A content that the station sent. `topic` is empty on a serial line."""

    content: bytes
    topic: str = ""
    retained: bool = False


class Carrier(Protocol):
    @property
    def carriage(self) -> Carriage: ...

    @property
    def broken(self) -> int:
        """Frames from the station that were not whole."""

    def receive(self, timeout_s: float) -> Said | None: ...

    def send(self, address: Address, data: bytes, *, retained: bool = False) -> None: ...

    def noise(self, data: bytes) -> None:
        """Bytes on a serial line that are no frame of ours."""

    def link(self, up: bool) -> bool:
        """Whether the carrier itself could cut or mend the station's link."""

    def now(self) -> float:
        """Unix seconds."""

    def monotonic(self) -> float:
        """Seconds that no setting of a clock changes."""

    def close(self) -> None: ...


def ignore_sentence(_sentence: str) -> None:
    """For a user who does not ask what is wrong with the line."""


class _Queued:
    def __init__(self) -> None:
        self._said: queue.Queue[Said] = queue.Queue()

    def receive(self, timeout_s: float) -> Said | None:
        try:
            return self._said.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class SerialCarrier(_Queued):
    """Plays the bridge; it says every few seconds that there is a broker."""

    carriage = Carriage.SERIAL

    def __init__(self, port: str, say: Callable[[str], None] = ignore_sentence) -> None:
        super().__init__()
        self._say = say
        self._broker, self._noticed_at = True, float("-inf")
        self._noticing = threading.Lock()
        self._line = SerialLine(
            port,
            on_content=lambda content: self._said.put(Said(content)),
            on_line=self._changed,
            on_idle=self._notice_again,
        )
        self._line.start()

    @property
    def broken(self) -> int:
        return self._line.broken

    def send(self, address: Address, data: bytes, *, retained: bool = False) -> None:
        self._line.send(data)

    def noise(self, data: bytes) -> None:
        self._line.write(data)

    def link(self, up: bool) -> bool:
        with self._noticing:
            self._broker = up
        self._notice()
        return True

    def close(self) -> None:
        self._line.stop()

    def _changed(self, up: bool, sentence: str) -> None:
        if up:
            self._say = ignore_sentence  # from now on it goes away whenever the power does
            self._line.send(BROKER_DOWN)
            self._notice()
        else:
            self._say(sentence)

    def _notice_again(self) -> None:
        if time.monotonic() - self._noticed_at >= NOTICE_S:
            self._notice()

    def _notice(self) -> None:
        with self._noticing:  # the line's own thread says it too
            self._noticed_at = time.monotonic()
            self._line.send(BROKER_UP if self._broker else BROKER_DOWN)


class MqttCarrier(_Queued):
    """Hears every station of `site` (`+` for any); the examiner takes up the one whose key it has."""

    carriage = Carriage.MQTT
    broken = 0

    def __init__(self, broker: Broker, site: str = "+", say: Callable[[str], None] = ignore_sentence) -> None:
        super().__init__()
        self._link = MqttLink(
            broker,
            f"conformance-{secrets.token_hex(4)}",
            on_message=lambda *what: self._said.put(Said(what[1], what[0], what[2])),
            on_link=lambda up, sentence: None if up else say(sentence),
        )
        self._link.subscribe(*topics.subscriptions(site))
        self._link.start()

    def send(self, address: Address, data: bytes, *, retained: bool = False) -> None:
        self._link.publish(topics.orders(address), data, retained=retained)

    def noise(self, data: bytes) -> None:
        raise NotImplementedError("there is no line to make a noise on")

    def link(self, up: bool) -> bool:
        return False

    def close(self) -> None:
        self._link.stop()
