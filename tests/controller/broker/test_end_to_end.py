"""Controller, a station on Wi-Fi and one behind a bridge, over TLS through Mosquitto as we set it up."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from controller.bootstrap import Services, build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.releases import When
from controller.services.stations.pouches import Pouches
from simulators.northgate import northgate
from simulators.station import SimulatedStation
from simulators.station_links import over_mqtt, over_serial
from tests.brokers import wait_until
from tests.schools import MONDAY_PERIOD_2
from tests.secure_broker import SecureBroker

WIFI, SERIAL = "north-1", "office-1"
UIDS = {pouch.pupil: pouch.tag_uid for pouch in northgate().pouches}


@dataclass
class School:
    directory: Path
    broker: SecureBroker
    services: Services
    stations: dict[str, SimulatedStation]
    bridge: subprocess.Popen[bytes]

    @property
    def port(self) -> tuple[str, bool, bool]:
        """What the bridge's status says of its port."""
        (port,) = json.loads((self.directory / "bridge" / "status.json").read_text())["ports"]
        return port["station"], port["port_open"], port["broker_up"]

    def account(self, role: Role) -> Account:
        return next(one for one in self.services.accounts.all() if one.role is role)

    def level(self, name: str) -> bool:
        known = next(one for one in self.services.reception.stations.all() if one.id == name)
        return known.level and self.stations[name].ready

    def opened_for(self, pupil: str) -> bool:
        pouches: Pouches = self.services.reception.pouches
        return bool(pouches.card(pupil).chain)


def bridge_process(directory: Path, port: Path, logins: Path) -> subprocess.Popen[bytes]:
    directory.mkdir()
    words = ["--port", port, "--logins", logins, "--queue", directory / "queue.db"]
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "controller",
                "bridge",
                *words,
                "--status-file",
                directory / "status.json",
            ],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


@pytest.fixture
def school(northgate_data: Path, tmp_path: Path) -> Iterator[School]:
    broker = SecureBroker(tmp_path)
    broker.schoolbell("add", WIFI, SERIAL)
    broker.start()
    shutil.copytree(northgate_data, tmp_path / "data")
    clock = ScaledClock(MONDAY_PERIOD_2, time.time())
    settings = Settings(
        data_dir=tmp_path / "data",
        broker_url=broker.url,
        broker_username="controller",
        broker_password=SecretStr(broker.password("controller")),
        broker_ca=str(broker.ca),
    )
    logins = tmp_path / "logins"
    logins.mkdir()
    shutil.copy(broker.home / "private" / f"{SERIAL}.json", logins / f"broker_{SERIAL}.json")
    port = tmp_path / "port"
    wires = {WIFI: over_mqtt(broker.login(WIFI).at("")), SERIAL: over_serial(port)}
    stations = {name: SimulatedStation(name, tmp_path / name, clock, wire) for name, wire in wires.items()}
    made = School(
        tmp_path,
        broker,
        build(settings, clock),
        stations,
        bridge_process(tmp_path / "bridge", port, logins),
    )
    try:
        yield made
    finally:
        made.bridge.kill()
        made.bridge.wait()
        for station in stations.values():
            station.stop()
        made.services.close()
        broker.stop()


def test_a_release_through_a_broker_with_tls_and_a_bridge_that_holds_no_key(school: School) -> None:
    adopting = school.services.reception.adopting
    for name, station in school.stations.items():
        adopting.adopt_ahead(school.account(Role.ADMIN), name, station.pairing_code)
        station.start()
    school.services.start()
    wait_until(lambda: all(school.level(name) for name in school.stations), "the stations to be level", 40)
    release = school.services.reception.releases.order(school.account(Role.RECEPTION), When.NOW, "Early")
    wait_until(
        lambda: all(one.mode and one.mode.name == "RELEASE" for one in school.stations.values()),
        "the release",
    )
    school.stations[WIFI].tap(UIDS["p0400"])
    school.stations[SERIAL].tap(UIDS["p0401"])
    wait_until(lambda: school.opened_for("p0400") and school.opened_for("p0401"), "both events")
    assert [one.lock.openings for one in school.stations.values()] == [1, 1]
    assert release.id
    assert school.services.reception.dead_letters.newest() == []
    the_bridge_holds_no_key(school)
    it_stops_when_told(school)


def the_bridge_holds_no_key(school: School) -> None:
    """Neither in its memory nor in its files. What it does hold is found, so the search works."""
    station = school.stations[SERIAL]
    memory, password = memory_of(school.bridge.pid), school.broker.password(SERIAL).encode()
    secrets = {
        "the station's key": station.key,
        "its key in hexadecimal": station.key.hex().encode(),
        "its pairing code": station.pairing_code.encode(),
        "its pairing code as typed": station.pairing_code.replace("-", "").encode(),
        "the site's tag key": school.services.tag_key,
        "a tag's number": UIDS["p0401"],
    }
    files = b"".join(one.read_bytes() for one in (school.directory / "bridge").iterdir())
    assert password in memory
    assert [name for name, secret in secrets.items() if secret in memory] == []
    assert [name for name, secret in {**secrets, "its password": password}.items() if secret in files] == []


def memory_of(number: int) -> bytes:
    """All that the process may write to, as its parent may read it on Linux."""
    found = []
    maps = Path(f"/proc/{number}/maps").read_text().splitlines()
    with open(f"/proc/{number}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(at, 16) for at in span.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                found.append(memory.read(end - start) or b"")
    return b"\n".join(found)


def it_stops_when_told(school: School) -> None:
    wait_until(lambda: school.port == (f"northgate/{SERIAL}", True, True), "its status")
    school.bridge.send_signal(signal.SIGTERM)
    assert school.bridge.wait(20) == 0
    log = (school.directory / "bridge" / "log").read_text()
    assert f"stopped; northgate/{SERIAL}" in log
    assert "Traceback" not in log
