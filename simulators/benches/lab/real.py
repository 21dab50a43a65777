"""`schoolbell bench lab --real N`: the real agent, capture and lock on N virtual displays."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from simulators.benches.lab.agents import agents, tcp_bytes_sent
from simulators.benches.lab.browser import chromium
from simulators.benches.lab.canvas import change_to_glass_ms
from simulators.benches.lab.display import Screen, screens
from simulators.benches.lab.glass import Glass
from simulators.benches.lab.page import log_in
from simulators.benches.lab.phases import cancelled, until
from simulators.benches.lab.school import LabSchool, make_bare_school
from simulators.benches.lab.seats import Pictures
from simulators.benches.lab.server import Meter, running
from simulators.benches.lab.simulated import Say

CYCLE_S = 20.0  # one round of the mixed work
FLIPS, LOCKS = 10, 6
SETTLES_S = 15.0  # after a start the agent makes a second worker ready
BUSY_S = 4.0


@dataclass(frozen=True, slots=True)
class Real:
    """Of each seat; `*_seen_ms` from a change on the display until it is in the teacher's page.

    `full_glass_ms` until it is to be seen in a real Chromium, None where there is none.

    `lock_ms` from the click until the last of the displays shows it. None: only measured with one seat.
    """

    seats: int
    kind: str
    wall_kb_s: float
    wall_cpu_pct: float
    wall_seen_ms: float
    wall_seen_worst_ms: float
    full_kb_s: float | None
    full_cpu_pct: float | None
    full_pictures_per_s: float | None
    full_seen_ms: float | None
    full_glass_ms: float | None
    lock_ms: float
    lock_worst_ms: float


def measure(count: int, kind: str, workload: str, say: Say) -> Real:
    """Raises SchoolbellError when something is missing."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="schoolbell-bench-")))
        school, codes = make_bare_school(place / "data", count)
        say(f"{count} displays …")
        shown = stack.enter_context(screens(count, kind, workload))
        stack.enter_context(running(school.settings))
        started = stack.enter_context(agents(school.settings.address, place, codes, shown))
        meters = [Meter(one.pid) for one in started]
        return asyncio.run(_Run(school, kind, shown, meters, say).measure())


class _Run:
    def __init__(
        self, school: LabSchool, kind: str, shown: Sequence[Screen], meters: Sequence[Meter], say: Say
    ) -> None:
        self._school, self._kind, self._screens, self._meters = school, kind, shown, meters
        self._say = say
        self._seats = [one.workstation for one in school.hellos]

    async def measure(self) -> Real:
        page = await self._open()
        showing = asyncio.create_task(page.show())
        self._say("The wall with real agents …")
        await until(lambda: len(page.seen) == len(self._seats), "a picture of every real seat")
        wall_kb_s, wall_cpu = await self._use(page)
        self._screens[0].show_marker()
        page.watch(self._seats[0], "thumb")
        wall = await self._flips(page, 1.3, 2.6)
        await cancelled(showing)
        full = await self._full(page) if len(self._seats) == 1 else None
        showing = asyncio.create_task(page.show())
        self._say("Locks on real displays …")
        locks = [await self._lock(page) for _ in range(LOCKS)]
        await cancelled(showing)
        page.close()
        glass = await self._glass() if len(self._seats) == 1 else None
        return Real(
            seats=len(self._seats),
            kind=self._kind,
            wall_kb_s=wall_kb_s,
            wall_cpu_pct=wall_cpu,
            wall_seen_ms=_ms(statistics.median(wall)),
            wall_seen_worst_ms=_ms(max(wall)),
            full_kb_s=full[0] if full else None,
            full_cpu_pct=full[1] if full else None,
            full_pictures_per_s=full[2] if full else None,
            full_seen_ms=full[3] if full else None,
            full_glass_ms=glass,
            lock_ms=_ms(statistics.median(locks)),
            lock_worst_ms=_ms(max(locks)),
        )

    async def _open(self) -> Glass:
        url = self._school.settings.address
        cookie, lesson = await asyncio.to_thread(log_in, url, self._school.login)
        page = Glass(url, cookie, lesson, self._seats, Pictures(()))
        page.watch(self._seats[0], "thumb")
        await page.open()
        return page

    async def _use(self, page: Glass) -> tuple[float, float]:
        """KB a second and per cent of a core of each seat, over one round of the work."""
        await asyncio.sleep(SETTLES_S)
        port = self._school.settings.port
        before = tcp_bytes_sent(port) - page.sent
        for meter in self._meters:
            meter.reset()
        await asyncio.sleep(CYCLE_S)
        sent = tcp_bytes_sent(port) - page.sent - before
        cpu = statistics.mean(meter.percent() for meter in self._meters)
        return round(sent / 1000 / CYCLE_S / len(self._seats), 2), round(cpu, 1)

    async def _full(self, page: Glass) -> tuple[float, float, float, float]:
        self._say("One screen in full …")
        page.seats, page.full = [], self._seats[0]
        page.watch(self._seats[0], "full")
        showing = asyncio.create_task(page.show())
        await until(lambda: page.pictures, "the full view")
        kb_s, cpu = await self._use(page)
        busiest = _busiest(page.moments)
        seen = await self._flips(page, 0.4, 1.2)
        await cancelled(showing)
        page.seats, page.full = self._seats, None
        return kb_s, cpu, busiest, _ms(statistics.median(seen))

    async def _glass(self) -> float | None:
        if (program := chromium()) is None:
            return None
        self._say("The full view in Chromium …")
        url, login = self._school.settings.address, self._school.login
        return await asyncio.to_thread(
            change_to_glass_ms, program, url, login, self._seats[0], self._screens[0]
        )

    async def _flips(self, page: Glass, low_s: float, high_s: float) -> list[float]:
        chance, taken = random.Random(11), []
        for _ in range(FLIPS):
            await asyncio.sleep(chance.uniform(low_s, high_s))
            at, colour = self._screens[0].flip()
            await until(lambda colour=colour: page.shows(colour), "the marker")  # type: ignore[misc]  # mypy cannot type the default
            taken.append(time.time() - at)
        return taken

    async def _lock(self, page: Glass) -> float:
        bare = [screen.corners() for screen in self._screens]
        clicked = time.perf_counter()
        asking = asyncio.create_task(page.order("lesson.lock", message="Eyes on me, please"))
        waiting = list(zip(self._screens, bare, strict=True))
        while waiting:
            await asyncio.sleep(0.001)
            waiting = [(one, was) for one, was in waiting if _any_is(one.corners(), was)]
            if time.perf_counter() - clicked > 10:
                break
        taken = time.perf_counter() - clicked
        await asking
        await asyncio.sleep(0.7)
        held = [screen.corners() for screen in self._screens]
        await page.order("lesson.unlock")
        both = list(zip(self._screens, held, strict=True))
        await until(lambda: all(one.corners() != was for one, was in both), "the displays to be free again")
        await asyncio.sleep(1.0)
        return taken


def _any_is(now: Sequence[bytes], was: Sequence[bytes]) -> bool:
    """Some of the wallpaper is still to be seen."""
    return any(one == other for one, other in zip(now, was, strict=True))


def _busiest(moments: Sequence[float]) -> float:
    """Pictures a second in the busiest few seconds."""
    most = max(sum(start <= one < start + BUSY_S for one in moments) for start in moments)
    return round(most / BUSY_S, 1)


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
