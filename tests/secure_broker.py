"""A real Mosquitto as `schoolbell broker` sets it up, under a main configuration like Debian's."""

import getpass
import os
import subprocess
from pathlib import Path

from click.testing import CliRunner, Result

from controller.cli import main
from firmware_bridge.transport.login import Login, read_login
from firmware_bridge.transport.mqtt import MqttLink
from tests.brokers import MosquittoBroker, wait_until

SITE = "northgate"
DEBIAN = """\
pid_file {directory}/mosquitto.pid
persistence true
persistence_location {directory}/
log_dest file {log}
user {user}
include_dir {directory}/conf.d
"""


class SecureBroker(MosquittoBroker):
    """`start` runs it; `schoolbell` is the command that a technician types."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.home = directory / "schoolbell"
        self._pid_file = directory / "mosquitto.pid"
        self._config.write_text(
            DEBIAN.format(directory=directory, log=self._log, user=getpass.getuser()), encoding="utf-8"
        )
        self.schoolbell("setup", "--site", SITE, "--host", "127.0.0.1", "--port", str(self.port))
        (directory / "conf.d").mkdir()
        (directory / "conf.d" / "schoolbell.conf").symlink_to(self.home / "mosquitto.conf")

    @property
    def ca(self) -> Path:
        return self.home / "ca.crt"

    @property
    def url(self) -> str:
        return f"mqtts://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        """The controller's."""
        return self.home / "private" / "controller.password"

    def schoolbell(self, command: str, *words: str) -> Result:
        where = ["--directory", str(self.home)]
        if command in ("add", "rotate", "revoke", "renew"):
            where += ["--pid-file", str(self._pid_file)]
        done = CliRunner().invoke(main, ["broker", command, *words, *where])
        assert done.exit_code == 0, done.output
        return done

    def tell(self, command: str, *words: str) -> None:
        """As `schoolbell`, and returns when Mosquitto has read it."""
        reloads = self.log.count("Reloading config")
        self.schoolbell(command, *words)
        wait_until(lambda: self.log.count("Reloading config") > reloads, "Mosquitto to reload")

    def login(self, station: str) -> Login:
        return read_login(self.home / "private" / f"{station}.json")

    def password(self, name: str) -> str:
        return self.password_file.read_text() if name == "controller" else self.login(name).password

    def link(self, name: str, *filters: str, client_id: str = "", **how) -> MqttLink:
        """A client with that user's login, that is up."""
        controller = Login(self.url, name, self.password(name), self.ca.read_text())
        made = MqttLink(controller.at(""), client_id or name, **how)
        made.subscribe(*filters)
        made.start()
        wait_until(lambda: made.up, f"{name} to reach the broker")
        return made

    def foreign(self, program: str, *words: str, name: str = "", password: str = "", tls: bool = True) -> str:
        """What mosquitto_pub or mosquitto_sub says. In MQTT 5 a broker gives reasons."""
        command = [program, "-h", "127.0.0.1", "-p", str(self.port), "-V", "5", "-q", "1", *words]
        command += ["--cafile", str(self.ca)] if tls else []
        command += ["-u", name, "-P", password or self.password(name)] if name else []
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, "LC_ALL": "C"},
        )
        return (done.stdout + done.stderr).strip()
