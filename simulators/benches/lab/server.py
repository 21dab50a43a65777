"""The controller under measurement: a program of its own, and what it uses of processor and memory."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil  # type: ignore[import-untyped]  # ships no types

from controller.config import Settings
from controller.errors import SchoolbellError
from simulators.programs import controller_and_bridges, page_answers
from simulators.provision import Provisioned
from simulators.supervisor import STOP_TIMEOUT_S, Program
from simulators.waiting import wait_for


class Meter:
    """Processor time of a program and all that it started, also of those that have ended since."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.reset()

    def reset(self) -> None:
        self._began, self._used = time.perf_counter(), cpu_s(self._pid)

    def percent(self) -> float:
        """Of one core, since the last reset."""
        passed = time.perf_counter() - self._began
        return round(100 * (cpu_s(self._pid) - self._used) / passed, 1)


def family(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def cpu_s(pid: int) -> float:
    """User and system time, with that of children that were waited for."""
    total = 0.0
    for process in family(pid):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


def memory_kb(pid: int) -> float:
    """What each of the family has for itself alone, in all."""
    return float(sum(process.memory_full_info().uss for process in family(pid)) / 1024)


class Server:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._program: Program | None = None

    @property
    def pid(self) -> int:
        assert self._program
        assert self._program.process
        return self._program.process.pid

    def start(self) -> None:
        """Returns as soon as the port takes connections."""
        (self._program,) = controller_and_bridges(self.settings, Provisioned(self.settings.data_dir, {}, ()))
        self._program.start()
        wait_for(self._listens, f"the controller; its log is {self._program.log}")

    def wait_until_it_answers(self) -> None:
        wait_for(lambda: page_answers(self.settings.address), "the controller's first page")

    def stop(self) -> None:
        if not self._program:
            return
        self._program.signal(15)
        self._program.wait(STOP_TIMEOUT_S)
        self._program.signal(9)
        self._program.wait(STOP_TIMEOUT_S)

    def _listens(self) -> bool:
        assert self._program
        if self._program.exit_status is not None:
            raise SchoolbellError(
                "bench.no-controller", f"The controller ended; its log is {self._program.log}."
            )
        with closing(socket.socket()) as probe:
            return probe.connect_ex((self.settings.host, self.settings.port)) == 0


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    server = Server(settings)
    try:
        server.start()
        server.wait_until_it_answers()
        yield server
    finally:
        server.stop()
