"""`schoolbell agent` as it is installed, on a real display, with a controller that does as it is told."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simulators import lifeline
from tests.workstation_agent.fake_controller import FakeController, Seat
from tests.x11.conftest import end
from tests.x11.displays import Screen, Victim, until
from tests.x11.test_lock_bypasses import holds
from tests.x11.test_lock_survives import free
from workstation_agent.clock import SystemClock
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.report import Ended, Why
from workstation_agent.protocol.restrictions import LOCK
from workstation_agent.protocol.troubles import AGENT_RESTARTED, WORKER_RESTARTED
from workstation_agent.service.run import Options, Service

CODE, WORKSTATION = "KMT-492", "ws-pc-14"
SCHOOLBELL = (sys.executable, "-c", "from controller.cli import main; main()")


class Thread:
    """An asyncio loop beside the test."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def ask(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def _end_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def end(self) -> None:
        with suppress(asyncio.CancelledError):
            self.ask(self._end_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class Desk:
    """The controller, as far as one PC knows of it."""

    def __init__(self, thread: Thread) -> None:
        self.thread, self.controller, self._version = thread, FakeController(), 1
        self.controller.codes[CODE] = "PC-14"
        thread.ask(self.controller.start())

    @property
    def seat(self) -> Seat:
        return self.controller.seats[WORKSTATION]

    def lock(self, for_s: float = 3600.0) -> None:
        lease = Lease("lease-1", LOCK, "Eyes on me", datetime.now(UTC) + timedelta(seconds=for_s), for_s)
        self._want(lease)
        until(lambda: self.seat.in_force == ["lease-1"], "in force, by the PC's own word")

    def lift(self) -> None:
        self._want()

    def _want(self, *leases: Lease) -> None:
        self._version += 1
        self.thread.ask(self.controller.want(WORKSTATION, Desired(self._version, None, leases)))

    def stop(self) -> None:
        self.thread.ask(self.controller.stop())

    def start(self) -> None:
        self.thread.ask(self.controller.start())


class Program:
    """What the service manager runs, and its worker."""

    def __init__(self, desk: Desk, screen: Screen, directory: Path) -> None:
        self.directory = directory
        options = ["--server", desk.controller.url, "--code", CODE, "--display", screen.name]
        places = ["--data-dir", str(directory / "data"), "--run-dir", str(directory / "run")]
        places += ["--root", str(directory / "root")]  # this machine's browsers are let be
        self._command = [*SCHOOLBELL, "agent", *options, *places]

    def start(self) -> None:
        self._process = lifeline.start(self._command, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def worker(self) -> int:
        return int(next((self.directory / "run").glob("worker-*")).read_text() or 0)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)

    def cut_power(self) -> None:
        self.kill()
        end([self.worker])


@pytest.fixture
def thread() -> Iterator[Thread]:
    thread = Thread()
    yield thread
    thread.end()


@pytest.fixture
def desk(thread: Thread) -> Iterator[Desk]:
    desk = Desk(thread)
    yield desk
    desk.stop()


@pytest.fixture
def program(desk: Desk, screen: Screen, tmp_path: Path) -> Iterator[Program]:
    """Enrolled, connected, with the report of its screen."""
    program = Program(desk, screen, tmp_path)
    program.start()
    try:
        until(lambda: WORKSTATION in desk.controller.seats and desk.seat.reports, "a report")
        yield program
    finally:
        program.stop()
        end([program.worker])


def test_a_lock_is_in_force_when_the_pc_says_so(desk: Desk, program: Program, screen: Screen, victim: Victim):
    desk.lock()
    assert holds(screen, victim)
    desk.lift()
    until(lambda: free(screen, victim))
    until(lambda: desk.seat.reports[-1].ended == (Ended("lease-1", Why.WITHDRAWN),))


def test_it_says_what_it_is_and_how_large_its_screen_is(desk: Desk, program: Program):
    assert {"lock", "blank"} <= set(desk.seat.about[0].modes)
    until(lambda: (desk.seat.reports[-1].screen.width, desk.seat.reports[-1].screen.height) == (1280, 720))


def test_with_the_server_gone_a_lock_ends_by_itself(
    desk: Desk, program: Program, screen: Screen, victim: Victim
):
    desk.lock(for_s=2.5)
    desk.stop()
    assert holds(screen, victim)
    until(lambda: free(screen, victim), "the end of the lease")
    desk.start()
    until(lambda: desk.seat.reports[-1].ended == (Ended("lease-1", Why.EXPIRED),))


def test_a_server_that_restarts_finds_the_lock_in_force(
    desk: Desk, program: Program, screen: Screen, victim: Victim
):
    desk.lock()
    desk.stop()
    desk.seat.reports.clear()
    assert holds(screen, victim)
    desk.start()
    until(lambda: desk.seat.in_force == ["lease-1"])
    assert holds(screen, victim)


def test_a_killed_agent_leaves_the_lock_and_the_next_takes_it_over(
    desk: Desk, program: Program, screen: Screen, victim: Victim
):
    desk.lock()
    worker = program.worker
    program.kill()
    assert holds(screen, victim)
    desk.seat.reports.clear()
    program.start()
    until(lambda: desk.seat.in_force == ["lease-1"])
    assert holds(screen, victim)
    assert program.worker == worker
    until(lambda: [one.kind for one in desk.seat.troubles] == [AGENT_RESTARTED])
    desk.lift()
    until(lambda: free(screen, victim))


def test_a_killed_worker_is_told_to_the_teacher(desk: Desk, program: Program, screen: Screen, victim: Victim):
    desk.lock()
    end([program.worker])
    until(lambda: [one.kind for one in desk.seat.troubles] == [WORKER_RESTARTED])
    assert holds(screen, victim)
    assert desk.seat.in_force == ["lease-1"]


def test_after_a_reboot_without_a_server_it_is_locked_again(
    desk: Desk, program: Program, screen: Screen, victim: Victim
):
    desk.lock()
    program.cut_power()
    until(lambda: free(screen, victim), "nothing is held without power")
    desk.stop()
    program.start()
    until(lambda: not screen.shows(), "locked from the disk")
    until(lambda: holds(screen, victim))
    desk.start()
    until(lambda: desk.seat.in_force == ["lease-1"])
    desk.lift()
    until(lambda: free(screen, victim))


class SetClock(SystemClock):
    """A PC whose clock somebody may set."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


def test_setting_the_clock_forward_frees_nothing(
    desk: Desk, thread: Thread, screen: Screen, victim: Victim, tmp_path: Path, start_service: Callable
):
    clock = SetClock()
    options = Options(desk.controller.url, tmp_path / "data", tmp_path / "run", CODE, (screen.name,))
    start_service(Service(options, clock))
    until(lambda: WORKSTATION in desk.controller.seats and desk.seat.reports)
    desk.lock(for_s=600)
    for hours in (5, 24, -24):
        clock.ahead = timedelta(hours=hours)
        reports = len(desk.seat.reports)
        thread.ask(desk.controller.want(WORKSTATION, desk.seat.desired))
        until(lambda reports=reports: len(desk.seat.reports) > reports, "another report")
        assert desk.seat.in_force == ["lease-1"]
        assert holds(screen, victim)


@pytest.fixture
def start_service(thread: Thread) -> Iterator[Callable[[Service], None]]:
    running: list[tuple[Service, asyncio.Task[None]]] = []

    async def start(service: Service) -> None:
        running.append((service, asyncio.create_task(service.run())))

    yield lambda service: thread.ask(start(service))

    async def stop() -> None:
        for service, task in running:
            end([link.pid for link in service.workers.links])
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    thread.ask(stop())
