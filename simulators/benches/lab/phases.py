"""What is measured of a school with N simulated seats, one after the other."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from controller.errors import SchoolbellError
from simulators.benches.lab.page import Page
from simulators.benches.lab.seats import Seats
from simulators.benches.lab.server import Meter

PATIENCE_S = 30.0
TURN_S = 0.004
SPINS_S, SPINS_A_LOOK = 0.5, 64


@dataclass(frozen=True, slots=True)
class Flow:
    """Pictures through the controller. `mbit_s` counts all that the pages received."""

    seats_seen: int
    per_s: float
    late: int
    mbit_s: float
    delays_s: Sequence[float]
    server_cpu_pct: float


async def flow(seats: Seats, pages: Sequence[Page], per_s: float, seconds: float, meter: Meter) -> Flow:
    """All watched seats together send `per_s` pictures a second, evenly."""
    await until(lambda: seats.watched == len(seats.all), "all seats to be watched")
    await pace(seats, per_s, 1.0)  # the first pictures of all are no measure of the rest
    for page in pages:
        page.reset()
    count, late = seats.pictures.count, seats.pictures.late
    meter.reset()
    began = time.perf_counter()
    await pace(seats, per_s, seconds)
    took, cpu = time.perf_counter() - began, meter.percent()
    await asyncio.sleep(0.2)
    return Flow(
        seats_seen=len(set().union(*(page.seen for page in pages))),
        per_s=round((seats.pictures.count - count) / took, 1),
        late=seats.pictures.late - late,
        mbit_s=round(sum(page.received for page in pages) * 8e-6 / took, 3),
        delays_s=[delay for page in pages for delay in page.delays_s],
        server_cpu_pct=cpu,
    )


async def pace(seats: Seats, per_s: float, seconds: float) -> None:
    everyone = list(seats.all.values())
    began, done, until = time.perf_counter(), 0, time.perf_counter() + seconds
    while (now := time.perf_counter()) < until:
        due = int((now - began) * per_s)
        for number in range(done, due):
            everyone[number % len(everyone)].show()
        done = due
        await asyncio.sleep(TURN_S)


@dataclass(frozen=True, slots=True)
class Locks:
    """Seconds from the click until the controller had the last report, and until the page showed it."""

    in_force_s: Sequence[float]
    shown_s: Sequence[float]


async def locks(seats: Seats, page: Page, tries: int, pause_s: float) -> Locks:
    """`page` has all seats of the room; unlocked again after each try."""
    taken = [await _lock_once(seats, page, pause_s) for _ in range(tries)]
    return Locks([one[0] for one in taken], [one[1] for one in taken])


async def _lock_once(seats: Seats, page: Page, pause_s: float) -> tuple[float, float]:
    everyone, clicked = seats.all.values(), time.perf_counter()
    asking = asyncio.create_task(page.order("lesson.lock", message="Eyes on me, please"))
    await _until_at_once(lambda: all(seat.proved and seat.proved_at > clicked for seat in everyone))
    await until(lambda: all(seat.proved and seat.proved_at > clicked for seat in everyone), "the lock")
    in_force = max(seat.proved_at for seat in everyone) - clicked
    await asking
    await until(lambda: page.locked == len(page.seats) and page.locked_at > clicked, "the wall")
    shown = page.locked_at - clicked
    await page.order("lesson.unlock")
    await until(lambda: not any(seat.proved for seat in everyone), "the unlock")
    page.locked = 0
    await asyncio.sleep(pause_s)
    return in_force, shown


async def _until_at_once(truth: Callable[[], object]) -> None:
    """Does not sleep meanwhile: waking this process for each message would cost the controller a fifth more.

    A PC wakes by itself, on a machine of its own. Gives up after half a second, so that nothing is starved.
    """
    until_s, looks = time.perf_counter() + SPINS_S, 0
    while time.perf_counter() < until_s:
        looks += 1
        if looks % SPINS_A_LOOK == 0 and truth():
            return
        await asyncio.sleep(0)


async def until(truth: Callable[[], object], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not truth():
                await asyncio.sleep(0.002)
    except TimeoutError:
        raise SchoolbellError("bench.stuck", f"The benchmark waited {PATIENCE_S:g} s for {what}.") from None


async def cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
