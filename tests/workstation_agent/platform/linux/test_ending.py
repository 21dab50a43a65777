import asyncio

import pytest

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.ending import cancelled, over_and_over


async def fail() -> None:
    raise RuntimeError("no such device")


async def begun(task: asyncio.Task[None]) -> None:
    while not task.done():
        await asyncio.sleep(0)


def test_a_watch_that_has_failed_keeps_nothing_from_being_lifted(caplog: pytest.LogCaptureFixture):
    async def lift() -> None:
        watch = asyncio.create_task(fail())
        await begun(watch)
        await cancelled(watch)

    asyncio.run(lift())
    assert "no such device" in caplog.text


def test_a_look_that_fails_is_said_once_and_the_next_ones_go_on(caplog: pytest.LogCaptureFixture):
    looks: list[int] = []
    enough = asyncio.Event()

    async def look() -> None:
        looks.append(len(looks))
        if len(looks) <= 3:
            raise PlatformError("x", "the stick has just gone") if len(looks) == 1 else KeyError("sda")
        enough.set()

    async def hold() -> None:
        watch = asyncio.create_task(over_and_over(0.001, look))
        async with asyncio.timeout(10):
            await enough.wait()
        await cancelled(watch)

    asyncio.run(hold())
    assert caplog.text.count("stick has just gone") == caplog.text.count("KeyError") == 1
