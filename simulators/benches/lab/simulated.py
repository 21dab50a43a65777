"""`schoolbell bench lab --seats N`: simulated seats over real sockets, against a real controller."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulators.benches.lab import phases
from simulators.benches.lab.browser import Tab, chromium, watch_wall
from simulators.benches.lab.page import Page, log_in
from simulators.benches.lab.school import LabSchool, drawn_pictures, make_school
from simulators.benches.lab.seats import Seats
from simulators.benches.lab.server import Meter, Server, memory_kb, running
from simulators.benches.spread import p50_ms, p99_ms

WALL = 60  # seats that one page shows
FIRST = 10  # seats whose memory is not counted: with them come things that all share
FULL_SPEED, MOST_SPEED = 4000.0, 8000.0  # pictures a second: what is asked for, and more than is taken
REST_S = 1.2  # between two orders: nobody locks a hall again while it is still being told of the last
MOST_EACH_S = 30.0  # from one seat; the controller drops what is above 40
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. `interval_s` is between two pictures of a seat."""

    seats: int
    seconds: float
    interval_s: float
    tries: int
    full_speed: bool
    restart: bool
    tab: bool = True


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was measured with this number of seats. None: not measured with so few."""

    seats: int
    seconds: float
    seats_seen: int
    wall_mbit_s: float
    lock_all_p50_ms: float
    lock_all_p99_ms: float
    lock_shown_p50_ms: float
    relay_p50_ms: float
    relay_p99_ms: float
    pictures_per_s: float
    server_cpu_pct: float
    kb_per_seat: float
    connect_s: float
    full_speed_per_s: float | None
    full_speed_p99_ms: float | None
    full_speed_cpu_pct: float | None
    most_per_s: float | None
    most_p99_ms: float | None
    restart_s: float | None
    tab: Tab | None


def measure(sizes: Sizes, say: Say) -> Simulated:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as made:
        say(f"A school with {sizes.seats} seats …")
        school = make_school(Path(made) / "data", sizes.seats)
        with running(school.settings) as server:
            return asyncio.run(_Run(sizes, school, server, say).measure())


class _Run:
    def __init__(self, sizes: Sizes, school: LabSchool, server: Server, say: Say) -> None:
        self._sizes, self._school, self._server, self._say = sizes, school, server, say
        self._seats = Seats(school.settings.address, school.hellos, drawn_pictures())
        self._pages: list[Page] = []
        self._meter = Meter(server.pid)

    async def measure(self) -> Simulated:
        sizes, say = self._sizes, self._say
        beats = asyncio.create_task(self._seats.beat())
        kb_per_seat, connect_s = await self._connect()
        showing = await self._open_pages()
        say("The wall …")
        wall = await phases.flow(
            self._seats, self._pages, sizes.seats / sizes.interval_s, sizes.seconds, self._meter
        )
        tab = await self._tab() if sizes.tab and sizes.seats <= WALL else None
        say("Lock all …")
        locks = await self._lock()
        fast = await self._speed(FULL_SPEED) if sizes.full_speed else None
        most = await self._speed(MOST_SPEED) if sizes.full_speed else None
        await phases.cancelled(*showing)
        restart_s = await self._restart() if sizes.restart else None
        await phases.cancelled(beats)
        self._seats.close()
        return Simulated(
            seats=sizes.seats,
            seconds=sizes.seconds,
            seats_seen=wall.seats_seen,
            wall_mbit_s=wall.mbit_s,
            lock_all_p50_ms=p50_ms(locks.in_force_s),
            lock_all_p99_ms=p99_ms(locks.in_force_s),
            lock_shown_p50_ms=p50_ms(locks.shown_s),
            relay_p50_ms=p50_ms(wall.delays_s),
            relay_p99_ms=p99_ms(wall.delays_s),
            pictures_per_s=wall.per_s,
            server_cpu_pct=wall.server_cpu_pct,
            kb_per_seat=kb_per_seat,
            connect_s=connect_s,
            full_speed_per_s=round(len(fast.delays_s) / sizes.seconds) if fast else None,
            full_speed_p99_ms=p99_ms(fast.delays_s) if fast else None,
            full_speed_cpu_pct=fast.server_cpu_pct if fast else None,
            most_per_s=round(len(most.delays_s) / sizes.seconds) if most else None,
            most_p99_ms=p99_ms(most.delays_s) if most else None,
            restart_s=restart_s,
            tab=tab,
        )

    async def _connect(self) -> tuple[float, float]:
        """KB for each seat, and the seconds until all were in."""
        first = min(FIRST, self._sizes.seats // 2)
        await self._seats.connect(first)
        await asyncio.sleep(0.5)
        before, began = memory_kb(self._server.pid), time.perf_counter()
        await self._seats.connect()
        took = time.perf_counter() - began
        await asyncio.sleep(1.0)
        more = memory_kb(self._server.pid) - before
        return round(more / (self._sizes.seats - first), 1), round(took, 2)

    async def _open_pages(self) -> list[asyncio.Task[None]]:
        """The first shows no pictures and has all seats; the others show a wall each."""
        url = self._school.settings.address
        cookie, lesson = await asyncio.to_thread(log_in, url, self._school.login)
        ids = [one.workstation for one in self._school.hellos]
        walls = [ids[at : at + WALL] for at in range(0, len(ids), WALL)]
        for some in walls:
            page = Page(url, cookie, lesson, some, self._seats.pictures)
            if self._pages:  # one reads what becomes of orders; real pages have a machine each for that
                page.skipped = ('42/desk,["wall"', '42/desk,["pulse"')
            await page.open()
            self._pages.append(page)
        return [asyncio.create_task(page.show()) for page in self._pages]

    async def _tab(self) -> Tab | None:
        """None where there is no Chromium."""
        program, sizes = chromium(), self._sizes
        if program is None:
            return None
        self._say("The wall in Chromium …")
        url, login = self._school.settings.address, self._school.login
        watching = asyncio.create_task(
            asyncio.to_thread(watch_wall, program, url, login, sizes.seats, sizes.seconds)
        )
        while not watching.done():
            await phases.pace(self._seats, sizes.seats / sizes.interval_s, 0.5)
        return await watching

    async def _lock(self) -> phases.Locks:
        page = self._pages[0]
        page.seats, shown = [one.workstation for one in self._school.hellos], page.seats
        try:
            return await phases.locks(self._seats, page, self._sizes.tries, REST_S)
        finally:
            page.seats = shown

    async def _speed(self, per_s: float) -> phases.Flow:
        rate = min(per_s, MOST_EACH_S * self._sizes.seats)
        self._say(f"{rate:,.0f} pictures a second …")
        return await phases.flow(self._seats, self._pages, rate, self._sizes.seconds, self._meter)

    async def _restart(self) -> float:
        """From when the controller takes connections again until all seats know what they ought to be."""
        self._say("A restart …")
        await asyncio.to_thread(self._server.stop)
        while self._seats.here:
            await asyncio.sleep(0.005)
        await asyncio.to_thread(self._server.start)
        began = time.perf_counter()
        while self._seats.here < self._sizes.seats:
            await asyncio.sleep(0.005)
        return round(time.perf_counter() - began, 2)
