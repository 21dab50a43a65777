"""A school with one room of many PCs, all enrolled, and a teacher who has a lesson in it."""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from controller.bootstrap import Services, build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Role
from controller.domain.school import Workstation
from controller.domain.timetable import LONDON
from controller.ports import free_port
from controller.secrets import prepare_data_dir
from controller.storage.tables.workstations import WorkstationRow
from simulators.desktop import Desktop, Scene
from simulators.northgate import northgate
from simulators.northgate_year import YEAR
from simulators.provision import Login
from workstation_agent.protocol.enrolment import Hello

ROOM, TEACHER, COLUMNS = "lab-1", "m.okafor", 10
START = datetime(2025, 10, 6, 10, 2, tzinfo=LONDON)  # the lesson lasts until 11:00
THUMB_WIDTH, THUMB_HEIGHT, QUALITY = 320, 180, 50


@dataclass(frozen=True, slots=True)
class LabSchool:
    settings: Settings
    hellos: tuple[Hello, ...]
    login: Login


def make_school(directory: Path, seats: int) -> LabSchool:
    """Each PC has a key already, as if it had spent its code."""
    settings = _settings(directory)
    with _opened(settings, seats) as services:
        keys = {name: secrets.token_urlsafe(32) for name in _names(seats)}
        with services.database.write() as session:
            for name, key in keys.items():
                row = update(WorkstationRow).where(WorkstationRow.id == name)
                hashed = hashlib.sha256(key.encode()).digest()
                session.execute(row.values(key_hash=hashed, enrolled_at=services.clock.now(), hostname=name))
        hellos = tuple(Hello(name, key, "bench") for name, key in keys.items())
        return LabSchool(settings, hellos, _login(services))


def make_bare_school(directory: Path, seats: int) -> tuple[LabSchool, tuple[str, ...]]:
    """No PC has a key yet; with a one-time code for each."""
    settings = _settings(directory)
    with _opened(settings, seats) as services:
        admin = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
        codes = {new.workstation: new.code for new in services.lab.enrolment.make_sheet(admin, ROOM)}
        hellos = tuple(Hello(name, "", "bench") for name in _names(seats))
        return LabSchool(settings, hellos, _login(services)), tuple(codes[name] for name in _names(seats))


def drawn_pictures(count: int = 24) -> list[bytes]:
    """Small pictures of different pupils' screens."""
    at, drawn = START, []
    for number in range(count):
        desktop = Desktop(f"PC-{number:02}", number)
        jpeg = desktop.jpeg(Scene("pupil"), at, 7.0 * number, THUMB_WIDTH, THUMB_HEIGHT, QUALITY)
        drawn.append(jpeg)
    return drawn


def _place(number: int) -> Workstation:
    row, column = divmod(number, COLUMNS)
    return Workstation(f"{ROOM}-pc-{number + 1:04}", ROOM, f"PC-{number + 1:04}", row + 1, column + 1)


def _names(seats: int) -> list[str]:
    return [_place(number).id for number in range(seats)]


def _settings(directory: Path) -> Settings:
    return Settings(
        data_dir=directory,
        port=free_port(),
        broker_url=f"mqtt://127.0.0.1:{free_port()}",
        clock=ScaledClock(START, time.time()).spec,
        log_level="WARNING",
    )


@contextmanager
def _opened(settings: Settings, seats: int) -> Iterator[Services]:
    prepare_data_dir(settings.data_dir)
    services = build(settings)
    try:
        places = tuple(_place(number) for number in range(seats))
        services.roster.take(replace(northgate(1, 1), workstations=places, seating=(), stations=()))
        services.school_days.take(YEAR, "Northgate's year")
        yield services
    finally:
        services.close()


def _login(services: Services) -> Login:
    return Login(TEACHER, services.accounts.new_password(TEACHER).password)
