"""A broker as a program of its own, on the loopback address, which may be killed and started again."""

import getpass
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from controller.errors import SchoolbellError
from controller.ports import free_port
from simulators.supervisor import Program
from simulators.waiting import wait_for

MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"  # sbin is not on everybody's path
CONFIG = """\
user {user}
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 100000
"""


class BrokerKind(StrEnum):
    """`AUTO`: Mosquitto where it is installed, otherwise the one that comes with the demonstration."""

    AUTO = "auto"
    AMQTT = "amqtt"
    MOSQUITTO = "mosquitto"


class BrokerProcess:
    def __init__(self, directory: Path, kind: BrokerKind = BrokerKind.AUTO) -> None:
        """Raises SchoolbellError when Mosquitto is asked for and not installed."""
        self.kind, self.port = _there_is(kind), free_port()
        self._program = Program(
            f"The broker ({self.kind})", self._command(directory), directory / "broker.log"
        )

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it listens."""
        self._program.start()
        wait_for(self._listens, f"the broker; its log is {self._program.log}", 20)

    def kill(self) -> None:
        """As a power cut does; nothing happens if it does not run."""
        self._program.signal(signal.SIGKILL)
        self._program.wait(10)

    def _command(self, directory: Path) -> Sequence[str]:
        if self.kind is BrokerKind.AMQTT:
            return [sys.executable, "-m", "simulators.broker", str(self.port)]
        config = directory / "mosquitto.conf"
        config.write_text(CONFIG.format(user=getpass.getuser(), port=self.port), "utf-8")
        return [MOSQUITTO, "-c", str(config)]

    def _listens(self) -> bool:
        if self._program.exit_status is not None:
            raise SchoolbellError("broker.ended", f"The broker ended at once; see {self._program.log}.")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _there_is(kind: BrokerKind) -> BrokerKind:
    installed = Path(MOSQUITTO).exists()
    if kind is BrokerKind.MOSQUITTO and not installed:
        raise SchoolbellError(
            "broker.not-installed", "Mosquitto is not installed: install it, or use --broker-kind amqtt."
        )
    if kind is BrokerKind.AUTO:
        return BrokerKind.MOSQUITTO if installed else BrokerKind.AMQTT
    return kind
