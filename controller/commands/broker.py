"""`schoolbell broker`: a Mosquitto of the school's own, and who may speak to it."""

import grp
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from controller.broker.files import Shelf
from controller.broker.home import BrokerHome, Setup
from controller.broker.reload import PID_FILE, reload
from controller.clock import SystemClock
from controller.errors import SchoolbellError

DIRECTORY = Path("/etc/mosquitto/schoolbell")
MOSQUITTO = "mosquitto"
F = TypeVar("F", bound=Callable[..., Any])


@click.group("broker")
def group() -> None:
    """Set up Mosquitto for stations, and say who may speak to it."""


def home_option(command: F) -> F:
    return click.option(
        "--directory",
        "home",
        default=DIRECTORY,
        show_default=True,
        type=click.Path(path_type=Path),
        callback=lambda _context, _parameter, path: _home(path),
        help="Where the broker's files are kept.",
    )(command)


def reload_option(command: F) -> F:
    return click.option(
        "--pid-file",
        default=PID_FILE,
        show_default=True,
        type=click.Path(path_type=Path),
        help="Where Mosquitto says which process it is.",
    )(command)


@group.command("setup")
@click.option("--site", required=True, help="The name of the school's site, as in its school file.")
@click.option(
    "--host",
    "hosts",
    required=True,
    multiple=True,
    help="A name or address that stations find the broker at.",
)
@click.option("--port", default=8883, show_default=True, type=click.IntRange(1, 65535))
@home_option
def setup(site: str, hosts: tuple[str, ...], port: int, home: BrokerHome) -> None:
    """Write a configuration of Mosquitto with TLS, users and rules."""
    made = Setup(site, hosts, port)
    password = home.make(made, SystemClock().now())
    click.echo(
        f"The broker of {site} is set up in {home.directory}. To use it:\n"
        f"  sudo ln -s {home.directory}/mosquitto.conf /etc/mosquitto/conf.d/schoolbell.conf\n"
        "  sudo systemctl restart mosquitto\n"
        "and tell the controller in its settings:\n"
        f'  broker_url = "{made.url}"\n'
        '  broker_username = "controller"\n'
        f'  broker_ca = "{home.directory}/ca.crt"\n'
        f"Its password is in {password}, and docs/broker.md says how to give it.\n"
        "Then `schoolbell broker add STATION` for each station."
    )


@group.command("add")
@click.argument("stations", nargs=-1, required=True, metavar="STATION...")
@home_option
@reload_option
def add(stations: tuple[str, ...], home: BrokerHome, pid_file: Path) -> None:
    """Let stations in, each with a login of its own."""
    for station in stations:
        click.echo(f"{station}: its login is {home.add(station)}; take it there, and then delete it here.")
    click.echo(reload(pid_file))


@group.command("rotate")
@click.argument("name", metavar="STATION")
@home_option
@reload_option
def rotate(name: str, home: BrokerHome, pid_file: Path) -> None:
    """Give a station, or `controller`, a new password; the old one is no longer good."""
    path = home.rotate(name)
    click.echo(f"{name}: its new login is {path}; until it has it, it cannot reach the broker.")
    click.echo(reload(pid_file))


@group.command("revoke")
@click.argument("name", metavar="STATION")
@home_option
@reload_option
def revoke(name: str, home: BrokerHome, pid_file: Path) -> None:
    """Let a station in no more, and put it out if it is there."""
    home.revoke(name)
    click.echo(f"{name}: it is no longer known. {reload(pid_file)}")


@group.command("list")
@home_option
def show(home: BrokerHome) -> None:
    """Who may speak to the broker, and how long its certificate is good."""
    setup = home.setup
    click.echo(f"{setup.url}, site {setup.site}, certificate good until {home.ends_at:%d %B %Y}")
    for user in home.users():
        click.echo(f"{user.name:<34}{f'its login still lies in {user.login}' if user.login else ''}".rstrip())


@group.command("check")
@home_option
def check(home: BrokerHome) -> None:
    """Whether anything has to be done soon, such as renewing the certificate."""
    if problems := home.problems(SystemClock().now()):
        raise SchoolbellError("broker.problems", "\n".join(problems))
    click.echo(f"All is well; the certificate is good until {home.ends_at:%d %B %Y}.")


@group.command("renew")
@click.option("--host", "hosts", multiple=True, help="A name or address; those of the setup if left out.")
@home_option
@reload_option
def renew(hosts: tuple[str, ...], home: BrokerHome, pid_file: Path) -> None:
    """Make a new certificate for the broker; its clients need not be told."""
    home.renew(hosts, SystemClock().now())
    click.echo(f"The certificate is good until {home.ends_at:%d %B %Y}. {reload(pid_file)}")


def _home(directory: Path) -> BrokerHome:
    return BrokerHome(Shelf(directory.absolute(), _group() if os.geteuid() == 0 else None))


def _group() -> int | None:
    """Mosquitto's own, so that it can read its files again once it is no longer root."""
    try:
        return grp.getgrnam(MOSQUITTO).gr_gid
    except KeyError:
        return None
