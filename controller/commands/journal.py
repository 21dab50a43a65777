"""`schoolbell journal`: is it whole, and what does it say."""

import json
from pathlib import Path

import click
from sqlalchemy import select

from controller.bootstrap import build
from controller.commands.options import config_option, settings_from
from controller.errors import SchoolbellError
from controller.storage.journal import Break, verify
from controller.storage.tables.records import JournalRow


@click.group("journal")
def group() -> None:
    """Verify or read the journal."""


@group.command("verify")
@config_option
def verify_journal(config_file: Path | None, data_dir: Path | None) -> None:
    """Check that no row was changed, removed or put in later."""
    services = build(settings_from(config_file, data_dir))
    with services.database.read() as session:
        result = verify(session)
    services.close()
    if isinstance(result, Break):
        raise SchoolbellError("journal.broken", f"The journal is broken. {result.sentence}")
    click.echo(f"The journal is whole: {result} rows, each following from the one before.")


@group.command("show")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many rows.")
@config_option
def show(last: int, config_file: Path | None, data_dir: Path | None) -> None:
    """Print the newest rows as JSON lines, oldest first."""
    services = build(settings_from(config_file, data_dir))
    with services.database.read() as session:
        rows = session.scalars(select(JournalRow).order_by(JournalRow.id.desc()).limit(last)).all()
    services.close()
    for row in reversed(rows):
        fields = {"id": row.id, "at": row.at.isoformat(), "kind": row.kind, "actor": row.actor}
        click.echo(
            json.dumps({**fields, "subject": row.subject, "data": json.loads(row.data)}, ensure_ascii=False)
        )
