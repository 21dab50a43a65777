"""A running controller, simulated stations on a real broker, and a receptionist's hands in a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from controller.bootstrap import build
from controller.config import Settings
from controller.domain.accounts import Role
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.northgate import northgate
from simulators.station import SimulatedStation
from simulators.station_fleet import FleetSpec, StationFleet
from tests.brokers import MosquittoBroker, mosquitto_broker, wait_until
from tests.browser.conftest import DESKTOP, Pages
from tests.schools import MONDAY_PERIOD_2
from tests.servers import Server

GATES = ("north-1", "south-1")
UIDS = {pouch.pupil: pouch.tag_uid for pouch in northgate().pouches}


@dataclass
class RunningGate:
    server: Server
    broker: MosquittoBroker
    fleet: StationFleet

    @property
    def north(self) -> SimulatedStation:
        return self.fleet.stations["north-1"]

    @property
    def south(self) -> SimulatedStation:
        return self.fleet.stations["south-1"]

    def desk(self, new_page: Pages, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
        page = self.open(new_page, "reception", "/reception", size, scheme)
        expect(page.locator("#release-title")).not_to_have_text("…")
        return page

    def open(
        self,
        new_page: Pages,
        username: str,
        path: str,
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
    ) -> Page:
        page = new_page(size, scheme, self.server.url)
        page.goto(path)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.server.passwords[username])
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("html[data-connection=up]")).to_be_attached()
        return page

    def in_mode(self, mode: Mode) -> None:
        """Both gates, by their own word: what a page says of them may be a moment old."""
        for station in (self.north, self.south):
            wait_until(lambda: station.mode is mode, f"{mode.word} at {station.address}")  # noqa: B023  as below

    def tap(self, station: SimulatedStation, *pupils: str) -> None:
        """One after another, as people do: each has its answer before the next."""
        for pupil in pupils:
            before = len(station.signals.shown)
            station.tap(UIDS[pupil])
            wait_until(lambda: _answered(station, before), f"an answer for {pupil}")  # noqa: B023  asked at once


def _answered(station: SimulatedStation, before: int) -> bool:
    return any(word in ("released", "refused", "alert") for word, _ in list(station.signals.shown)[before:])


def _adopt(server: Server, codes: dict[str, str]) -> None:
    services = build(Settings(data_dir=server.data_dir), server.clock)
    admin = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
    for name, code in codes.items():
        services.reception.adopting.adopt_ahead(admin, name, code)
    services.close()


@contextmanager
def running_gate(
    northgate_data: Path, where: Path, start: datetime = MONDAY_PERIOD_2, staff: tuple[str, ...] = ()
) -> Iterator[RunningGate]:
    """The gates' stations are adopted already; the office's waits."""
    shutil.copytree(northgate_data, where / "data")
    with mosquitto_broker(where) as broker:
        server = Server(where / "data", start, broker_url=broker.url)
        spec = FleetSpec("northgate", broker.url, (*GATES, "office-1"))
        fleet = StationFleet(spec, where / "stations", server.clock)
        server.prepare(("reception", "admin", *staff), ())
        _adopt(server, {name: fleet.pairing_codes[name] for name in GATES})
        server.run()
        try:
            with fleet.running():
                yield RunningGate(server, broker, fleet)
        finally:
            server.stop()
