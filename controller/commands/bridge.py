"""`schoolbell bridge`: a station's serial port on the reception PC, relayed to the broker."""

import os
import sys
from collections.abc import Callable

import click

from controller.stopping import StopSignal
from firmware_bridge.bridge import Bridge
from firmware_bridge.transport.broker import BrokerUrlError, broker_from_env


@click.command("bridge")
@click.option("--port", required=True, help="The serial port, such as /dev/ttyUSB0 or COM3.")
@click.option(
    "--broker", "url", required=True, help="The broker, such as mqtts://bridge-gate-1@broker.school:8883."
)
@click.option("--site", help="Refuse a station of any other site than this.")
def group(port: str, url: str, site: str | None) -> None:
    """Relay a station between its serial port and the broker until Ctrl-C.

    The broker's password comes from SCHOOLBELL_BROKER_PASSWORD or, better, from the file that
    SCHOOLBELL_BROKER_PASSWORD_FILE names. The bridge holds no station's key.
    """
    try:
        broker = broker_from_env(url, os.environ)
    except BrokerUrlError as error:
        raise click.BadParameter(str(error), param_hint="--broker") from error
    status = StatusLine()
    bridge = Bridge(port, broker, site=site, say=status.say)
    bridge.start()
    try:
        _until_stopped(lambda: status.show(bridge.status))
    finally:
        bridge.stop()
        status.say(f"stopped; {bridge.status}")


class StatusLine:
    """A line that is rewritten in place on a terminal; elsewhere only sentences are printed."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._shown = ""

    def say(self, sentence: str) -> None:
        click.echo(f"{self._blank()}bridge: {sentence}")
        self._shown = ""

    def show(self, text: str) -> None:
        if self._live and text != self._shown:
            click.echo(f"{self._blank()}{text}", nl=False)
            self._shown = text

    def _blank(self) -> str:
        return f"\r{' ' * len(self._shown)}\r" if self._shown else ""


def _until_stopped(every_second: Callable[[], None]) -> None:
    with StopSignal() as stop:
        while not stop.wait(1.0):
            every_second()
