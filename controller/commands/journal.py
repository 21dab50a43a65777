"""`schoolbell journal`: is it whole, and what does it say."""

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.commands.options import config_option, opened
from controller.domain.timetable import local
from controller.errors import SchoolbellError
from controller.services.reports.proof import prove
from controller.storage import words
from controller.storage.journal import Break, verify
from controller.storage.tables.records import JournalRow


@click.group("journal")
def group() -> None:
    """Verify or read the journal."""


@group.command("verify")
@config_option
def verify_journal(config_file: Path | None, data_dir: Path | None) -> None:
    """Check that no row was changed, removed or put in later."""
    with opened(config_file, data_dir) as services, services.database.read() as session:
        result = verify(session)
    if isinstance(result, Break):
        raise SchoolbellError("journal.broken", f"The journal is broken. {result.sentence}")
    if result == 0:
        raise SchoolbellError(
            "journal.empty",
            f"The journal in {services.database} has no rows: is that the right --data-dir or --config?",
        )
    click.echo(f"The journal is whole: {result} rows, each following from the one before.")


@group.command("prove")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
def prove_pack(file: Path, config_file: Path | None, data_dir: Path | None) -> None:
    """Check that FILE, the CSV of an evidence pack, is as it was made, and that the journal has it."""
    with opened(config_file, data_dir) as services, services.database.read() as session:
        proof = prove(session, file.read_bytes())
    made = local(proof.at)
    click.echo(
        f"{file.name} is as it was made on {made.day} {made:%B %Y} at {made:%H:%M}: row {proof.row} of the "
        f"journal, which is whole ({proof.rows} rows)."
    )


@group.command("show")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many rows.")
@config_option
def show(last: int, config_file: Path | None, data_dir: Path | None) -> None:
    """Print the newest rows as JSON lines, oldest first."""
    with opened(config_file, data_dir) as services, services.database.read() as session:
        rows = session.scalars(select(JournalRow).order_by(JournalRow.id.desc()).limit(last)).all()
        for row in reversed(rows):
            click.echo(_line(session, row))


def _line(session: Session, row: JournalRow) -> str:
    fields = {"id": row.id, "at": row.at.isoformat(), "kind": row.kind, "actor": row.actor}
    line = json.dumps(
        {**fields, "subject": row.subject, "data": _in_words(session, _read(row.data))}, ensure_ascii=False
    )
    return line.encode("utf-8", "replace").decode()  # half a character, which no terminal takes, is a «?»


def _in_words(session: Session, data: object) -> object:
    """With what people wrote, for as long as it is kept."""
    if not isinstance(data, dict):
        return data
    return {name: words.read(session, one) if isinstance(one, str) else one for name, one in data.items()}


def _read(data: str) -> object:
    """As it stands when it is no longer JSON; saying so is the business of `verify`."""
    try:
        return json.loads(data)
    except ValueError:
        return data
