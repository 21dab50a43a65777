"""Starts the programs of a demonstration, starts again one that dies, and stops them all."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from simulators import lifeline

STOP_TIMEOUT_S = 8.0
MOST_RESTARTS, WITHIN_S = 5, 60.0


@dataclass
class Program:
    """One child process, in a process group of its own, its output in `log`."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    process: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = lifeline.start(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    @property
    def exit_status(self) -> int | None:
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        """To all of its process group, in which some may outlive the program itself."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):  # all gone; or, says macOS, all but gone
                os.killpg(self.process.pid, number)

    def wait(self, timeout_s: float) -> bool:
        try:
            if self.process:
                self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True


class Supervisor:
    """`say` is told each sentence that a person at the terminal should read."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.programs: list[Program] = []

    def start(self, program: Program) -> Program:
        program.start()
        self.programs.append(program)
        return program

    def look_after(self) -> bool:
        """Starts what has died again. False when one dies so often that there is no point."""
        return all(self._look_after(program) for program in self.programs)

    def kill(self) -> None:
        """At once, as a power cut does."""
        for program in self.programs:
            program.signal(signal.SIGKILL)
            program.wait(STOP_TIMEOUT_S)
        self.programs.clear()

    def stop(self) -> None:
        """Last started, first asked to stop; what does not stop in time, or is left behind, is killed."""
        for program in reversed(self.programs):
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for program in reversed(self.programs):
            program.wait(max(0.0, deadline - time.monotonic()))
            program.signal(signal.SIGKILL)
            program.wait(STOP_TIMEOUT_S)
        self.programs.clear()

    def _look_after(self, program: Program) -> bool:
        status = program.exit_status
        if status is None:
            return True
        now = time.monotonic()
        program.restarts = [at for at in program.restarts if now - at < WITHIN_S] + [now]
        if len(program.restarts) > MOST_RESTARTS:
            self._say(f"{program.name} keeps stopping (exit status {status}). Its log: {program.log}")
            return False
        program.signal(signal.SIGKILL)  # what it left behind could hold its port
        self._say(f"{program.name} stopped (exit status {status}); starting it again.")
        program.start()
        return True
