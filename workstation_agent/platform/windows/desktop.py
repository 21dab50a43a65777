"""The service's view of the pupil's Windows session: who is there, and the worker that it keeps there.

Not yet exercised in CI on Windows.
"""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.core.events import Event
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.windows.pipe import WorkerPipe, new_address
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.troubles import WORKER_RESTARTED, Trouble
from workstation_agent.worker.channel import Answer, Args, Said

LOOK_EVERY_S: Final = 1.0
WORKER: Final = "workstation_agent.platform.windows.worker"
RESTARTED: Final = "the agent's program on the screen was ended; it was started again"

log = logging.getLogger(__name__)


class System(Protocol):
    """What `winapi` does."""

    def console_session(self) -> int: ...

    def user_of(self, session: int) -> str | None: ...

    def start_as_system(self, session: int, command: str) -> int: ...


class Desktop:
    """Keeps one worker in the session at the console. `again` is called with each new one."""

    def __init__(self, system: System, run_dir: Path, version: str, tell: Callable[[Event], None]) -> None:
        self._system, self._run_dir, self._version, self.tell = system, run_dir, version, tell
        self._pid_file = run_dir / "worker.pid"
        self._user: str | None = None
        self._session, self._pid, self._lives = -1, 0, 0
        self._pipe: WorkerPipe | None = None
        self.screen = ScreenSize(0, 0)
        self.arrivals: list[Callable[[], object]] = []

    def user(self) -> str | None:
        return self._user

    async def call(self, name: str, args: Args | None = None, patience_s: float = 10.0) -> Answer:
        """Raises PlatformError."""
        if self._pipe is None or not self._pipe.open:
            raise PlatformError("worker.no-screen", "this PC has no screen in use at the moment")
        return await self._pipe.call(name, args, patience_s)

    async def run(self) -> None:
        """Until cancelled. A worker that an earlier service left behind is replaced."""
        self._end(self._kept_pid())
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        session = self._system.console_session()
        self._user = self._system.user_of(session)
        gone = self._pid != 0 and not psutil.pid_exists(self._pid)
        if self._user is None or (session == self._session and self._pid and not gone):
            return
        if gone and session == self._session:
            self.tell(Trouble(WORKER_RESTARTED, RESTARTED))
        try:
            self._start(session)
        except PlatformError as error:
            log.warning("no worker could be started: %s", error.sentence)

    def _start(self, session: int) -> None:
        self._end(self._pid)
        if self._pipe is not None:
            self._pipe.close()
        pipe = WorkerPipe(new_address(self._run_dir), self._heard, self._arrived)
        # The secret goes by a file that only the system may read: a command line can be read by everybody.
        start = {"address": pipe.address, "secret": pipe.secret.hex(), "version": self._version}
        told = self._run_dir / "worker-start.json"
        told.write_text(json.dumps(start), encoding="utf-8")
        command = subprocess.list2cmdline([sys.executable, "-m", WORKER, str(told)])
        self._pipe, self._session = pipe, session
        self._pid = self._system.start_as_system(session, command)
        self._pid_file.write_text(str(self._pid), encoding="ascii")

    def _heard(self, said: Said) -> None:
        width, height = said.args.get("width"), said.args.get("height")
        if said.name == "screen" and isinstance(width, int) and isinstance(height, int):
            self.screen = ScreenSize(width, height)

    def _arrived(self) -> None:
        for arrive in self.arrivals:
            arrive()

    def _kept_pid(self) -> int:
        try:
            return int(self._pid_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _end(self, pid: int) -> None:
        """Only if it is a worker of ours: numbers are given again."""
        try:
            process = psutil.Process(pid) if pid else None
            if process is not None and WORKER in process.cmdline():
                process.kill()
        except psutil.Error:
            return
