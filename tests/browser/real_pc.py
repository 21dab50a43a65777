"""A lab PC as a pupil finds it: a real display, their browser, and the agent as its service runs it.

Each has an /etc/chromium of its own: agent and browser run in mount namespaces that no other program of the
machine is in, so that a list of sites for this PC is for no other browser.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

from controller.ports import free_port
from simulators import lifeline
from tests.servers import PATIENCE_S, Server, wait_for
from tests.x11.displays import Screen

PUPIL = pwd.getpwnam("nobody")
"""Every machine has this account. To an agent that runs as root it is a pupil like any other."""
CHROMIUM_ITSELF = "/usr/lib/chromium/chromium"  # not Debian's script around it


class RealPc:
    """`start` returns once its agent has enrolled and speaks to the school."""

    def __init__(self, server: Server, code: str, where: Path, hostname: str) -> None:
        self.hostname, self.screen = hostname, Screen()
        self._server, self._code, self._where = server, code, where
        self._running: list[subprocess.Popen[bytes]] = []
        self.debug_port = free_port()
        # Not in pytest's own folder, which nobody else may enter.
        self._home = Path(tempfile.mkdtemp(prefix="schoolbell-pupil-"))
        policies = where / "root" / "etc" / "chromium"
        own = ["--map-current-user", "--keep-caps"] if os.geteuid() else []
        bind = f'mount --bind "{policies}" /etc/chromium && exec "$@"'
        self._apart = ("unshare", *own, "--mount", "sh", "-c", bind, "sh")

    def start(self) -> None:
        (self._where / "root" / "etc" / "chromium").mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self._home, PUPIL.pw_uid, PUPIL.pw_gid)
        self.screen.start()
        self._person("sleep", "infinity")
        command = [sys.executable, "-m", "controller", "agent", "--server", self._server.url]
        command += ["--code", self._code, "--hostname", self.hostname, "--display", self.screen.name]
        command += ["--root", str(self._where / "root")]
        command += ["--data-dir", str(self._where / "data"), "--run-dir", str(self._where / "run")]
        with (self._where / "agent.log").open("ab") as log:
            agent = lifeline.start([*self._apart, *lifeline.tied(command)], stdout=log, stderr=log)
        self._running.append(agent)
        wait_for(lambda: "connected workstation=" in self.log, PATIENCE_S, lambda: self.log)

    @property
    def log(self) -> str:
        return (self._where / "agent.log").read_text()

    def open_browser(self, url: str, web_port: int) -> None:
        """The pupil's own, under whatever policies the PC has. Every site is the one at `web_port`."""
        theirs = ("setpriv", f"--reuid={PUPIL.pw_uid}", f"--regid={PUPIL.pw_gid}", "--clear-groups")
        options = [
            *("--no-sandbox", "--no-first-run", "--disable-gpu", "--window-size=1280,720"),
            f"--user-data-dir={self._home}",
            f"--remote-debugging-port={self.debug_port}",
            f"--host-resolver-rules=MAP * 127.0.0.1:{web_port}",
            url,
        ]
        self._person(
            *self._apart,
            *(() if os.geteuid() else theirs),
            *lifeline.tied((CHROMIUM_ITSELF, *options)),
            ours=True,
        )
        wait_for(lambda: url.encode() in self._session(), PATIENCE_S, lambda: "the browser does not start")

    def _session(self) -> bytes:
        """What the browser has written down to open again."""
        return b"".join(path.read_bytes() for path in self._home.glob("Default/Sessions/Session_*"))

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            process.wait(timeout=20)
        self._end_browsers()
        self.screen.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def _end_browsers(self) -> None:
        """The agent may have started it again, so it is no child of ours."""
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if f"--user-data-dir={self._home}" in " ".join(process.cmdline()):
                    process.kill()

    def _person(self, *command: str, ours: bool = False) -> None:
        """A program of whoever sits there; `ours`: it becomes theirs by itself."""
        them = {"user": PUPIL.pw_uid, "group": PUPIL.pw_gid, "extra_groups": []}
        them = {} if ours or os.geteuid() else them
        environment = self.screen.environment | {"HOME": str(self._home)}
        self._running.append(
            lifeline.start(
                command,
                env=environment,
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **them,
            )
        )
