"""A station, its hands and the kit in one process, on a clock that moves only while the kit waits."""

from collections import deque
from collections.abc import Callable
from random import Random

from firmware_bridge.conformance.carriers import Said
from firmware_bridge.conformance.catalogue import CLAUSES
from firmware_bridge.conformance.clauses import Carriage, Clause
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import Deed, Hands, Look
from firmware_bridge.conformance.run import Outcome, run
from firmware_bridge.firmware import identity
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.serial_link import SerialLink
from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.words import LEAVES
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP, Deframer, frame
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address
from simulators.station_hardware import SimulatedLock
from tests.firmware_bridge.firmware.bench import HERE, START, MemoryFlash, PowerCut

STEP_S, NOTICE_S = 0.02, 4.0
UIDS = {Deed.TAP_A: bytes.fromhex("04a1b2c3"), Deed.TAP_B: bytes.fromhex("04a1b2c4")}
Fault = Callable[[Station], object]


class Counting:
    """Signals that count how often something was lit or sounded."""

    def __init__(self) -> None:
        self.count = 0

    def show(self, word: str, text: str) -> None:
        self.count += word != "dark"


class Switch:
    on = False

    def evacuate(self) -> bool:
        return self.on


class Queue:
    """What waits for its reader; `read` takes one tag, or None."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()

    def read(self) -> bytes | None:
        return self.waiting.popleft() if self.waiting else None


class Machine:
    """The station's box. `fault` is done to each Station at power-on, to make it wrong in one way."""

    def __init__(self, fault: Fault = lambda _: None) -> None:
        self.flash, self.lock, self.switch = MemoryFlash(), SimulatedLock(), Switch()
        self.signals, self.random, self.seconds = Counting(), Random(1), 0.0
        self.key = bytes(identity.make(self.flash, HERE.site, HERE.station, self.random.randbytes).key)
        self.connect: Callable[[], object] = object
        self._fault = fault
        self.station: Station | None = None

    def power_on(self) -> None:
        self.link, self.reader, started = self.connect(), Queue(), self.seconds

        def ticks() -> int:
            return round((self.seconds - started) * 1000)

        parts = (
            self.flash,
            self.lock,
            self.signals,
            self.link,
            self.reader,
            ticks,
            ticks,
            self.random.randbytes,
        )
        self.station = Station(Parts(*parts, "bench", switch=self.switch))
        self._fault(self.station)
        self.station.start()

    def power_off(self) -> None:
        self.station = None

    def step(self) -> None:
        self.seconds += STEP_S
        try:
            if self.station:
                self.station.step()
        except PowerCut:
            self.power_off()


class SerialBench:
    """The kit's carrier over the bytes of a serial line, and the station's port at the other end of it."""

    carriage = Carriage.SERIAL

    def __init__(self, machine: Machine) -> None:
        self._machine, self._deframer = machine, Deframer()
        self._to_station, self._to_kit = bytearray(), bytearray()
        self._said: deque[Said] = deque()
        self._up, self._noticed_at = True, 0.0
        machine.connect = self._connect

    @property
    def broken(self) -> int:
        return self._deframer.broken

    def receive(self, timeout_s: float) -> Said | None:
        end = self.monotonic() + timeout_s
        while not self._said and self.monotonic() < end:
            self._machine.step()
            self._notice_again()
            self._said += map(Said, self._deframer.feed(bytes(self._to_kit)))
            self._to_kit.clear()
        return self._said.popleft() if self._said else None

    def send(self, address: Address, data: bytes, *, retained: bool = False) -> None:
        self.noise(frame(data))

    def noise(self, data: bytes) -> None:
        self._to_station += data

    def link(self, up: bool) -> bool:
        self._up = up
        self._notice()
        return True

    def now(self) -> float:
        return START.timestamp() + self._machine.seconds

    def monotonic(self) -> float:
        return self._machine.seconds

    def close(self) -> None:
        self._machine.power_off()

    def _connect(self) -> SerialLink:
        self._to_station.clear()
        started = self._machine.seconds
        self._noticed_at = -NOTICE_S
        return SerialLink(self, lambda: round((self._machine.seconds - started) * 1000))

    def read(self) -> bytes:
        data = bytes(self._to_station)
        self._to_station.clear()
        return data

    def write(self, data: bytes) -> None:
        self._to_kit += data

    def _notice_again(self) -> None:
        if self.monotonic() - self._noticed_at >= NOTICE_S:
            self._notice()

    def _notice(self) -> None:
        self._noticed_at = self.monotonic()
        self.noise(frame(BROKER_UP if self._up else BROKER_DOWN))


