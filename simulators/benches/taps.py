"""How long a tap takes at a station that decides by itself: the firmware, and the hardware around it.

The firmware is measured, with a full authority, on flash that really writes. Reader and bolt are reckoned
from the drivers' own figures, since there is no hardware here.
"""

import itertools
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.drivers import bolt, presence
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.station import Station
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, open_sealed, seal
from firmware_bridge.protocol.v1.messages import Boot, BootReply, EventAck, Order, StationEvent
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus
from simulators.benches.school import CLOCK
from simulators.benches.spread import p50_ms, p99_ms
from simulators.station_hardware import FileFlash, SimulatedLock, SimulatedReader, SimulatedSignals

HERE = Address("northgate", "bench-1")
TAGS = 2000  # the most that an authority holds
LOOK_S, ANSWER_S = presence.EVERY_MS / 1000, 0.02  # a tag comes at any moment between two looks
MOVE_S = bolt.MOVE_MS / 1000  # the longest that the bolt may take to be seen moving
PAUSE_S = 0.005


@dataclass(frozen=True, slots=True)
class TapTimes:
    """Milliseconds. `ours` is the firmware on CPython; `mechanics` the reader and the bolt, reckoned."""

    p50_ms: float
    p99_ms: float
    ours_p50_ms: float
    ours_p99_ms: float
    mechanics_p50_ms: float
    mechanics_p99_ms: float


def measure(directory: Path, taps: int) -> TapTimes:
    bench = _Bench(directory)
    ours = [bench.tap(uid) for uid in itertools.islice(itertools.cycle(bench.uids), taps)]
    rng = random.Random(1)
    mechanics = [rng.uniform(0, LOOK_S) + ANSWER_S + MOVE_S for _ in ours]
    both = [one + other for one, other in zip(ours, mechanics, strict=True)]
    return TapTimes(
        *(spread(times) for times in (both, ours, mechanics) for spread in (p50_ms, p99_ms)),
    )


@dataclass
class _Controller:
    """The station's link, and who is at its other end: takes it on, gives it an authority, acknowledges."""

    key: bytes
    tag_key: bytes
    authority: Authority
    up: bool = True
    _orders: list[tuple[bytes, bool]] = field(default_factory=list)

    def send(self, _kind: int, data: bytes) -> bool:
        match open_sealed(data, self.key).message:
            case Boot() as boot:
                sealed = seal_tag_key(self.key, self.tag_key, boot)
                self._order(
                    BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(CLOCK.now()), 15, 10, sealed),
                    *self.authority.pages(),
                )
            case StationEvent() as event:
                self._order(EventAck(event.boot_id, event.seq))
        return True

    def state(self, _word: str) -> None:
        """Nobody looks."""

    def poll(self) -> list[tuple[bytes, bool]]:
        waiting, self._orders = self._orders, []
        return waiting

    def _order(self, *orders: Order) -> None:
        for order in orders:
            ttl = timedelta(seconds=10)
            data = seal(order, HERE, self.key, now=CLOCK.now(), ttl=ttl, msg_id=new_msg_id())
            self._orders.append((data, False))


class _Bench:
    def __init__(self, directory: Path) -> None:
        flash, tag_key = FileFlash(directory), os.urandom(32)
        made = identity.make(flash, HERE.site, HERE.station, os.urandom)
        self.uids = [os.urandom(7) for _ in range(TAGS)]
        self._lock, self._reader = SimulatedLock(), SimulatedReader()
        self._lock.moved = self._moved
        self._moved_at = 0.0
        link = _Controller(made.key, tag_key, _authority([tag_hash(tag_key, uid) for uid in self.uids]))
        signals = SimulatedSignals()
        parts = Parts(flash, self._lock, signals, link, self._reader, _ticks, _ticks, os.urandom, "bench")
        self._station = Station(parts)
        self._station.start()
        while not self._station.in_force()[0]:
            self._station.step()

    def tap(self, uid: bytes) -> float:
        """Seconds from the moment that the tag's number is read until the bolt is told to move."""
        self._reader.hold(uid)
        began = time.perf_counter()
        self._station.step()
        taken = self._moved_at - began
        assert taken > 0, "the station did not open"
        while self._station.store.waiting:
            self._station.step()
        time.sleep(PAUSE_S)
        return taken

    def _moved(self) -> None:
        self._moved_at = time.perf_counter()


def _authority(tags: Sequence[bytes]) -> Authority:
    now = CLOCK.now()
    end = now + timedelta(hours=1)
    return Authority.build(version=1, valid_from=now, valid_until=end, windows=[(now, end)], tags=tuple(tags))


def _ticks() -> int:
    return int(time.monotonic() * 1000)
