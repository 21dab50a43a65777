"""Northgate School with a real controller, a real broker and real bridges, each a program of its own."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Role
from controller.errors import SchoolbellError
from controller.ports import free_port
from controller.secrets import prepare_data_dir
from controller.storage.database import Database
from controller.storage.journal import Break, verify
from controller.storage.tables.stations import AuthorityRow, StationRow
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.books import Books
from simulators.broker_process import BrokerKind, BrokerProcess
from simulators.faults.registry import NO_FAULTS, Faults
from simulators.northgate import northgate
from simulators.programs import controller_and_bridges, page_answers
from simulators.provision import Login, provision, serial_ports, station_dir
from simulators.staff_page import StaffPage
from simulators.station import SimulatedStation
from simulators.station_hands import Plug
from simulators.station_links import over_mqtt, over_serial
from simulators.supervisor import Program, Supervisor
from simulators.waiting import LOOK_S, wait_for
from simulators.witness import Witness

DECIDED_S = 10.0  # a station asks for two seconds at most, and this machine may be busy
ROLES = (Role.RECEPTION, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class SiteSpec:
    """Every station has the `faults`; there is a login for each of the `roles`."""

    clock: ScaledClock
    stations: int = 3
    broker: BrokerKind = BrokerKind.AUTO
    faults: Faults = NO_FAULTS
    roles: tuple[Role, ...] = ROLES


class Site:
    """`stations` by name, to be tapped at, each with a plug to pull out of the network in `plugs`.

    `witness` sees their bolts, and `books` read what was written down.
    """

    def __init__(self, directory: Path, spec: SiteSpec, say: Callable[[str], None]) -> None:
        self._say, self.clock = say, spec.clock
        self.data_dir = directory / "data"
        prepare_data_dir(self.data_dir)
        self.broker = BrokerProcess(directory, spec.broker)
        self.settings = Settings(
            data_dir=self.data_dir, port=free_port(), broker_url=self.broker.url, clock=spec.clock.spec
        )
        self.school = northgate(1, spec.stations)
        self._made = provision(self.settings, 1, spec.stations, spec.roles)
        self.plugs = {station.id: Plug() for station in self.school.stations}
        self.stations = self._make_stations()
        spec.faults.fit_all(self.stations.values())
        self.witness = Witness(spec.clock)
        self.witness.watch_all(self.stations.values())
        self._supervisor = Supervisor(say)
        self._controller: Program | None = None

    @property
    def books(self) -> Books:
        return Books(self.data_dir)

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """From when every station has been taken on, until all is stopped."""
        try:
            self.open()
            yield self
        finally:
            self.close()

    def open(self) -> None:
        self.broker.start()
        self._controller, *bridges = controller_and_bridges(self.settings, self._made)
        for program in (self._controller, *bridges):
            self._supervisor.start(program)
        wait_for(self._answers, "the controller")
        for station in self.stations.values():
            station.start()
        self.wait_ready()

    def close(self) -> None:
        """Without a goodbye, which takes time."""
        self.broker.kill()
        self._supervisor.kill()
        for station in self.stations.values():
            station.kill()

    def kill_controller(self) -> None:
        """As a power cut does; it stays away until `restore_controller`."""
        assert self._controller
        self._controller.signal(signal.SIGKILL)
        self._controller.wait(10)

    def restore_controller(self) -> None:
        """Returns once its pages are there."""
        wait_for(self._answers, "the controller")

    def page(self, role: str) -> StaffPage:
        """The desk of the first account of that role, to be used as a context."""
        login = self.login(role)
        return StaffPage(self.settings.address, login.username, login.password)

    def login(self, role: str) -> Login:
        """Of the first account of that role."""
        return self._made.logins[role]

    def wait_ready(self) -> None:
        wait_for(lambda: all(one.ready for one in self.stations.values()), "all stations to be taken on")

    def wait_mode(self, mode: Mode) -> None:
        wait_for(lambda: {one.mode for one in self.stations.values()} == {mode}, f"the mode {mode.word}")

    def settle(self, taps: int) -> int:
        """How many taps were decided, once all were; or after a while, for a fault may make one vanish."""
        until = time.monotonic() + DECIDED_S
        while self._decided() < taps and time.monotonic() < until:
            time.sleep(LOOK_S)
        return self._decided()

    def wait_level(self) -> None:
        """Until every station holds the newest authority of its gate, as the controller hears."""
        wait_for(self._level, "every station to be level", 60)

    def wait_told(self) -> float:
        """Seconds until every station knows that all it did is written down by the controller."""
        return wait_for(self._all_told, "the last event to be acknowledged", 120)

    def journal_is_whole(self) -> bool:
        database = Database(self.settings.database)
        with database.read() as session:
            broken = isinstance(verify(session), Break)
        database.close()
        return not broken

    def _decided(self) -> int:
        return sum(one.decided for one in self.stations.values())

    def _level(self) -> bool:
        made = sorted((row.version, row.gate) for row in self.books.rows(AuthorityRow))
        newest = {gate: version for version, gate in made}
        return all(row.authority_in_force == newest.get(row.gate) for row in self.books.rows(StationRow))

    def _all_told(self) -> bool:
        return not any(one.waiting for one in self.stations.values())

    def _answers(self) -> bool:
        if not self._supervisor.look_after():
            raise SchoolbellError(
                "simulation.gave-up", f"A program keeps stopping; see {self.data_dir}/logs."
            )
        return page_answers(self.settings.address)

    def _make_stations(self) -> dict[str, SimulatedStation]:
        ports = {port.name: port for port in serial_ports(self.data_dir, self.school)}
        return {
            name: SimulatedStation(
                name,
                station_dir(self.data_dir, name),
                self.clock,
                plug.on(over_serial(ports[name]) if name in ports else over_mqtt(self.broker.url)),
                site=self.school.site,
            )
            for name, plug in self.plugs.items()
        }


@contextmanager
def site_directory(given: Path | None) -> Iterator[Path]:
    """A school's own, or one that is thrown away."""
    with _sigterm_as_ctrl_c():
        if given is not None:
            given.mkdir(parents=True, exist_ok=True)
            yield given
            return
        with TemporaryDirectory(prefix="schoolbell-") as made:
            yield Path(made)


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """So that a simulation that is told to end leaves no broker, bridge or directory behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may have a handler
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
