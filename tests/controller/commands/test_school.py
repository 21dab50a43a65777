from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from controller.bootstrap import Services
from controller.cli import main
from simulators.northgate_year import YEAR
from tests.controller.services.test_school_file import SMALL


def take(services: Services, text: str) -> Result:
    file = services.settings.data_dir / "hill.yaml"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(
        main, ["school", "take", str(file), "--data-dir", str(services.settings.data_dir)]
    )


def test_a_school_is_taken_and_counted(services: Services) -> None:
    said = take(services, SMALL)
    assert said.exit_code == 0
    assert said.stdout == "Hill School: 2 pupils, 1 classes, 1 PCs, 1 stations, 2 pouches.\n"
    assert services.roster.settings()["name"] == "Hill School"


def test_it_can_be_taken_again(services: Services) -> None:
    take(services, SMALL)
    assert take(services, SMALL.replace("Hill School", "Dale School")).exit_code == 0
    assert services.roster.settings()["name"] == "Dale School"


def test_a_mistake_is_one_sentence_and_takes_nothing(services: Services) -> None:
    said = take(services, SMALL.replace("pupil: p2", "pupil: p9"))
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: ")
    assert "pupil p9 is not described" in said.stderr
    assert services.roster.is_empty()


def test_a_file_that_is_not_there(services: Services, tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["school", "take", str(tmp_path / "none.yaml")])
    assert said.exit_code == 1
    assert said.stderr == f"Error: {tmp_path / 'none.yaml'} cannot be read: No such file or directory.\n"


def calendar(services: Services, file: Path) -> Result:
    where = ["--data-dir", str(services.settings.data_dir)]
    return CliRunner().invoke(main, ["school", "calendar", str(file), *where])


def test_a_calendar_is_taken_and_told(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "year.yaml"
    file.write_text(YEAR, "utf-8")
    said = calendar(services, file)
    assert said.exit_code == 0
    assert said.stdout == (
        "Summer 2025, Autumn 2025, Spring 2026, Summer 2026, Autumn 2026: 2025-04-22 to 2026-12-18, "
        "30 closed days, 1 week(s) in turn.\n"
    )


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "No such file"), (b"\xff\xfe", "is not UTF-8 text"), (b"{", "line 2")]
)
def test_a_calendar_that_cannot_be_read_is_one_sentence(
    services: Services, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "year.yaml"
    if content is not None:
        file.write_bytes(content)
    said = calendar(services, file)
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: ")
    assert sentence in said.stderr
