"""`schoolbell custody`: the custody record held against what the stations say, and its free text purged."""

from pathlib import Path

import click

from controller.commands.options import config_option, opened


@click.group("custody")
def group() -> None:
    """Check the custody record, or purge what is past its time."""


@group.command("check")
@config_option
def check(config_file: Path | None, data_dir: Path | None) -> None:
    """Compare every pouch's chain with the events that stations reported; fail where they differ."""
    with opened(config_file, data_dir) as services:
        found = services.custody.check.run()
    for sentence in found.mismatches:
        click.echo(sentence)
    click.echo(found.sentence)
    if found.mismatches:
        raise SystemExit(1)


@group.command("purge")
@config_option
def purge(config_file: Path | None, data_dir: Path | None) -> None:
    """Blank the free text of closed cases of past school years now, as the daily job does."""
    with opened(config_file, data_dir) as services:
        devices, searches = services.custody.purging.run()
    click.echo(f"Purged: {devices} devices, {searches} searches. The journal has their numbers.")
