"""Options that several commands share."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import GetPassWarning
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from controller.config import Settings, load
from controller.errors import SchoolbellError

if TYPE_CHECKING:
    from controller.bootstrap import Services

F = TypeVar("F", bound=Callable[..., Any])


def config_option(command: F) -> F:
    """Adds --config and --data-dir; pass both to `settings_from` or `opened`."""
    where = click.option(
        "--data-dir", type=click.Path(path_type=Path), help="Where the database and secrets are."
    )
    file = click.option(
        "--config", "config_file", type=click.Path(path_type=Path), help="A settings file (TOML)."
    )
    return file(where(command))


def settings_from(config_file: Path | None, data_dir: Path | None, **more: object) -> Settings:
    """Raises ConfigError. What the command line gives wins over file and environment."""
    given = {"data_dir": data_dir, **more}
    return load(config_file, given={name: value for name, value in given.items() if value is not None})


def asked_for(what: str, instead: str) -> str:
    """Typed by a person, not shown. Raises SchoolbellError where nobody can type: `instead` helps there."""
    try:
        with warnings.catch_warnings(action="error", category=GetPassWarning):
            return str(click.prompt(what[:1].upper() + what[1:], hide_input=True, err=True))
    except GetPassWarning as error:
        sentence = f"Nobody can be asked for the {what} here: use {instead}."
        raise SchoolbellError("cli.no-terminal", sentence) from error


@contextmanager
def opened(config_file: Path | None, data_dir: Path | None) -> Iterator["Services"]:
    """The school that the options name, closed again at the end. Raises SchoolbellError."""
    from controller.bootstrap import build  # `serve` must patch the sockets before this is imported

    services = build(settings_from(config_file, data_dir))
    try:
        yield services
    finally:
        services.close()
