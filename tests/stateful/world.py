"""A very small school of real parts in one process and thread, under one time, with faults at every hop."""

import hmac
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.messages import SetKey
from tests.stateful.broker import Broker
from tests.stateful.cables import Cable
from tests.stateful.hops import Hop, Message
from tests.stateful.model import Movement
from tests.stateful.office import Office
from tests.stateful.oracle import Oracle, opened
from tests.stateful.school import STATIONS
from tests.stateful.stations import Box, Line, OverMqtt, OverSerial, Watcher
from tests.stateful.times import SchoolClock, TrueTime

GATE, DESK = STATIONS
TURNS = 3000
MakeBox = Callable[[str, TrueTime, int, Watcher], Any]


class World:
    """`data_dir` holds the school. Everything is switched on, and both stations wait to be adopted."""

    def __init__(self, data_dir: Path, tag_key: bytes, seed: int = 0, make_box: MakeBox = Box) -> None:
        self.time = TrueTime()
        self.clock = SchoolClock(self.time)
        self.rng = random.Random(seed)
        self.broker = Broker(self.rng)
        self.oracle = Oracle(tag_key)
        self.office = Office(data_dir, self.clock, self.broker, self._ordered)
        self.boxes = {name: make_box(name, self.time, seed + n, self) for n, name in enumerate(STATIONS)}
        self.keys = {name: [box.identity_key] for name, box in self.boxes.items()}
        self.line = Line(self.broker.hops["line.up"], self.broker.hops["line.down"])
        self.cable = Cable(self.line, self.broker, self.time)
        self.boxes[GATE].connect = lambda box: OverMqtt(self.broker, box.address)
        self.boxes[DESK].connect = lambda box: OverSerial(self.line, box.timer)
        self.office.start()
        self.cable.start()
        for box in self.boxes.values():
            box.power_on()
        self.settle()

    @property
    def hops(self) -> dict[str, Hop]:
        return self.broker.hops

    def settle(self) -> None:
        """Until nothing moves any more; time stands still meanwhile."""
        for _ in range(TURNS):
            parts = (self.broker.pump, self.office.pump, self.cable.pump)
            moved = [*(pump() for pump in parts), *(box.step() for box in self.boxes.values())]
            if not any(moved):
                return
        raise AssertionError("they talk without an end")

    def pass_time(self, ms: int, steps: int = 1) -> None:
        for _ in range(steps):
            self.time.ms += ms // steps
            self.office.tick()
            self.settle()

    def tap(self, station: str, uid: bytes) -> None:
        self.oracle.gates[station].tapped = uid
        self.boxes[station].tap(uid)
        self.settle()

    def noise(self, up: bool, data: bytes) -> None:
        """Bytes on the line that nobody sent."""
        (self.line.up if up else self.line.down).put(Message("", data))
        self.settle()

    def heal(self) -> None:
        """Everything works again, and so much time passes that all is told."""
        self.broker.heal()
        self.broker.start()
        for box in self.boxes.values():
            box.flash.full = box.bolt.jammed = box.bolt.forced = box.switch.on = False
            box.flash.cut_after, box.bolt.cut = None, ""
        self.office.kill_in = None
        self.office.start()
        self.cable.start()
        for box in self.boxes.values():
            box.power_on()
        self.settle()

    def told(self) -> bool:
        return all(box.on and not box.waiting for box in self.boxes.values())

    # What the parts say and do (stations.Watcher)

    def moved(self, station: str) -> None:
        box, gate = self.boxes[station], self.oracle.gates[station]
        errors = frozenset(self.clock.errors_since(box.powered_at))
        event = self.oracle.diary.last(station)
        self.oracle.moved(
            Movement(station, self.time.ms, gate.tapped, event, errors, box.switch.on, box.flash.full)
        )

    def wrote(self, station: str, data: bytes) -> None:
        self.oracle.diary.wrote(station, data)

    def wrote_event(self, station: str, content: bytes) -> bool:
        return self.oracle.diary.wrote_event(station, content)

    def lost_power(self, station: str) -> None:
        self.oracle.diary.lost_power(station)

    def said(self, station: str, data: bytes) -> None:
        received = opened(data, self.keys[station])
        if received is None:
            self.oracle.wrong.append(f"{station} said what nobody can open")
        else:
            self.oracle.heard_report(station, received, self.time.ms)

    def got(self, station: str, data: bytes, retained: bool) -> None:
        received = opened(data, self.keys[station])
        if received is not None and not retained:
            self.oracle.gates[station].got[received.header.msg_id] += 1

    def _ordered(self, topic: str, payload: bytes) -> None:
        station = topics.parse(topic).address.station
        received = opened(payload, self.keys.get(station, []))
        if received is None:
            return
        self.oracle.heard_order(station, received, self.time.ms)
        if isinstance(received.message, SetKey):
            self.keys[station] += [_new_key(old, received.message) for old in self.keys[station]]


def _new_key(old: bytes, order: SetKey) -> bytes:
    """§12, where `old` is that which signed the order."""
    pad = hmac.digest(old, b"new-key" + order.nonce, "sha256")
    return bytes(one ^ other for one, other in zip(order.sealed, pad, strict=True))
