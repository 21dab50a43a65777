"""`schoolbell simulate station`: one station by hand, or by a script."""

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controller.errors import SchoolbellError
from controller.stopping import StopSignal

if TYPE_CHECKING:
    from simulators.station import SimulatedStation
    from simulators.station_console import Console
    from simulators.station_links import Connect


@click.command("station")
@click.argument("name")
@click.option("--site", default="northgate", show_default=True, help="The station's site.")
@click.option("--broker", "url", help="Speak MQTT to this broker, such as mqtt://127.0.0.1:1883.")
@click.option("--port", type=click.Path(path_type=Path), help="Be a serial port at this path instead.")
@click.option(
    "--data-dir",
    default="simulated-stations",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where its flash and its pairing code are kept, in a directory of its name.",
)
@click.option("--faults", default="", help="Named faults, such as drop:0.2,delay:300 (docs/simulators.md).")
@click.option("--seed", default=1, show_default=True, help="Of the faults' chances.")
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 600), help="Of its clock."
)
@click.option("--tap", "tags", multiple=True, help="Tap this tag or pouch once it is ready, and end.")
@click.option("--stay", is_flag=True, help="Go on after the end of the input, until stopped.")
def station(
    name: str,
    site: str,
    url: str | None,
    port: Path | None,
    data_dir: Path,
    faults: str,
    seed: int,
    speed: float,
    tags: Sequence[str],
    stay: bool,
) -> None:
    """Run one simulated station, and do to it what the lines on standard input say.

    Without --broker it is a serial port, whose path is printed, for `schoolbell bridge` to open.
    """
    from controller.clock import ScaledClock
    from firmware_bridge.protocol.errors import EnvelopeError
    from simulators.faults.registry import Faults
    from simulators.station import SimulatedStation
    from simulators.station_console import Console

    directory = data_dir / name
    clock = ScaledClock(datetime.now(UTC), time.time(), speed)
    try:
        made = SimulatedStation(name, directory, clock, _connect(url, port or directory / "port"), site=site)
    except EnvelopeError as error:
        raise SchoolbellError(error.code, f"{error.sentence[:1].upper()}{error.sentence[1:]}.") from error
    Faults.parse(faults, seed).fit(made)
    click.echo(
        f"pairing code: {made.pairing_code}" + ("" if url else f"\nport: {port or directory / 'port'}")
    )
    console = Console(made, click.echo)
    _run(made, console, [f"tap {tag}" for tag in tags], stay)


def _connect(url: str | None, port: Path) -> "Connect":
    from firmware_bridge.transport.broker import BrokerUrlError, broker_from_env
    from simulators.station_links import over_mqtt, over_serial

    try:
        return over_mqtt(broker_from_env(url, os.environ)) if url else over_serial(port)
    except BrokerUrlError as error:
        raise click.BadParameter(str(error), param_hint="--broker") from error


def _run(made: "SimulatedStation", console: "Console", taps: Sequence[str], stay: bool) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    made.start()
    try:
        if taps:
            _obey(console, ["wait ready", *taps, "wait told", "state"], strict=True)
        else:
            _obey(console, _lines(), strict=not sys.stdin.isatty())
        if stay:
            with StopSignal() as stop:
                while not stop.wait(3600):
                    continue
    except KeyboardInterrupt:
        click.echo()
    finally:
        made.stop()
        signal.signal(signal.SIGTERM, before)


def _obey(console: "Console", lines: Iterable[str], *, strict: bool) -> None:
    """A person may try again; a script that goes wrong ends."""
    for line in lines:
        try:
            if not console.obey(line):
                return
        except SchoolbellError as error:
            if strict:
                raise
            click.echo(error.sentence)


def _lines() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    click.echo("Write `help` for what you can do, `quit` to end.")
    while True:
        try:
            yield input("> ")
        except EOFError:
            return
