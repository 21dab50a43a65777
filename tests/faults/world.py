"""Northgate School on real parts: controller, broker, stations, bridge and PCs; each may be killed."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from controller.bootstrap import build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Role
from firmware_bridge.protocol.v1.messages import StationEvent
from simulators.northgate import STATIONS, northgate
from simulators.provision import SERIAL_STATION
from simulators.staff_page import StaffPage
from simulators.station import SimulatedStation
from simulators.station_links import over_mqtt
from tests.brokers import MosquittoBroker
from tests.faults.books import Books
from tests.faults.parts import Bridge, Part, Pcs, Station
from tests.labs import seat
from tests.schools import MONDAY_PERIOD_2
from tests.servers import PATIENCE_S, Server, wait_for
from workstation_agent.store import Store as AgentStore

READY_S = PATIENCE_S
TOLD_S = PATIENCE_S
STAFF = ("m.okafor", "reception", "admin")


@dataclass
class World:
    """`pupils` is the tag of each pouch by its pupil's id; `books` is what the controller wrote down.

    `gone` are the pupils who went home, each with one opening, in a story of `power_cuts` at stations.
    """

    server: Server
    broker: MosquittoBroker
    stations: dict[str, Station]
    bridge: Bridge
    pcs: Pcs
    pupils: dict[str, bytes]
    gone: list[str] = field(default_factory=list)
    power_cuts: int = 0

    @property
    def books(self) -> Books:
        return Books(self.server.data_dir)

    @property
    def clock(self) -> ScaledClock:
        return self.server.clock

    def page(self, username: str) -> StaffPage:
        return StaffPage(self.server.url, username, self.server.passwords[username], PATIENCE_S)

    # Morning and evening

    def open_gates(self) -> None:
        """Controller, broker, stations and bridge are up, and every station was taken on."""
        self.broker.start()
        self.bridge.start()
        for one in self.stations.values():
            one.start()
        self.server.run()
        self.gates_ready()

    def open_lab(self) -> None:
        """All PCs are on and connected; the controller runs."""
        self.pcs.start()
        self.lab_full()

    def close(self) -> None:
        """Without a goodbye, which takes time; how each stops properly is tested with it."""
        for part in (self.pcs, self.bridge, *self.stations.values()):
            part.kill()
        if self.server.running:
            self.server.kill()
        self.broker.stop()

    # The gates

    def gates_ready(self) -> None:
        self._each_station(lambda one: one.ready, "is not ready")

    def start_release(self, page: StaffPage) -> int:
        """Its number, once every station releases by its own authority."""
        page.follow("reception")
        answer = page.command("reception.start-release", when="now", reason="a fault test")
        self.gates_in("release")
        return int(answer["release"])

    def end_release(self, page: StaffPage, number: int) -> None:
        page.command("reception.end-release", release=number)
        self.gates_in("normal")

    def gates_in(self, mode: str, within_s: float = READY_S) -> None:
        self._each_station(lambda one: one.mode == mode, f"is not in {mode}", within_s)

    def all_told(self) -> None:
        """Every station knows that all it did is written down by the controller."""
        self._each_station(lambda one: one.waiting() == 0, "has events that nobody took", TOLD_S)

    def next_pupils(self, count: int) -> list[bytes]:
        """The tags of those who go home next."""
        coming = [pupil for pupil in self.pupils if pupil not in self.gone][:count]
        self.gone += coming
        return [self.pupils[pupil] for pupil in coming]

    def too_late(self, count: int) -> list[bytes]:
        """The tags of some who stay."""
        return list(self.pupils.values())[-count:]

    def queue_up(self, tags: Sequence[bytes]) -> None:
        """The pupils tap at the stations in turn, and wait for nothing."""
        names = list(self.stations)
        for number, tag in enumerate(tags):
            self.stations[names[number % len(names)]].tap(tag)

    @contextmanager
    def deciding(self, taps: int) -> Iterator[None]:
        """Waits at its end until the stations have decided on that many taps more."""
        until = len(self.decisions()) + taps
        yield
        wait_for(lambda: len(self.decisions()) >= until, READY_S, f"not {taps} taps were decided")

    def opened(self) -> int:
        return sum(one.openings for one in self.stations.values())

    def have_opened(self, count: int) -> None:
        """A station writes down first that it releases, and then moves its bolt."""
        wait_for(lambda: self.opened() >= count, READY_S, lambda: f"{self.opened()} of {count} opened")
        assert self.opened() == count

    def flashes(self) -> dict[str, list[StationEvent]]:
        return {name: one.flash() for name, one in self.stations.items()}

    def decisions(self) -> list[StationEvent]:
        every = [event for flash in self.flashes().values() for event in flash]
        return [event for event in every if event.what.word in ("released", "refused")]

    def _each_station(
        self, truth: Callable[[Station], bool], otherwise: str, within_s: float = READY_S
    ) -> None:
        for one in self.stations.values():
            wait_for(partial(truth, one), within_s, partial(_about, one, otherwise))

    # The lab

    def lab_full(self) -> None:
        everyone = set(self.pcs.names)
        wait_for(lambda: self.pcs.connected() == everyone, READY_S, partial(_about, self.pcs, "not all on"))

    def locked_are(self, pcs: Sequence[str], within_s: float = READY_S) -> None:
        wait_for(
            lambda: self.pcs.locked() == set(pcs), within_s, f"not just {pcs} are locked: {self.pcs.log}"
        )


def _about(part: Part, what: str) -> str:
    return f"{part.name}: {what}. It says {part.status}, and its log {part.log}"


@contextmanager
def school(
    northgate_data: Path,
    directory: Path,
    *,
    start: datetime = MONDAY_PERIOD_2,
    speed: float = 1.0,
    pcs: int = 0,
    enrolled: bool = True,
) -> Iterator[World]:
    """Nothing runs yet; `open_gates` and `open_lab` start it. PCs not `enrolled` have a code to do so."""
    world = _world(northgate_data, directory, start, speed, pcs)
    if enrolled:
        _enrol(world)
    try:
        yield world
    finally:
        world.close()


def _world(northgate_data: Path, directory: Path, start: datetime, speed: float, pcs: int) -> World:
    data_dir = directory / "data"
    shutil.copytree(northgate_data, data_dir)
    broker = MosquittoBroker(directory)
    server = Server(data_dir, start, speed, broker.url)
    codes = server.prepare(STAFF, [seat(number + 1) for number in range(pcs)])
    port = directory / "serial"
    stations = {
        one.id: Station(
            one.id,
            directory / one.id,
            str(port) if one.id == SERIAL_STATION else broker.url,
            server.clock,
        )
        for one in STATIONS
    }
    _adopt(server, stations)
    return World(
        server=server,
        broker=broker,
        stations=stations,
        bridge=Bridge(directory / "bridge", port, broker.url),
        pcs=Pcs(directory / "pcs", server.url, codes, server.clock),
        pupils={pouch.pupil: pouch.tag_uid for pouch in northgate().pouches},
    )


def _enrol(world: World) -> None:
    """Each PC has its key already: a code is good for minutes, which pass in no time on a fast clock."""
    services = build(Settings(data_dir=world.server.data_dir), world.clock)
    for pc, code in world.pcs.codes.items():
        AgentStore(world.pcs.home(pc)).keep_identity(services.lab.enrolment.enrol(code, pc, "test"))
    services.close()


def _adopt(server: Server, stations: dict[str, Station]) -> None:
    """By the pairing codes on their labels, before any of them has called."""
    services = build(Settings(data_dir=server.data_dir), server.clock)
    admin = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
    for name, station in stations.items():
        made = SimulatedStation(name, station.directory, server.clock, over_mqtt(server.broker_url))
        services.reception.adopting.adopt_ahead(admin, name, made.pairing_code)
    services.close()
