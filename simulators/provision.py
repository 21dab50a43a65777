"""Makes a data directory ready for a demonstration: the school, logins, enrolment codes, adopted stations."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from controller.bootstrap import Services, build
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.school import School
from controller.domain.stations import Adoption
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.workstations import WorkstationRow
from simulators.northgate import DESKS, northgate
from simulators.northgate_custody import keep_devices
from simulators.northgate_messages import wait_at_reception
from simulators.northgate_notice import NOTICE
from simulators.northgate_year import YEAR
from simulators.station import SimulatedStation
from simulators.station_links import over_mqtt

SERIAL_STATION = "office-1"
PROGRAMS = {
    "libreoffice-writer": "Writer",
    "libreoffice-calc": "Calc",
    "thonny": "Thonny",
    "tuxpaint": "Tux Paint",
    "scratch": "Scratch",
}


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the simulated school has to know, kept in a file. `codes` are one-time, by workstation."""

    server_url: str
    broker_url: str
    data_dir: str
    seats: int
    stations: int
    codes: Mapping[str, str]

    def write(self, path: Path) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)

    @classmethod
    def read(cls, path: Path) -> "Plan":
        return cls(**json.loads(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Provisioned:
    """`logins` by role, the first account of each; `serial_ports` wait for a bridge."""

    plan: Path
    logins: Mapping[str, Login]
    serial_ports: tuple[Path, ...]


def left_off(settings: Settings) -> datetime | None:
    """The newest time in the journal of an earlier demonstration."""
    services = build(settings)
    with services.database.read() as session:
        newest = session.scalar(select(func.max(JournalRow.at)))
    services.close()
    return newest


def provision(
    settings: Settings, seats: int, stations: int, roles: Iterable[Role] = tuple(Role)
) -> Provisioned:
    """With a new login for each of the `roles`."""
    services = build(settings)
    try:
        school = northgate(seats, stations)
        services.roster.take(school)
        services.school_days.take(YEAR, "Northgate's year")
        admin = next(account for account in services.accounts.all() if account.role is Role.ADMIN)
        _adopt(services, admin, school, settings.data_dir)
        _list_programs(services, admin)
        _write_notice(services)
        keep_devices(services)
        wait_at_reception(services)
        plan = Plan(
            settings.address,
            settings.broker_url,
            str(settings.data_dir),
            seats,
            stations,
            _codes(services, admin, school),
        )
        plan.write(path := settings.data_dir / "simulated-school.json")
        return Provisioned(path, _logins(services, roles), serial_ports(settings.data_dir, school))
    finally:
        services.close()


def _write_notice(services: Services) -> None:
    """Unless the school has one, or has withdrawn it."""
    notices = services.lab.pupils.notices
    if notices.current().version == 0:
        by = next(one for one in services.accounts.all() if one.role is Role.SAFEGUARDING)
        notices.publish(by, NOTICE)


def _list_programs(services: Services, admin: Account) -> None:
    """Once: what is taken off the list afterwards stays off it."""
    if not services.lab.programs.all():
        for program, name in PROGRAMS.items():
            services.lab.programs.add(admin, program, name)


def station_dir(data_dir: Path, station: str) -> Path:
    return data_dir / "stations" / station


def serial_ports(data_dir: Path, school: School) -> tuple[Path, ...]:
    """One station of the school is on a cable; the path is made when it is switched on."""
    ports = data_dir / "serial"
    ports.mkdir(exist_ok=True)
    return tuple(ports / station.id for station in school.stations if station.id == SERIAL_STATION)


def _logins(services: Services, roles: Iterable[Role]) -> dict[str, Login]:
    """New passwords at each start: none is kept anywhere."""
    firsts = {person.role: person.username for person in reversed(DESKS)}
    return {
        role.value: Login(username, services.accounts.new_password(username).password)
        for role in roles
        if (username := firsts[role])
    }


def _codes(services: Services, admin: Account, school: School) -> dict[str, str]:
    """For the PCs that have no key yet."""
    with services.database.read() as session:
        bare = set(session.scalars(select(WorkstationRow.room_id).where(WorkstationRow.key_hash.is_(None))))
    rooms = {seat.room for seat in school.workstations} & bare
    sheets = (services.lab.enrolment.make_sheet(admin, room) for room in sorted(rooms))
    return {new.workstation: new.code for sheet in sheets for new in sheet}


def _adopt(services: Services, admin: Account, school: School, data_dir: Path) -> None:
    with services.database.read() as session:
        waiting = select(StationRow.id).where(StationRow.adoption == Adoption.EXPECTED.value)
        expected = set(session.scalars(waiting))
    for station in school.stations:
        if station.id in expected:
            made = SimulatedStation(
                station.id,
                station_dir(data_dir, station.id),
                services.clock,
                over_mqtt(services.settings.broker_url),
            )
            services.reception.adopting.adopt_ahead(admin, station.id, made.pairing_code)
