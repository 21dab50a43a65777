"""Real Mosquitto brokers for tests, and waiting for things that happen on real sockets."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from simulators import lifeline

MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"  # sbin is not on everybody's path


class MosquittoBroker:
    """One broker on one port. `stop` kills it, as a power cut would; `start` brings it back."""

    def __init__(self, directory: Path, extra: str = "") -> None:
        self.port = free_port()
        self._config = directory / f"mosquitto-{self.port}.conf"
        self._config.write_text(
            f"user {getpass.getuser()}\nlistener {self.port} 127.0.0.1\n"
            "set_tcp_nodelay true\nmax_queued_messages 100000\n"
            f"{extra or 'allow_anonymous true'}\n",
            encoding="utf-8",
        )
        self._log = directory / f"mosquitto-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = lifeline.start([MOSQUITTO, "-c", self._config], stdout=log, stderr=log)
        wait_until(self._answers, f"mosquitto to answer on port {self.port}")

    def stop(self, *, kindly: bool = False) -> None:
        """`kindly`: it is asked to, and may first save what it holds."""
        if self._process is not None:
            self._process.terminate() if kindly else self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def log(self) -> str:
        return self._log.read_text()

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"mosquitto ended: {self._log.read_text()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def mosquitto_broker(directory: Path, extra: str = "") -> Iterator[MosquittoBroker]:
    """`extra` replaces the line `allow_anonymous true` of its configuration."""
    broker = MosquittoBroker(directory, extra)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Looks at `ready` every 10 ms; for sockets and processes, never for anything that a clock decides."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s for {what}")
        time.sleep(0.01)
