"""What is told of a worker that ended. The displays and the processes are made up."""

import asyncio
from typing import Any

import pytest

from workstation_agent.platform.x11.sessions import Server, XSession
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.service.keeper import Keeper

BEFORE, AFTER = (XSession(Server(":2", pid, 0), None) for pid in (100, 200))


class MadeUpStarter:
    """Each process ends, with status 1, when `ends` says so."""

    def __init__(self) -> None:
        self.pid, self.ends, self.started = 0, asyncio.Event(), asyncio.Event()

    def living(self, display: str) -> int:
        return 0

    async def start(self, session: XSession) -> "MadeUpStarter":
        self.started.set()
        return self

    async def wait(self) -> int:
        await self.ends.wait()
        self.ends.clear()
        return 1

    async def keep_spare(self) -> None:
        pass


async def told_after(then: XSession) -> list[Trouble]:
    """A worker comes up on BEFORE; that display is then `then`, and the worker ends; another one comes up."""
    there, told = [BEFORE], list[Trouble]()
    starter: Any = MadeUpStarter()
    keeper = Keeper(BEFORE, starter, lambda one: one in there, told.append)
    life, link = asyncio.create_task(keeper.run()), Any
    for session in (BEFORE, then):
        await starter.started.wait()
        starter.started.clear()
        keeper.arrived(link)  # type: ignore[arg-type]  # nobody talks to it here
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if session is BEFORE:
            there[:], keeper.session = [then], then
            keeper.left(link)  # type: ignore[arg-type]
            starter.ends.set()
    async with asyncio.timeout(20):
        while keeper._owed:
            await asyncio.sleep(0)
    life.cancel()
    return told


@pytest.mark.parametrize(
    ("then", "count"), [(BEFORE, 1), (AFTER, 0)], ids=["the same", "another of its number"]
)
def test_a_worker_that_ended_with_its_display_is_nobodys_doing(then: XSession, count: int) -> None:
    """The next display of that number may be known before the end of the worker is."""
    assert len(asyncio.run(told_after(then))) == count
