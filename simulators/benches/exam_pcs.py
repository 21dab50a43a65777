"""How soon the exam profile is in force on all PCs of a room, after the officer starts the sitting."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from controller.bootstrap import Services, build
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.exams.plans import Candidate, Entry, Planned
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Session
from controller.domain.timetable import local
from simulators.benches.lab.school import ROOM, LabSchool, drawn_pictures, make_school
from simulators.benches.lab.seats import Seats
from simulators.benches.lab.server import running
from simulators.staff_page import StaffPage

TRIES = 5
SITES = ("exam.example.org",)
OFFICER = "exams"
LONGEST_S = 30.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PcTimes:
    """From the officer's click until the controller has the last PC's word; the quickest and the slowest."""

    pcs: int
    tries: int
    best_s: float
    worst_s: float


def measure_pcs(pcs: int, say: Say) -> PcTimes:
    with TemporaryDirectory(prefix="schoolbell-bench-") as made:
        say(f"A room of {pcs} PCs, kept to an exam …")
        school = make_school(Path(made) / "data", pcs)
        with _opened(school.settings) as (services, by):
            numbers = _lay_down(services, by)
            password = services.accounts.new_password(OFFICER).password
        with running(school.settings), StaffPage(school.settings.address, OFFICER, password) as page:
            took = asyncio.run(_all(school, page, numbers))
    return PcTimes(pcs, len(took), round(min(took), 3), round(max(took), 3))


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Services, Account]]:
    services = build(settings)
    try:
        yield services, next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)
    finally:
        services.close()


def _lay_down(services: Services, by: Account) -> list[int]:
    """A sitting for each try, with one candidate: PCs are kept by the room."""
    exams, now = services.exams, local(services.clock.now())
    exams.rooms.put(by, ExamRoom("lab", "Lab", 2, 2, 1.5, 1.5), school_room=ROOM)
    for number in range(TRIES):
        planned = Planned(
            series="Bench",
            paper=Paper("OCR", "GCSE Computer Science", f"J277/{number:02}", "On screen"),
            on=now.date(),
            session=Session.AM,
            starts=now.time().replace(second=0, microsecond=0),
            length=timedelta(minutes=60),
            kind=ExamType.ON_SCREEN,
        )
        exams.setup.put_sitting(by, planned)
    numbers = sorted(one.number for one in exams.setup.plan().sittings.values())
    for number in numbers:
        exams.setup.put_entry(by, number, Candidate("0001", "A. Candidate"), Entry("lab", Seat(1, 1)))
        exams.profiles.put(by, number, SITES, (), "")
    return numbers


async def _all(school: LabSchool, page: StaffPage, numbers: list[int]) -> list[float]:
    seats = Seats(school.settings.address, school.hellos, drawn_pictures(1))
    beats = asyncio.create_task(seats.beat())
    await seats.connect()
    try:
        return [await _once(seats, page, number) for number in numbers]
    finally:
        beats.cancel()
        seats.close()


async def _once(seats: Seats, page: StaffPage, number: int) -> float:
    began = time.perf_counter()
    await asyncio.to_thread(page.command, "exam.start", sitting=number, override="a benchmark")
    await _until(seats, held=True)
    took = max(seat.proved_at for seat in seats.all.values()) - began
    await asyncio.to_thread(page.command, "exam.end", sitting=number)
    await _until(seats, held=False)
    return took


async def _until(seats: Seats, held: bool) -> None:
    async with asyncio.timeout(LONGEST_S):
        while any(bool(seat.proved) != held for seat in seats.all.values()):
            await asyncio.sleep(0.005)
