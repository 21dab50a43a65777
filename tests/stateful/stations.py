"""A station with the real firmware, whose power can go at any moment."""

import random
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.serial_link import SerialLink
from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.words import LEAVES
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.pairing import pairing_code
from firmware_bridge.transport.link import Will
from simulators.station_hardware import SimulatedReader, SimulatedSignals
from tests.stateful.broker import Broker, Client
from tests.stateful.hardware import Bolt, Flash, PowerCut, Switch
from tests.stateful.hops import Hop, Message
from tests.stateful.times import TrueTime

SITE = "northgate"
STARTS_IN = 100  # ms; no power cut is over at once, and an order of before it was sent before it


class Watcher(Protocol):
    """Who writes down what a station did."""

    def moved(self, station: str) -> None: ...
    def wrote(self, station: str, data: bytes) -> None: ...
    def wrote_event(self, station: str, content: bytes) -> bool: ...
    def lost_power(self, station: str) -> None: ...
    def said(self, station: str, data: bytes) -> None: ...
    def got(self, station: str, data: bytes, retained: bool) -> None: ...


class Box:
    """`connect` makes its link anew at each power-on; it gets the box's timer."""

    def __init__(self, name: str, time: TrueTime, seed: int, watcher: Watcher) -> None:
        self.name, self.address = name, Address(SITE, name)
        self._time, self._rng = time, random.Random(seed)
        self._watcher = watcher
        self.flash = Flash(self._rng, lambda data: watcher.wrote(name, data))
        self.bolt = Bolt(lambda: watcher.moved(name))
        self.switch = Switch()
        self.identity_key: bytes = identity.make(self.flash, SITE, name, self._rng.randbytes).key
        self.connect: Callable[[Box], Any] = lambda _: None
        self.station: Any = None
        self.powered_at = 0
        self._link: Any = None

    @property
    def code(self) -> str:
        """Of the key that it has now."""
        return pairing_code(identity.load(self.flash).key)

    @property
    def on(self) -> bool:
        return self.station is not None

    @property
    def waiting(self) -> int:
        """Events that nobody has confirmed; for a station that is on."""
        return int(self.station.store.waiting)

    def timer(self) -> int:
        return self._time.ms - self.powered_at

    def power_on(self) -> None:
        if self.on:
            return
        self._time.ms += STARTS_IN
        self.powered_at = self._time.ms
        self._link, self.reader = Overheard(self.connect(self), self.name, self._watcher), SimulatedReader()
        try:
            self.station = Station(self._parts())
            self.station.start()
        except PowerCut:
            self.power_off()

    def power_off(self) -> None:
        self.station = None
        self._watcher.lost_power(self.name)
        self.flash.lose_power()
        self.bolt.cut = ""
        if self._link is not None:
            self._link.vanish()
            self._link = None

    def tap(self, uid: bytes) -> None:
        if self.on:
            self.reader.hold(uid)
            self.step()

    def step(self) -> bool:
        """One turn of its loop; True if it had something to do."""
        if not self.on:
            return False
        before = self._link.count
        try:
            self.station.step()
        except PowerCut:
            self.power_off()
            return True
        return bool(self._link.count != before)

    def _parts(self) -> Parts:
        return Parts(
            flash=self.flash,
            lock=self.bolt,
            signals=SimulatedSignals(),
            link=self._link,
            reader=self.reader,
            ticks=self.timer,
            timer=self.timer,
            random=self._rng.randbytes,
            model="stateful",
            switch=self.switch,
        )


class Overheard:
    """A link with somebody who listens to what the station says; `count` rises with all that passes."""

    def __init__(self, link: Any, station: str, watcher: Watcher) -> None:
        self._link, self._station, self._watcher = link, station, watcher
        self.count = 0

    @property
    def up(self) -> bool:
        return bool(self._link.up)

    def send(self, kind: int, data: bytes) -> bool:
        taken = bool(self._link.send(kind, data))
        if taken:
            self.count += 1
            self._watcher.said(self._station, data)
        return taken

    def state(self, word: str) -> None:
        self._link.state(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        received = list(self._link.poll())
        self.count += len(received)
        for data, retained in received:
            self._watcher.got(self._station, data, retained)
        return received

    def vanish(self) -> None:
        self._link.vanish()


class OverMqtt:
    """What a station needs of its link to a broker."""

    def __init__(self, broker: Broker, address: Address) -> None:
        self._address = address
        self._received: deque[tuple[bytes, bool]] = deque()
        self._client = Client(
            broker,
            address.station,
            lambda _, payload, retained: self._received.append((payload, retained)),
            lambda _up, _sentence: None,
            Will(topics.state(address), b"lost"),
        )
        self._client.subscribe(topics.orders(address))
        self._client.start()

    @property
    def up(self) -> bool:
        return self._client.up

    def send(self, kind: int, data: bytes) -> bool:
        return self._client.publish(f"{topics.ROOT}/{self._address}/{LEAVES[kind]}", data)

    def state(self, word: str) -> None:
        self._client.publish(topics.state(self._address), word.encode(), retained=True)

    def poll(self) -> list[tuple[bytes, bool]]:
        received, self._received = self._received, deque()
        return list(received)

    def vanish(self) -> None:
        self._client.vanish()


class Line:
    """A serial cable: `up` leads from the station to the bridge, `down` from the bridge to the station."""

    def __init__(self, up: Hop, down: Hop) -> None:
        self.up, self.down = up, down
        self._arrived = bytearray()

    def pump(self) -> bool:
        return self.down.pump(lambda message: self._arrived.extend(message.payload))

    def read(self) -> bytes:
        data = bytes(self._arrived)
        self._arrived.clear()
        return data

    def write(self, data: bytes) -> None:
        self.up.put(Message("", data))


class OverSerial(SerialLink):  # type: ignore[misc]  # the firmware has no types
    def __init__(self, line: Line, timer: Callable[[], int]) -> None:
        super().__init__(line, timer)
        self._line = line

    def vanish(self) -> None:
        self._line.read()
        self._line.up.clear()
        self._line.down.clear()
