"""The units under deploy/: what they start exists, and no secret is in them."""

import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from controller.cli import main
from workstation_agent.install import unit

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
AGENT = DEPLOY / "schoolbell-agent.service"
CONFINED = [path for path in UNITS if path != AGENT]  # the agent starts pupils' programs, which it would bind


class Unit(ConfigParser):
    """A key that comes several times keeps its last value, which is enough here."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",))
        self.optionxform = str  # type: ignore[assignment,method-assign]  # keeps capitals, as it is documented
        self.read_string(re.sub(r"\\\n\s*", "", path.read_text("utf-8")))


def options_of(name: str) -> set[str]:
    command = main.get_command(click.Context(main), name)  # type: ignore[attr-defined]  # it is a group
    assert command
    return {flag for parameter in command.params for flag in parameter.opts}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_it_starts_a_command_that_there_is_with_options_that_there_are(path: Path) -> None:
    program, command, *words = shlex.split(Unit(path)["Service"]["ExecStart"])
    assert program == f"/opt/schoolbell{'-agent' * (path == AGENT)}/bin/schoolbell"
    used = {word for word in words if word.startswith("--")}
    assert used
    assert used <= options_of(command)


@pytest.mark.parametrize("path", CONFINED, ids=lambda path: path.name)
def test_it_gets_its_secrets_from_files_and_no_more_rights_than_it_has(path: Path) -> None:
    service = Unit(path)["Service"]
    assert service["LoadCredential"].startswith(("logins:/", "broker-password:/"))
    assert "PASSWORD=" not in path.read_text("utf-8")
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["Restart"] == "always"


def test_the_agent_comes_back_at_once_and_leaves_its_workers_to_hold():
    service = Unit(AGENT)["Service"]
    assert (service["Restart"], service["RestartSec"], service["Type"]) == ("always", "200ms", "notify")
    assert (service["KillMode"], service["RuntimeDirectoryPreserve"]) == ("process", "yes")
    assert service["StateDirectoryMode"] == "0700"
    assert unit.text() == AGENT.read_text("utf-8")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_to_complain_of(path: Path, tmp_path: Path):
    """With a program that exists on this machine."""
    text = re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", path.read_text("utf-8"))
    (tmp_path / path.name).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", tmp_path / path.name]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_bridge_may_use_serial_ports_and_nothing_else() -> None:
    service = Unit(DEPLOY / "schoolbell-bridge.service")["Service"]
    assert (service["DynamicUser"], service["SupplementaryGroups"]) == ("yes", "dialout")
    assert (service["DevicePolicy"], service["CapabilityBoundingSet"]) == ("closed", "")


def test_the_pages_for_installers_name_each_unit() -> None:
    pages = "".join(
        (DEPLOY.parent / "docs" / name).read_text("utf-8") for name in ("install.md", "bridge.md", "agent.md")
    )
    assert [path.name for path in UNITS if f"cp deploy/{path.name} /etc/systemd/system/" not in pages] == []
