"""`schoolbell firmware`: what makes a board a station."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from controller.commands.options import asked_for
from controller.errors import SchoolbellError
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.provisioning import BOARDS, READERS, Plan, ProvisioningError, Wifi, write
from firmware_bridge.transport.broker import BrokerUrlError
from firmware_bridge.transport.login import read_login

COPY = "mpremote cp boot.py config.json{ca} : + cp -r firmware : + cp main.py : + reset"


@click.group("firmware")
def group() -> None:
    """Make a board a station. See docs/build-a-station.md."""


@group.command("build")
@click.option("--board", type=click.Choice(sorted(BOARDS)), required=True)
@click.option("--site", required=True, help="As in the controller's settings.")
@click.option("--station", required=True, help="Its name: lower-case letters, digits and hyphens.")
@click.option("--reader", type=click.Choice(READERS), default=READERS[0], show_default=True)
@click.option(
    "--link",
    type=click.Choice(sorted({link for links in BOARDS.values() for link in links})),
    help="[default: mqtt for an esp32, usb for an rp2040]",
)
@click.option(
    "--login", type=click.Path(path_type=Path), help="Its login from `schoolbell broker add`; for mqtt."
)
@click.option("--wifi", "ssid", help="The Wi-Fi's name; for mqtt.")
@click.option(
    "--wifi-password-file", type=click.File("r", encoding="utf-8"), help="Asked for if it is not given."
)
@click.option("--address", default="", help="The broker's IP address, if no name server shall be asked.")
@click.option(
    "--divider", default=0, type=click.IntRange(0, 2000), help="Supply in percent of what its pin gets."
)
@click.option("--mains", is_flag=True, help="The contact that says whether the mains are there is wired.")
@click.option("--compile", "compiled", is_flag=True, help="Bytecode instead of sources; needs mpy-cross.")
@click.option("--out", type=click.Path(path_type=Path), help="A new folder [default: the station's name].")
def build(
    *,
    out: Path | None,
    link: str | None,
    login: Path | None,
    ssid: str | None,
    wifi_password_file: TextIO | None,
    compiled: bool,
    divider: int,
    mains: bool,
    **names: str,
) -> None:
    """Write the folder of files to copy onto a board."""
    folder = out or Path(names["station"])
    try:
        Address(names["site"], names["station"])
        plan = Plan(
            link=link or BOARDS[names["board"]][0],
            login=read_login(login) if login else None,
            wifi=_wifi(ssid, wifi_password_file) if ssid else None,
            divider_percent=divider,
            mains_wired=mains,
            **names,
        )
        files = write(plan, folder, datetime.now(UTC).date(), compiled=compiled)
    except (ProvisioningError, BrokerUrlError, EnvelopeError) as error:
        text = str(error)
        raise SchoolbellError("firmware.plan", f"{text[:1].upper()}{text[1:]}.") from error
    size = sum(file.stat().st_size for file in files)
    click.echo(f"{folder}: {len(files)} files, {size:,} bytes. It may hold passwords: remove it afterwards.")
    click.echo("On the board goes MicroPython first (docs/build-a-station.md); then, in that folder:")
    click.echo(f"  {COPY.format(ca=' ca.der' if plan.link == 'mqtt' else '')}")


def _wifi(ssid: str, file: TextIO | None) -> Wifi:
    if file:
        return Wifi(ssid, file.read().strip("\r\n"))
    return Wifi(ssid, asked_for(f"password of the Wi-Fi {ssid}", "--wifi-password-file"))
