"""`schoolbell school`: the school's people, rooms, week, stations and pouches from one file."""

from pathlib import Path

import click

from controller.commands.options import config_option, opened
from controller.errors import SchoolbellError
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


@group.command("calendar")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def calendar(file: Path, config_file: Path | None, data_dir: Path | None) -> None:
    """Take the school's year from FILE: its terms, closed days and weeks (see docs/school-time.md)."""
    document = _text(file)
    with opened(config_file, data_dir) as services:
        year = services.school_days.take(document, str(file))
    click.echo(
        f"{', '.join(term.name for term in year.terms)}: {year.terms[0].start} to {year.terms[-1].end}, "
        f"{len(year.closed)} closed days, {len(year.weeks)} week(s) in turn."
    )


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise SchoolbellError("school.unreadable", f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SchoolbellError("school.not-utf-8", f"{file} is not UTF-8 text.") from error
