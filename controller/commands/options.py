"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from controller.config import Settings, load

F = TypeVar("F", bound=Callable[..., Any])


def config_option(command: F) -> F:
    """Adds --config and --data-dir; pass both to `settings_from`."""
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
    settings = load(config_file)
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})