class MqttBench:
    """The kit's carrier through a broker that keeps retained orders for whoever subscribes later."""

    carriage, broken = Carriage.MQTT, 0

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.up, self._retained = False, b""
        self._said: deque[Said] = deque()
        self._orders: deque[tuple[bytes, bool]] = deque()
        machine.connect = self._connect

    def receive(self, timeout_s: float) -> Said | None:
        end = self.monotonic() + timeout_s
        while not self._said and self.monotonic() < end:
            self._machine.step()
        return self._said.popleft() if self._said else None

    def send(self, address: Address, data: bytes, *, retained: bool = False) -> None:
        if retained:
            self._retained = data
        if self.up:
            self._orders.append((data, False))

    def noise(self, data: bytes) -> None:
        raise NotImplementedError

    def link(self, up: bool) -> bool:
        if up and not self.up and self._retained:
            self._orders.append((self._retained, True))
        self.up = up
        return True

    def now(self) -> float:
        return START.timestamp() + self._machine.seconds

    def monotonic(self) -> float:
        return self._machine.seconds

    def close(self) -> None:
        self._machine.power_off()

    def heard(self, said: Said) -> None:
        self._said.append(said)

    def orders(self) -> list[tuple[bytes, bool]]:
        orders = list(self._orders)
        self._orders.clear()
        return orders

    def _connect(self) -> "MqttEnd":
        self._orders.clear()
        self.up = False
        self.link(True)
        return MqttEnd(self)


class MqttEnd:
    """The station's own link of an `MqttBench`."""

    def __init__(self, bench: MqttBench) -> None:
        self._bench = bench

    @property
    def up(self) -> bool:
        return self._bench.up

    def poll(self) -> list[tuple[bytes, bool]]:
        return self._bench.orders()

    def send(self, kind: int, data: bytes) -> bool:
        if self.up:
            self._bench.heard(Said(data, f"{topics.ROOT}/{HERE}/{LEAVES[kind]}"))
        return self.up

    def state(self, word: str) -> None:
        if self.up:
            self._bench.heard(Said(word.encode(), topics.state(HERE)))


class BenchHands:
    """Hands that can do everything at once, and see everything."""

    patience_s, tireless = 10.0, True

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._seen = {Look.OPENED: 0, Look.SHOWN: 0}
        lock, switch = machine.lock, machine.switch
        self._deeds: dict[Deed, Callable[[], object]] = {
            Deed.TAP_A: lambda: machine.reader.waiting.append(UIDS[Deed.TAP_A]),
            Deed.TAP_B: lambda: machine.reader.waiting.append(UIDS[Deed.TAP_B]),
            Deed.POWER_OFF: machine.power_off,
            Deed.POWER_ON: machine.power_on,
            Deed.TRAP: lambda: setattr(lock, "moved", self._cut),
            Deed.JAM: lock.jam,
            Deed.FREE: lock.free,
            Deed.SWITCH_ON: lambda: setattr(switch, "on", True),
            Deed.SWITCH_OFF: lambda: setattr(switch, "on", False),
        }

    def do(self, deed: Deed) -> bool:
        if deed in self._deeds:
            self._deeds[deed]()
        return deed in self._deeds

    def finished(self) -> None:
        return None

    def look(self, look: Look) -> bool:
        now = {Look.OPENED: self._machine.lock.openings, Look.SHOWN: self._machine.signals.count}[look]
        before, self._seen[look] = self._seen[look], now
        return now > before

    def uid(self, tag: Deed) -> bytes:
        return UIDS[tag]

    def _cut(self) -> None:
        self._machine.lock.moved = lambda: None
        raise PowerCut


def examined(
    carriage: Carriage,
    fault: Fault = lambda _: None,
    clauses: tuple[Clause, ...] = CLAUSES,
    *,
    long_s: float = 0.0,
) -> Outcome:
    """A run against a station that has just been switched on."""
    bench = Bench(fault, carriage)
    bench.examiner.long_s = long_s
    return run(bench.examiner, clauses)


class Bench:
    """A station that has just been switched on, and the kit before it."""

    def __init__(
        self, fault: Fault = lambda _: None, carriage: Carriage = Carriage.SERIAL, hands: Hands | None = None
    ) -> None:
        self.machine = Machine(fault)
        self.carrier = (SerialBench if carriage is Carriage.SERIAL else MqttBench)(self.machine)
        self.hands = hands or BenchHands(self.machine)
        self.machine.power_on()
        self.examiner = self.another()

    @property
    def station(self) -> Station:
        assert self.machine.station
        return self.machine.station

    def another(self, key: bytes | None = None) -> Examiner:
        """Another kit, for another run."""
        return Examiner(self.carrier, self.hands, key or self.machine.key, bytes(range(32)))
