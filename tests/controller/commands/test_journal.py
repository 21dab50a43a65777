import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from controller.bootstrap import Services
from controller.cli import main
from controller.documents.spreadsheet import to_csv
from controller.domain.school_weeks import Span
from controller.storage.journal import Fact, append


def run(services: Services, *words: str) -> Result:
    return CliRunner().invoke(main, ["journal", *words, "--data-dir", str(services.settings.data_dir)])


def write(services: Services, count: int = 3, **data: object) -> None:
    with services.database.write() as session:
        for number in range(count):
            fact = Fact("pouch.released", "station:north-1", f"pouch:NG-{number:04}", data)
            append(session, services.clock.now(), fact)


def spoil(services: Services, sql: str) -> None:
    with services.database.engine.begin() as connection:
        connection.execute(text(sql))


def test_a_whole_journal_is_said_to_be_whole(services: Services) -> None:
    write(services)
    said = run(services, "verify")
    assert said.exit_code == 0
    assert said.stdout == "The journal is whole: 3 rows, each following from the one before.\n"


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE journal SET subject = 'pouch:NG-0666' WHERE id = 2", "Row 2 (pouch.released, "),
        ("UPDATE journal SET at = 'some time' WHERE id = 2", "A row after row 0 was changed"),
        ("UPDATE journal SET hash = 'none' WHERE id = 2", "Row 2 (pouch.released, "),
        ("DELETE FROM journal WHERE id = 2", "Row 2 is missing: after row 1 comes row 3."),
        ("DELETE FROM journal WHERE id = 3", "Row 3 is missing: 3 rows were written, and 2 are left."),
    ],
)
def test_a_spoiled_journal_is_a_sentence_and_an_exit_status(services: Services, sql: str, says: str) -> None:
    write(services)
    spoil(services, sql)
    said = run(services, "verify")
    assert said.exit_code == 1
    assert said.stderr.startswith(f"Error: The journal is broken. {says}")
    assert len(said.stderr.splitlines()) == 1


def test_the_wrong_directory_is_not_said_to_be_whole(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["journal", "verify", "--data-dir", str(tmp_path / "typo")])
    assert said.exit_code == 1
    assert str(tmp_path / "typo") in said.stderr
    assert "right --data-dir" in said.stderr


def test_the_newest_rows_are_shown_oldest_first(services: Services) -> None:
    write(services, 5, reason="Söder \ud800 \x1b[2J")
    lines = run(services, "show", "--last", "2").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == [4, 5]
    assert rows[0]["at"] == "2025-10-06T09:05:00+00:00"
    assert rows[0]["data"]["reason"].startswith("Söder")
    assert "\x1b" not in "".join(lines)


def test_a_row_that_was_spoiled_is_shown_as_it_is(services: Services) -> None:
    write(services)
    spoil(services, "UPDATE journal SET data = 'scrawl' WHERE id = 2")
    assert json.loads(run(services, "show").stdout.splitlines()[1])["data"] == "scrawl"


def test_an_evidence_pack_is_proved_by_its_file(lived: Services, tmp_path: Path) -> None:
    by = next(one for one in lived.accounts.all() if one.username == "admin")
    number = lived.reporting.packs.make(by, Span(date(2025, 9, 1), date(2025, 9, 22)))
    (file := tmp_path / "pack.csv").write_bytes(to_csv(lived.reporting.packs.document(number)))
    said = run(lived, "prove", str(file))
    assert said.exit_code == 0
    assert said.stdout.startswith("pack.csv is as it was made on 22 September 2025 at 10:05: row ")
    file.write_bytes(file.read_bytes().replace(b"Mr A. Whitlock", b"Somebody else"))
    said = run(lived, "prove", str(file))
    assert said.exit_code == 1
    assert "The file was changed after it was made" in said.stderr


def test_the_made_up_weeks_are_one_whole_journal_and_say_that_they_are(lived: Services) -> None:
    assert run(lived, "verify").exit_code == 0
    assert '"actor": "simulated"' in run(lived, "show", "--last", "1000").stdout
