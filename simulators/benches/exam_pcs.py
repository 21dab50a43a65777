"""How soon the PCs of a room are in an exam, and how soon its page shows what departs from it.

The real agent's core on simulated PCs, against a real controller, over real sockets.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from controller.clock import SystemClock
from simulators.benches import exam_departures
from simulators.benches.black_hole import BlackHole
from simulators.benches.exam_departures import Seen
from simulators.benches.exam_room import RoomPage, lay_down
from simulators.benches.lab.school import LabSchool, make_school
from simulators.benches.lab.server import Meter, running
from simulators.provision import Login
from simulators.staff_page import StaffPage
from simulators.workstation import Workstation, WorkstationSpec
from workstation_agent.protocol.enrolment import Enrolled
from workstation_agent.store import Store

TRIES = 5
REST_S = 5.0
LONGEST_S = 60.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PcTimes:
    """From the officer's click until the room's page has the last PC's word; quickest and slowest.

    `freed_s`: from the end until the last PC is free, at the slowest. `server_pct`: of one core, for the
    controller while the PCs only say that they are there. `departures` by what was done; `unmade` were shown
    although nobody had done anything.
    """

    pcs: int
    tries: int
    best_s: float
    worst_s: float
    freed_s: float
    server_pct: float
    departures: dict[str, Seen]
    unmade: int


def measure_pcs(pcs: int, say: Say, tries: int = TRIES, rest_s: float = REST_S) -> PcTimes:
    with TemporaryDirectory(prefix="schoolbell-bench-") as made:
        where = Path(made)
        say(f"A room of {pcs} PCs, kept to an exam …")
        school = make_school(where / "data", pcs)
        numbers, login = lay_down(school.settings, tries)
        with running(school.settings) as server:
            return asyncio.run(_all(school, where / "pcs", login, numbers, Rest(Meter(server.pid), rest_s)))


@dataclass(frozen=True, slots=True)
class Rest:
    """In which nothing is done, and the controller is measured."""

    meter: Meter
    seconds: float

    async def percent(self) -> float:
        self.meter.reset()
        await asyncio.sleep(self.seconds)
        return self.meter.percent()


async def _all(school: LabSchool, where: Path, login: Login, numbers: list[int], rest: Rest) -> PcTimes:
    held, freed, departures, percent = list[float](), list[float](), dict[str, Seen](), 0.0
    shown = 0
    async with BlackHole(school.settings.address) as hole, _switched_on(school, where, hole) as machines:
        for number in numbers:
            with StaffPage(school.settings.address, login.username, login.password) as desk:
                page = RoomPage(desk, number)
                held.append(await _starts(page, machines))
                if number == numbers[-1]:
                    percent = await rest.percent()
                    departures = await exam_departures.measure(page, machines, hole, len(numbers))
                freed.append(await _ends(page, machines))
                shown += len(page.first_seen)
    best, worst, free = (round(one, 2) for one in (min(held), max(held), max(freed)))
    unmade = shown - sum(one.tries for one in departures.values())
    return PcTimes(len(machines), len(numbers), best, worst, free, percent, departures, unmade)


async def _starts(page: RoomPage, machines: list[Workstation]) -> float:
    began = time.perf_counter()
    await asyncio.to_thread(page.order, "exam.start", override="a benchmark has no gate")
    await _until(lambda: page.count("in-force") == len(machines))
    return time.perf_counter() - began


async def _ends(page: RoomPage, machines: list[Workstation]) -> float:
    began = time.perf_counter()
    await asyncio.to_thread(page.order, "exam.end")
    await _until(lambda: not any(one.holds for one in machines))
    return time.perf_counter() - began


async def _until(truth: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not truth():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def _switched_on(school: LabSchool, where: Path, hole: BlackHole) -> AsyncIterator[list[Workstation]]:
    """Each has its key already; the first dials through the hole."""
    machines = []
    for number, hello in enumerate(school.hellos):
        store = Store(where / hello.workstation, durable=False)
        store.keep_identity(Enrolled(hello.workstation, hello.workstation, hello.key))
        spec = WorkstationSpec(hello.workstation, f"exam{number:03}", number)
        url = school.settings.address if number else hole.url
        machines.append(Workstation(spec, url, where / hello.workstation, SystemClock()))
    try:
        for one in machines:
            await one.power_on()
        await _until(lambda: all(one.connected for one in machines))
        yield machines
    finally:
        await asyncio.gather(*(one.power_off() for one in machines))
