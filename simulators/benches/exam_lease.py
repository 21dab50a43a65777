"""How long from the start of a sitting until its room's page knows that the last of its PCs is in force.

A real controller, and real agents' cores on simulated PCs, all on this machine:
`python -m simulators.benches.exam_lease --pcs 120`.
"""

import asyncio
import json
import re
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path

import click

from controller.bootstrap import Services, build
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.exams.plans import Candidate, Entry, Planned
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Session
from controller.errors import SchoolbellError
from simulators.benches.lab.school import COLUMNS, ROOM, START, LabSchool, make_school
from simulators.benches.lab.server import running
from simulators.benches.lab.websocket import Client
from simulators.provision import Login
from simulators.workstation import Workstation, WorkstationSpec
from workstation_agent.clock import SystemClock
from workstation_agent.protocol.enrolment import Enrolled
from workstation_agent.store import Store

DESK, EXAM_ROOM, SITE = "/desk", "lab", "exam.example.org"
PATIENCE_S = 60.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ExamPcsBench:
    """`in_force_s` is for the last of `pcs`, at the room's page; `departures` ought to be 0."""

    pcs: int
    in_force_s: float
    freed_s: float
    departures: int


def measure(pcs: int, say: Say) -> ExamPcsBench:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as made:
        where = Path(made)
        say(f"A room with {pcs} PCs …")
        school = make_school(where / "data", pcs)
        number, login = _lay_down(school.settings, pcs)
        with running(school.settings):
            return asyncio.run(_run(school, where / "pcs", login, number))


async def _run(school: LabSchool, where: Path, login: Login, number: int) -> ExamPcsBench:
    machines = _machines(school, where)
    for one in machines:
        await one.power_on()
    page = OfficersPage(school.settings.address, login, number)
    try:
        await page.open()
        await page.until("waits", len(machines))
        began = time.perf_counter()
        await page.order("exam.start", override="A benchmark has no gate")
        await page.until("in-force", len(machines))
        in_force_s = time.perf_counter() - began
        began = time.perf_counter()
        await page.order("exam.end")
        while any(one.holds for one in machines):
            await _pause(began)
        freed_s = time.perf_counter() - began
        return ExamPcsBench(len(machines), round(in_force_s, 2), round(freed_s, 2), page.departures)
    finally:
        await asyncio.gather(*(one.power_off() for one in machines))


class OfficersPage(Client):
    """The room's page of the exams officer, without a browser."""

    def __init__(self, url: str, login: Login, sitting: int) -> None:
        super().__init__(url, DESK)
        self._origin, self._cookie, self._sitting = url, cookie_of(url, login), sitting
        self._states: Sequence[str] = ()
        self.departures = 0
        self._is_up = asyncio.Event()

    def headers(self) -> Mapping[str, str]:
        return {"Origin": self._origin, "Cookie": self._cookie}

    async def open(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, self.host, self.port)
        await self._is_up.wait()
        await self._call("follow", f"exam:{self._sitting}/{EXAM_ROOM}")

    async def order(self, name: str, **more: object) -> None:
        await self._call("command", {"name": name, "payload": {"sitting": self._sitting, **more}})

    async def until(self, state: str, count: int) -> None:
        """Raises SchoolbellError if it does not come to that."""
        began = time.perf_counter()
        while sum(one == state for one in self._states) < count:
            if state == "waits":  # who comes before the start is no news to a page
                await self._call("follow", f"exam:{self._sitting}/{EXAM_ROOM}")
            await _pause(began)

    def up(self) -> None:
        self._is_up.set()

    def heard(self, event: str, arguments: list[object], answer: Callable[[], None] | None) -> None:
        told = arguments[0]
        if event == "exam-pcs" and isinstance(told, dict):
            self._states = [one["state"] for one in told["pcs"]]
            self.departures = len(told["departures"])
        if answer:
            answer()

    async def _call(self, event: str, said: object) -> None:
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.emit(event, said, on_ack=lambda given: answer.set_result(given[0]))
        found = await answer
        assert isinstance(found, dict)
        if not found["ok"]:
            raise SchoolbellError(found["code"], found["sentence"])


async def _pause(began: float) -> None:
    if time.perf_counter() - began > PATIENCE_S:
        raise SchoolbellError("bench.exam-pcs", "The PCs did not follow the sitting in a minute.")
    await asyncio.sleep(0.005)


def cookie_of(url: str, login: Login) -> str:
    """Of a new login."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.addheaders = [("Origin", url), ("Referer", f"{url}/login")]
    page = opener.open(f"{url}/login").read().decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    form = {"csrf_token": token.group(1), "username": login.username, "password": login.password}
    opener.open(f"{url}/login", urllib.parse.urlencode(form).encode())
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def _machines(school: LabSchool, where: Path) -> list[Workstation]:
    """Each has its key already."""
    machines = []
    for number, hello in enumerate(school.hellos):
        Store(where / hello.workstation, durable=False).keep_identity(
            Enrolled(hello.workstation, hello.workstation, hello.key)
        )
        spec = WorkstationSpec(hello.workstation, f"exam{number:03}", number)
        machines.append(Workstation(spec, school.settings.address, where / hello.workstation, SystemClock()))
    return machines


def _lay_down(settings: Settings, pcs: int) -> tuple[int, Login]:
    """A sitting in the room that has the PCs, and the login of whoever starts it."""
    services = build(settings)
    try:
        by = next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)
        number = _sitting(services, by, pcs)
        services.exams.profiles.put(by, number, [SITE], [], "exam*")
        return number, Login(by.username, services.accounts.new_password(by.username).password)
    finally:
        services.close()


def _sitting(services: Services, by: Account, pcs: int) -> int:
    rows = -(-pcs // COLUMNS)
    room = ExamRoom(EXAM_ROOM, "The lab", rows, COLUMNS, 1.25, 1.5)
    services.exams.rooms.put(by, room, school_room=ROOM)
    paper = Paper("AQA", "GCSE", "8525/1", "Computer Science")
    at = START.time().replace(tzinfo=None)
    planned = Planned("", paper, START.date(), Session.AM, at, timedelta(minutes=90), ExamType.ON_SCREEN)
    services.exams.setup.put_sitting(by, planned)
    number = services.exams.setup.plan().sittings[planned.key].number
    candidate = Candidate("0001", "Ana Silva", None, ())
    services.exams.setup.put_entry(by, number, candidate, Entry(EXAM_ROOM, Seat(1, 1), 25))
    return number


@click.command()
@click.option("--pcs", default=120, show_default=True, type=click.IntRange(1, 300))
def main(pcs: int) -> None:
    """Start a sitting in a room of simulated PCs, and print one line of JSON."""
    click.echo(json.dumps(asdict(measure(pcs, lambda sentence: click.echo(sentence, err=True)))))


if __name__ == "__main__":
    main()
