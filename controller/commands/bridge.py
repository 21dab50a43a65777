"""`schoolbell bridge`: stations on the reception PC's serial ports, relayed to the broker."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from controller.commands.ports import port_url
from controller.errors import SchoolbellError
from controller.service_manager import notify
from controller.stopping import StopSignal
from firmware_bridge.bridge import Bridge, BridgeReport
from firmware_bridge.event_queue import LIMIT, QueueError
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.transport.broker import Broker, BrokerUrlError, broker_from_env
from firmware_bridge.transport.login import Logins

QUEUE = "schoolbell-bridge.db"


def _once(_context: click.Context, _parameter: click.Parameter, ports: tuple[str, ...]) -> tuple[str, ...]:
    for port in ports:
        if ports.count(port) > 1:
            raise click.BadParameter(f"{port} was given twice; give each port once")
    return ports


@click.command("bridge")
@click.option(
    "--port",
    "ports",
    required=True,
    multiple=True,
    callback=_once,
    help="A serial port, such as /dev/serial/by-id/… or COM3; once for each station.",
)
@click.option("--broker", "url", default="", help="The broker, such as mqtts://broker.school:8883.")
@click.option(
    "--logins",
    type=click.Path(path_type=Path),
    help="Directory of the stations' logins, from `schoolbell broker add`.",
)
@click.option("--site", help="Refuse a station of any other site than this.")
@click.option(
    "--queue",
    type=click.Path(path_type=Path),
    default=lambda: Path(os.environ.get("STATE_DIRECTORY", ""), QUEUE),
    help=f"File for what waits for the broker [default: {QUEUE}, in systemd's state directory or here].",
)
@click.option(
    "--queue-limit", default=LIMIT, show_default=True, type=click.IntRange(1, 1_000_000), help="Events in it."
)
@click.option("--status-file", type=click.Path(path_type=Path), help="Keep one line of JSON there.")
def group(
    ports: tuple[str, ...],
    url: str,
    logins: Path | None,
    site: str | None,
    queue: Path,
    queue_limit: int,
    status_file: Path | None,
) -> None:
    """Relay stations between their serial ports and the broker until Ctrl-C.

    With --logins each station has its own user and password at the broker. Without, one password for all
    comes from SCHOOLBELL_BROKER_PASSWORD or, better, from the file that SCHOOLBELL_BROKER_PASSWORD_FILE
    names. The bridge holds no station's key.
    """
    status = StatusLine(status_file)
    where = _where(url, logins)
    try:
        bridge = Bridge(
            [*map(port_url, ports)], where, site=site, queue=queue, limit=queue_limit, say=status.say
        )
    except QueueError as error:
        text = str(error)
        raise SchoolbellError("bridge.queue", f"{text[:1].upper()}{text[1:]}.") from error
    with StopSignal() as stop:
        bridge.start()
        notify("READY=1")
        status.show(bridge.report)
        while not stop.wait(1.0):
            status.show(bridge.report)
        notify("STOPPING=1")
        report = bridge.report
        bridge.stop()
        status.say(f"stopped; {report}")


class StatusLine:
    """A line that is rewritten in place on a terminal; elsewhere only sentences are printed. `file` gets the
    same as JSON, and systemd as its status.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._live, self._file = sys.stdout.isatty(), file
        self._shown = ""

    def say(self, sentence: str) -> None:
        click.echo(f"{self._blank()}bridge: {sentence}")
        self._shown = ""

    def show(self, report: BridgeReport) -> None:
        text = str(report)
        notify("WATCHDOG=1", f"STATUS={text}")
        if self._file:
            self._write(self._file, report)
        text = text[: shutil.get_terminal_size().columns - 1]  # a second line could not be taken back
        if self._live and text != self._shown:
            click.echo(f"{self._blank()}{text}", nl=False)
            self._shown = text

    def _blank(self) -> str:
        return f"\r{' ' * len(self._shown)}\r" if self._shown else ""

    def _write(self, file: Path, report: BridgeReport) -> None:
        """Whole, so that whoever watches it never reads half a line."""
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(report)}
        draft = file.with_name(f".{file.name}.new")
        try:
            draft.write_text(json.dumps(line) + "\n", encoding="utf-8")
            draft.chmod(0o644)  # for whoever watches the PC
            draft.replace(file)
        except OSError as error:
            self._file = None
            self.say(f"the status file {file} cannot be written ({error.strerror}); going on without it")


def _where(url: str, logins: Path | None) -> Callable[[Address], Broker]:
    if logins:
        return Logins(logins, url).broker_of
    if not url:
        raise click.UsageError("Missing option '--broker' (or '--logins', which say it too).")
    try:
        broker = broker_from_env(url, os.environ)
    except BrokerUrlError as error:
        raise click.BadParameter(str(error), param_hint="--broker") from error
    return lambda _address: broker
