"""A school with one room of many PCs, all enrolled, and a teacher who has a lesson in it."""

import hashlib
import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from controller.bootstrap import build
from controller.clock import ScaledClock
from controller.config import Settings
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
    clock = ScaledClock(START, time.time())
    settings = Settings(
        data_dir=directory,
        port=free_port(),
        broker_url=f"mqtt://127.0.0.1:{free_port()}",
        clock=clock.spec,
        log_level="WARNING",
    )
    prepare_data_dir(directory)
    services = build(settings)
    try:
        places = tuple(_place(number) for number in range(seats))
        services.roster.take(replace(northgate(1, 1), workstations=places, seating=(), stations=()))
        services.school_days.take(YEAR, "Northgate's year")
        password = services.accounts.new_password(TEACHER).password
        keys = {place.id: secrets.token_urlsafe(32) for place in places}
        with services.database.write() as session:
            for name, key in keys.items():
                row = update(WorkstationRow).where(WorkstationRow.id == name)
                hashed = hashlib.sha256(key.encode()).digest()
                session.execute(row.values(key_hash=hashed, enrolled_at=clock.now(), hostname=name))
    finally:
        services.close()
    hellos = tuple(Hello(name, key, "bench") for name, key in keys.items())
    return LabSchool(settings, hellos, Login(TEACHER, password))


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
