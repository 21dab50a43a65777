"""A lab PC as a pupil finds it: a real display, their browser, and the agent as its service runs it."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from controller.ports import free_port
from tests.browser.conftest import CHROMIUM
from tests.servers import Server, wait_for
from tests.x11.displays import Screen

PUPIL = pwd.getpwnam("nobody")
"""Every machine has this account. To an agent that runs as root it is a pupil like any other."""
STARTS_WITHIN_S = 30.0


class RealPc:
    """`start` returns once its agent has enrolled and speaks to the school."""

    def __init__(self, server: Server, code: str, where: Path, hostname: str) -> None:
        self.hostname, self.screen = hostname, Screen()
        self._server, self._code, self._where = server, code, where
        self._running: list[subprocess.Popen[bytes]] = []
        self.debug_port = free_port()

    def start(self) -> None:
        self._where.mkdir(mode=0o755)
        self.screen.start()
        self._person("sleep", "infinity")
        command = [sys.executable, "-m", "controller", "agent", "--server", self._server.url]
        command += ["--code", self._code, "--hostname", self.hostname, "--display", self.screen.name]
        command += ["--data-dir", str(self._where / "data"), "--run-dir", str(self._where / "run")]
        with (self._where / "agent.log").open("ab") as log:
            self._running.append(subprocess.Popen(command, stdout=log, stderr=log))
        wait_for(lambda: "connected workstation=" in self.log, STARTS_WITHIN_S, lambda: self.log)

    @property
    def log(self) -> str:
        return (self._where / "agent.log").read_text()

    def open_browser(self, url: str) -> str:
        """The pupil's own, under whatever policies the PC has. Returns where to ask it what it shows."""
        home = self._where / "home"
        home.mkdir()
        if os.geteuid() == 0:
            shutil.chown(home, PUPIL.pw_uid, PUPIL.pw_gid)
        self._person(
            CHROMIUM,
            "--no-sandbox",
            "--no-first-run",
            f"--user-data-dir={home}",
            f"--remote-debugging-port={self.debug_port}",
            "--window-size=1280,720",
            url,
            home=home,
        )
        return f"http://127.0.0.1:{self.debug_port}"

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            process.wait(timeout=20)
        self.screen.stop()

    def _person(self, *command: str, home: Path | None = None) -> None:
        """A program of whoever sits there."""
        them = {"user": PUPIL.pw_uid, "group": PUPIL.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        environment = self.screen.environment | ({"HOME": str(home)} if home else {})
        self._running.append(
            subprocess.Popen(
                command,
                env=environment,
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **them,  # type: ignore[call-overload]
            )
        )
