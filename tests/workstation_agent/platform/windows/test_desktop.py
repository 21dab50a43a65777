"""The Windows service and its worker on an X display: all but what only Windows can do."""

import asyncio
import os
import shlex
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.workstation_agent.platform.windows.fakes import FakeListener, FakeRegistry
from tests.x11.displays import Screen
from workstation_agent.core.looks import Look
from workstation_agent.platform.windows.desktop import Desktop
from workstation_agent.platform.windows.held_input import BehindCtrlAltDel, HeldInput
from workstation_agent.platform.windows.restoring import Restoring
from workstation_agent.platform.windows.screen_lock import ScreenLock
from workstation_agent.platform.windows.service import WindowsPupil, WindowsScreen
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.watches import Looker, WatchSize


class FakeWindows:
    """Its console is an X display."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.user, self.processes = screen, "9okafort", list[subprocess.Popen[bytes]]()

    def console_session(self) -> int:
        return 1

    def user_of(self, session: int) -> str | None:
        return self.user

    def start_as_system(self, session: int, command: str) -> int:
        environment = self.screen.environment | {"PYTHONPATH": os.getcwd()}
        self.processes.append(subprocess.Popen(shlex.split(command), env=environment))
        return self.processes[-1].pid

    def start_as_pupil(self, session: int, command: str) -> int:
        raise AssertionError(command)


@pytest.fixture
def windows() -> Iterator[FakeWindows]:
    screen = Screen()
    screen.start()
    windows = FakeWindows(screen)
    yield windows
    for process in windows.processes:
        process.kill()
        process.wait()
    screen.stop()


async def arrived(desktop: Desktop, count: int) -> None:
    lives = []
    desktop.arrivals.append(lambda: lives.append(1))
    async with asyncio.timeout(30):
        while len(lives) < count:
            await desktop.look()
            await asyncio.sleep(0.05)


def test_a_worker_shows_its_screen_and_who_looks_and_is_replaced(windows: FakeWindows, tmp_path: Path):
    async def play() -> None:
        told = []
        desktop = Desktop(windows, tmp_path, "test", told.append)
        await arrived(desktop, 1)
        assert desktop.user() == "9okafort"
        picture = await WindowsScreen(desktop).capture(Look("w", 320, 180, 60, 10_000, 1000, 0, None))
        assert picture is not None
        assert picture.jpeg[:2] == b"\xff\xd8"
        await WindowsPupil(desktop).lookers((Looker("Ms Okafor", WatchSize.FULL),))
        assert windows.screen.shows(0x12304A), "the bar is on the screen once it is said to be"
        windows.processes[0].kill()
        windows.processes[0].wait()
        await arrived(desktop, 1)
        assert [one.kind for one in told] == ["worker-restarted"]

    asyncio.run(play())


def test_a_lock_that_is_asked_for_comes_back_with_a_new_worker(tmp_path: Path):
    calls = []

    class Screenless:
        def __init__(self):
            self.arrivals = []

        async def call(self, name, args=None):
            calls.append((name, args["kind"]))

    async def play() -> None:
        registry = FakeRegistry()
        screen = Screenless()
        lock = ScreenLock("lock", screen, BehindCtrlAltDel(Restoring(registry, tmp_path / "k.json")))
        await lock.hold(Lease("l", "lock", "Eyes on me", datetime.now(UTC) + timedelta(minutes=1), 60.0))
        assert registry.all
        for arrive in screen.arrivals:
            arrive()
        await asyncio.sleep(0)
        await lock.lift()
        assert calls == [("hold", "lock"), ("hold", "lock"), ("lift", "lock")]
        assert registry.all == {}

    asyncio.run(play())


def test_input_is_held_by_new_listeners_each_time():
    made: list[FakeListener] = []

    def make() -> FakeListener:
        made.append(FakeListener())
        return made[-1]

    held = HeldInput((make, make))
    held.hold()
    held.hold()
    assert [one.running for one in made] == [True, True]
    held.drop()
    assert not held.held
    held.hold()
    assert [one.running for one in made] == [False, False, True, True]


def test_no_process_is_left_behind(windows: FakeWindows, tmp_path: Path):
    async def play() -> None:
        await arrived(Desktop(windows, tmp_path, "test", print), 1)
        old = windows.processes[0]
        second = Desktop(windows, tmp_path, "test", print)
        running = asyncio.create_task(second.run())
        async with asyncio.timeout(30):
            while psutil.pid_exists(old.pid) and old.poll() is None:
                await asyncio.sleep(0.05)
        running.cancel()

    asyncio.run(play())
