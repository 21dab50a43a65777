"""What a PC in an exam can depart by, each done to the real agent on a simulated PC, and undone."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from controller.domain.exams.pcs import DepartureKind
from controller.errors import SchoolbellError
from simulators.benches.black_hole import BlackHole
from simulators.benches.exam_room import RoomPage
from simulators.workstation import Workstation
from workstation_agent.protocol import troubles

LOOK_S = 0.005
LONGEST_S = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds from the act until the room's page shows it."""

    tries: int
    middle_s: float
    worst_s: float


@dataclass(frozen=True, slots=True)
class Act:
    kind: DepartureKind
    do: Callable[[Workstation], Awaitable[None]]
    undo: Callable[[Workstation], Awaitable[None]]
    anywhere: bool = True


async def _nothing(_: Workstation) -> None: ...


def _tells(kind: str) -> Callable[[Workstation], Awaitable[None]]:
    async def tell(pc: Workstation) -> None:
        pc.tells(kind, "Calculator")

    return tell


async def _keeps_no_more(pc: Workstation) -> None:
    pc.breaks("storage", "this PC would not let it be changed")


async def _is_mended(pc: Workstation) -> None:
    pc.mends("storage")


async def _other_login(pc: Workstation) -> None:
    pc.log_in("9okafort")


async def _own_login(pc: Workstation) -> None:
    pc.log_in(pc.spec.user)


def acts(hole: BlackHole) -> Mapping[str, Act]:
    async def cut(_: Workstation) -> None:
        hole.cut()

    async def mend(_: Workstation) -> None:
        hole.mend()

    return {
        "it keeps to it no more": Act(DepartureKind.NOT_IN_FORCE, _keeps_no_more, _is_mended),
        "another login": Act(DepartureKind.LOGIN, _other_login, _own_login),
        "removable storage": Act(DepartureKind.STORAGE, _tells(troubles.STORAGE_PLUGGED), _nothing),
        "another program": Act(DepartureKind.PROGRAM, _tells(troubles.PROGRAM_CLOSED), _nothing),
        "a part of the agent ended": Act(DepartureKind.AGENT, _tells(troubles.WORKER_RESTARTED), _nothing),
        "the agent killed": Act(DepartureKind.GONE, Workstation.power_off, Workstation.power_on),
        "the cable or the power cut": Act(DepartureKind.GONE, cut, mend, anywhere=False),
    }


async def measure(
    page: RoomPage, machines: Sequence[Workstation], hole: BlackHole, tries: int
) -> dict[str, Seen]:
    """The first of the machines is on the other side of the hole."""
    return {name: await _times(page, machines, act, tries) for name, act in acts(hole).items()}


async def _times(page: RoomPage, machines: Sequence[Workstation], act: Act, tries: int) -> Seen:
    took = [
        await _once(page, machines[number % len(machines) if act.anywhere else 0], act)
        for number in range(tries)
    ]
    return Seen(tries, round(statistics.median(took), 2), round(max(took), 2))


async def _once(page: RoomPage, pc: Workstation, act: Act) -> float:
    known = frozenset(page.first_seen)
    began = time.perf_counter()
    await act.do(pc)
    await _until(lambda: page.fresh(known, act.kind))
    took = page.fresh(known, act.kind) - began
    await act.undo(pc)
    await _until(lambda: not page.going_on)
    return took


async def _until(truth: Callable[[], object]) -> None:
    began = time.perf_counter()
    while not truth():
        if time.perf_counter() - began > LONGEST_S:
            raise SchoolbellError("bench.no-departure", "A departure was not shown, or not over, in 30 s.")
        await asyncio.sleep(LOOK_S)
