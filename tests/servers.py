"""The real controller in its own process, as `schoolbell serve` runs it, and simulated lab PCs in another."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from controller.bootstrap import build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.ports import free_port
from simulators import lifeline
from tests.schools import MONDAY_PERIOD_2, WEAK

PATIENCE_S = 60.0
"""For what only a machine that is very busy may be late with; nothing waits longer than it must."""
POLL_S = 0.05
NO_BROKER = "mqtt://127.0.0.1:1"


def wait_for(
    truth: Callable[[], object], within_s: float = PATIENCE_S, what: str | Callable[[], object] = ""
) -> None:
    """Real processes take real time: looks again until it is so. `what` may be asked for at the end."""
    until = time.monotonic() + within_s
    while not truth():
        if time.monotonic() > until:
            said = what() if callable(what) else what
            raise AssertionError(said or "it did not happen in time")
        time.sleep(POLL_S)


@dataclass
class Server:
    """Northgate School at 10:05 on a Monday, or at `start`. `passwords` are by username.

    `speed` is that of the school's clock, which runs from the moment that this is made.
    """

    data_dir: Path
    start: datetime = MONDAY_PERIOD_2
    speed: float = 1.0
    broker_url: str = NO_BROKER
    port: int = field(default_factory=free_port)
    passwords: dict[str, str] = field(default_factory=dict)
    clock: ScaledClock = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.clock = ScaledClock(self.start, time.time(), self.speed)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        return (self.data_dir / "server.log").read_text()

    def prepare(self, accounts: Iterable[str], pcs: Iterable[str]) -> dict[str, str]:
        """Passwords for the accounts; returns an enrolment code for each PC."""
        services = replace(build(Settings(data_dir=self.data_dir), self.clock), hasher=WEAK)
        admin = next(one for one in services.accounts.all() if one.username == "admin")
        for username in accounts:
            self.passwords[username] = services.accounts.new_password(username).password
        codes = {pc: services.lab.enrolment.make_code(admin, pc).code for pc in pcs}
        services.close()
        return codes

    def run(self) -> None:
        """Returns when its login page answers."""
        environment = os.environ | {
            "SCHOOLBELL_DATA_DIR": str(self.data_dir),
            "SCHOOLBELL_PORT": str(self.port),
            "SCHOOLBELL_CLOCK": self.clock.spec,
            "SCHOOLBELL_BROKER_URL": self.broker_url,
        }
        with (self.data_dir / "server.log").open("ab") as log:
            self._process = lifeline.start(
                [sys.executable, "-m", "controller", "serve"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that `kill` can take its worker too
            )
        wait_for(self._answers, PATIENCE_S, "the server did not start; see server.log")

    def processes(self) -> list[int]:
        """The process ids of the controller and its worker."""
        assert self._process
        children = psutil.Process(self._process.pid).children(recursive=True)
        return [self._process.pid, *(one.pid for one in children)]

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process and self.running:
            self._process.terminate()
            self._process.wait(timeout=20)

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.log
        try:
            with urllib.request.urlopen(f"{self.url}/login", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Fleet:
    """Simulated PCs by workstation id. `tell("power_off", pc)`; see simulators.workstation_fleet."""

    def __init__(self, server: Server, codes: dict[str, str], data_dir: Path) -> None:
        self._dir = data_dir
        data_dir.mkdir()
        specs = [
            {"hostname": pc, "user": f"pupil{number}", "seed": number, "code": code}
            for number, (pc, code) in enumerate(codes.items())
        ]
        (data_dir / "specs.json").write_text(json.dumps(specs))
        command = [sys.executable, "-m", "simulators.workstation_fleet", "--server", server.url]
        command += ["--data-dir", str(data_dir), "--specs", str(data_dir / "specs.json")]
        with (data_dir / "fleet.log").open("ab") as log:
            self._process = lifeline.start(
                [*command, "--clock", server.clock.spec], stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    @property
    def log(self) -> str:
        return (self._dir / "fleet.log").read_text()

    def tell(self, command: str, pc: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{command} {pc}\n".encode())
        self._process.stdin.flush()

    def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=20)
