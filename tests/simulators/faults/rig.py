"""The firmware behind the faults of a simulated station, and the smallest controller, in one thread.

Time is moved by hand, so that a minute takes no time.
"""

from collections import Counter, deque
from datetime import datetime, timedelta
from pathlib import Path

from controller.domain.timetable import LONDON
from firmware_bridge.firmware.frames import frame
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.serial_link import SerialLink
from firmware_bridge.firmware.station import Station
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.framing import BROKER_UP, Deframer
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import new_msg_id, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import Boot, BootReply, EventAck, OrderAck, StationEvent, Status
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Mode, What
from simulators.faults.hardware import PowerLost
from simulators.faults.links import FaultyLink, FaultyPort
from simulators.faults.registry import Faults
from simulators.station import SimulatedStation
from simulators.station_links import over_serial
from tests.firmware_bridge.firmware.bench import MemoryFlash

TAG_KEY = bytes(range(200, 232))
UIDS = [bytes([4, number]) for number in range(40)]
BELL = datetime(2025, 10, 6, 15, 10, tzinfo=LONDON)
STEP_S = 0.05
NOTICE_S = 5.0


class Hands:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return BELL + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Broker:
    """The station's link when its wires have no faults: what it sent, and what it is told."""

    up = True

    def __init__(self) -> None:
        self.sent: deque[bytes] = deque()
        self.told: deque[bytes] = deque()
        self.words: list[str] = []

    def send(self, kind: int, data: bytes) -> bool:
        self.sent.append(data)
        return True

    def state(self, word: str) -> None:
        self.words.append(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        return [(self.told.popleft(), False) for _ in range(len(self.told))]


class Cable:
    """A serial line to a bridge that passes on what is whole."""

    def __init__(self, broker: Broker) -> None:
        self._broker, self._deframer = broker, Deframer()

    def read(self) -> bytes:
        return b"".join(frame(data) for data, _ in self._broker.poll())

    def write(self, data: bytes) -> None:
        for content in self._deframer.feed(data):
            try:
                peek(content)
            except EnvelopeError:
                continue  # a lifecycle word
            self._broker.sent.append(content)


class Rig:
    """`run` moves time. `events` are what the controller took, each once, and `repeats` counts copies."""

    def __init__(self, directory: Path, faults: str, *, line: bool = False, seed: int = 1) -> None:
        self.hands, self.broker = Hands(), Broker()
        self.hardware = SimulatedStation("gate-1", directory, self.hands, over_serial(directory / "port"))
        self.hardware.timer = self.hands.monotonic
        self.hardware.flash = in_memory(directory / "flash")
        Faults.parse(faults, seed).fit(self.hardware)
        self.events: dict[tuple[bytes, int], StationEvent] = {}
        self.repeats: Counter[tuple[bytes, int]] = Counter()
        self.status: Status | None = None
        self.acks: list[OrderAck] = []
        self.unreadable = self.boots = self.power_cuts = 0
        self._line, self._noticed = line, -NOTICE_S
        self._power_on()

    def run(self, seconds: float) -> None:
        until = self.hands.seconds + seconds
        while self.hands.seconds < until:
            self.hands.seconds += STEP_S
            self._step()

    def release(self, hours: float = 1.0) -> None:
        """From now on, as long as the station can be told."""
        now, version = self.hands.now(), self.station.in_force()[0] + 1
        authority = Authority.build(
            version=version,
            valid_from=now - timedelta(minutes=1),
            valid_until=now + timedelta(hours=12),
            windows=[(now, now + timedelta(hours=hours))],
            tags=sorted(tag_hash(TAG_KEY, uid) for uid in UIDS),
        )
        for _ in range(30):
            if self.station.mode == Mode.RELEASE:
                return
            for page in authority.pages():
                self.tell(page)
            self.run(3)
        raise AssertionError("the release never came")

    def tap_all(self, apart_s: float = 1.0) -> None:
        for uid in UIDS:
            self.hardware.reader.hold(uid)
            self.run(apart_s)

    def settle(self) -> None:
        """Until everything is acknowledged."""
        for _ in range(100):
            if not self.station.store.waiting:
                return
            self.run(3)
        raise AssertionError(f"{self.station.store.waiting} events were never acknowledged")

    def tell(self, order) -> None:
        address = self.hardware.address
        self.broker.told.append(
            seal(order, address, self.hardware.key, now=self.hands.now(), msg_id=new_msg_id())
        )

    def released(self) -> list[StationEvent]:
        return [one for _, one in sorted(self.events.items()) if one.what is What.RELEASED]

    def count(self, what: What) -> int:
        return sum(one.what is what for one in self.events.values())

    def tags(self) -> Counter[bytes]:
        return Counter(one.tag for one in self.released())

    def _power_on(self) -> None:
        self.boots += 1
        timer = lambda: int(self.hands.seconds * 1000)  # noqa: E731  as the firmware takes it
        hardware, since = self.hardware, self.hardware.steady()
        if self._line:
            wired = FaultyPort(Cable(self.broker), hardware.wires, self.hands.monotonic)
            link = SerialLink(wired, timer)
        else:
            link = FaultyLink(self.broker, hardware.wires, self.hands.monotonic)
        self.station = Station(
            Parts(
                hardware.flash,
                hardware.lock,
                hardware.signals,
                link,
                hardware.reader,
                lambda: int((hardware.steady() - since) * 1000),
                timer,
                _random,
                "rig",
            )
        )
        self._started = False

    def _step(self) -> None:
        try:
            if not self._started:
                self._started = True
                self.station.start()
            for interrupt in self.hardware.interruptions:
                interrupt()
            self.station.step()
            while self._line and self.station.parts.link._port.wait_s == 0:
                self.station.step()
        except PowerLost:
            self.power_cuts += 1
            self._power_on()
        self._control()

    def _control(self) -> None:
        if self._line and self.hands.seconds - self._noticed >= NOTICE_S:
            self._noticed = self.hands.seconds
            self.broker.told.append(BROKER_UP)
        while self.broker.sent:
            try:
                self._take(open_sealed(self.broker.sent.popleft(), self.hardware.key).message)
            except EnvelopeError:
                self.unreadable += 1

    def _take(self, message) -> None:
        if isinstance(message, Boot):
            sealed = seal_tag_key(self.hardware.key, TAG_KEY, message)
            self.tell(BootReply(BootStatus.ACCEPTED, message.nonce, to_ms(self.hands.now()), 15, 10, sealed))
        elif isinstance(message, StationEvent):
            number = (message.boot_id, message.seq)
            self.repeats[number] += number in self.events
            assert self.events.setdefault(number, message) == message
            self.tell(EventAck(*number))
        elif isinstance(message, Status):
            self.status = message
        elif isinstance(message, OrderAck):
            self.acks.append(message)


def in_memory(files: Path) -> MemoryFlash:
    """The same flash, without a disk to wait for."""
    flash = MemoryFlash()
    flash.files = {path.name: path.read_bytes() for path in files.iterdir()}
    return flash


def _random(count: int) -> bytes:
    return new_msg_id() * (count // 8)
