"""`schoolbell agent`: what runs on a lab PC."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click

from controller.errors import SchoolbellError
from controller.service_manager import notify
from workstation_agent.errors import AgentError

SERVICES = {"win32": "workstation_agent.platform.windows.service"}


@click.command("agent")
@click.option("--server", required=True, help="The controller, such as https://bell.school.example.")
@click.option("--code", help="The one-time code from the computers desk; only needed the first time.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("STATE_DIRECTORY", "/var/lib/schoolbell-agent")),
    help="For this PC's key and what it holds [default: systemd's, or /var/lib/schoolbell-agent].",
)
@click.option(
    "--run-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("RUNTIME_DIRECTORY", "/run/schoolbell-agent")),
    help="For its sockets [default: systemd's, or /run/schoolbell-agent].",
)
@click.option(
    "--display",
    "displays",
    multiple=True,
    help="Only this X display, such as :0; once for each [default: all].",
)
@click.option("--xauthority", default="", help="The key file of the named displays, if they need one.")
@click.option("--hostname", default=socket.gethostname, help="What the desk shows [default: this PC's own].")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/"),
    hidden=True,
    help="The file system whose browsers' policies and devices are changed; for tries.",
)
@click.option("--enrol-only", is_flag=True, help="Spend the code, keep the key, and end.")
def group(
    server: str,
    code: str | None,
    data_dir: Path,
    run_dir: Path,
    displays: tuple[str, ...],
    xauthority: str,
    hostname: str,
    root: Path,
    enrol_only: bool,
) -> None:
    """Run the agent of this lab PC until Ctrl-C; as root, so that pupils cannot end it."""
    service = _service()
    logging.basicConfig(level=logging.INFO, format="agent: %(message)s")
    options = service.Options(server, data_dir, run_dir, code, displays, xauthority, hostname, notify, root)
    with _said_plainly():
        if enrol_only:
            identity = asyncio.run(service.enrol_only(options))
            click.echo(f"agent: this PC is {identity.name}")
        else:
            asyncio.run(service.run(options))


def _service() -> ModuleType:
    """Of the extra `agent`, which a server does without."""
    try:
        return import_module(SERVICES.get(sys.platform, "workstation_agent.service.run"))
    except ModuleNotFoundError as error:
        raise SchoolbellError(
            "agent.not-installed",
            f"{error.name} is missing; install the agent's part: pip install 'schoolbell[agent]'.",
        ) from error


@contextmanager
def _said_plainly() -> Iterator[None]:
    """The agent's errors, alone or out of a group of tasks, as the command line says them."""
    try:
        yield
    except* AgentError as errors:
        error = next(_each(errors))
        sentence = error.sentence
        raise SchoolbellError(error.code, f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.") from errors


def _each(errors: BaseExceptionGroup[AgentError]) -> Iterator[AgentError]:
    for error in errors.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _each(error)
        else:
            yield error
