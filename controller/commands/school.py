"""`schoolbell school`: the school's people, rooms, week, stations and pouches from one file."""

from pathlib import Path

import click

from controller.commands.options import config_option, opened
from controller.services.school_file import read_school


@click.group("school")
def group() -> None:
    """Take a school's pupils, rooms and timetable from a file."""


@group.command("take")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def take(file: Path, config_file: Path | None, data_dir: Path | None) -> None:
    """Take the school described in FILE (YAML or JSON, see docs/install.md), or bring it up to date."""
    school = read_school(file)
    with opened(config_file, data_dir) as services:
        services.roster.take(school)
    click.echo(
        f"{school.name}: {len(school.pupils)} pupils, {len(school.classes)} classes, "
        f"{len(school.workstations)} PCs, {len(school.stations)} stations, {len(school.pouches)} pouches."
    )
