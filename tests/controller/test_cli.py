from importlib.metadata import version
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from controller.cli import COMMANDS, main


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name, what in COMMANDS.items():
        assert name in shown.output
        assert what.split()[0] in shown.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there_and_helps(name: str) -> None:
    assert find_spec("controller.commands." + name.replace("-", "_"))
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("Usage:")


def test_the_version_is_that_of_the_package() -> None:
    assert version("schoolbell") in CliRunner().invoke(main, ["--version"]).output


def test_a_wrong_command_is_told_kindly() -> None:
    told = CliRunner().invoke(main, ["serv"])
    assert told.exit_code == 2
    assert "No such command" in told.output


def test_what_a_command_refuses_is_a_sentence_and_no_trace() -> None:
    told = CliRunner().invoke(main, ["account", "list", "--config", "/nowhere.toml"])
    assert told.exit_code == 1
    assert told.output.startswith("Error: config.file: The settings file /nowhere.toml cannot be read")
    assert "Traceback" not in told.output
