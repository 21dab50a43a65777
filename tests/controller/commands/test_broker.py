"""The command; what it writes and what that does is tested in tests/controller/broker/."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from controller.cli import main


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = tmp_path / "broker"
    assert run(made, "setup", "--site", "northgate", "--host", "broker.school").exit_code == 0
    return made


def run(directory: Path, command: str, *words: str) -> Result:
    where = ["--directory", str(directory)]
    if command in ("add", "rotate", "revoke", "renew"):
        where += ["--pid-file", str(directory / "no.pid")]
    return CliRunner().invoke(main, ["broker", command, *words, *where])


def secrets(directory: Path) -> list[str]:
    private = directory / "private"
    logins = [json.loads(path.read_text())["password"] for path in private.glob("*.json")]
    return [*logins, (private / "controller.password").read_text(), (private / "ca.key").read_text()]


def test_setting_up_says_every_step_that_is_left(tmp_path: Path) -> None:
    said = run(tmp_path / "broker", "setup", "--site", "northgate", "--host", "broker.school").output
    for step in (
        f"sudo ln -s {tmp_path}/broker/mosquitto.conf /etc/mosquitto/conf.d/schoolbell.conf",
        "sudo systemctl restart mosquitto",
        'broker_url = "mqtts://broker.school:8883"',
        'broker_username = "controller"',
        f'broker_ca = "{tmp_path}/broker/ca.crt"',
        "schoolbell broker add STATION",
    ):
        assert step in said


def test_no_command_prints_a_password_or_a_key(directory: Path) -> None:
    said = ""
    for words in (
        ["add", "gate-1", "gate-2"],
        ["rotate", "gate-1"],
        ["rotate", "controller"],
        ["list"],
        ["check"],
        ["renew"],
    ):
        done = run(directory, *words)
        assert done.exit_code == 0, done.output
        said += done.output
    assert f"{directory}/private/gate-1.json" in said
    assert [secret for secret in secrets(directory) if secret in said] == []


def test_a_change_says_that_no_mosquitto_heard_of_it(directory: Path) -> None:
    run(directory, "add", "gate-1")
    for words in (["add", "gate-2"], ["rotate", "gate-1"], ["revoke", "gate-1"], ["renew"]):
        assert "No running Mosquitto was found here" in run(directory, *words).output


def test_the_list_shows_who_is_known_and_whose_login_still_lies_there(directory: Path) -> None:
    run(directory, "add", "gate-1", "gate-2")
    (directory / "private" / "gate-2.json").unlink()
    first, *users = run(directory, "list").stdout.splitlines()
    assert first.startswith("mqtts://broker.school:8883, site northgate, certificate good until ")
    assert users == [
        "controller",
        f"gate-1                            its login still lies in {directory}/private/gate-1.json",
        "gate-2",
    ]


def test_what_has_to_be_done_is_an_error_for_whoever_watches(directory: Path) -> None:
    (directory / "acl").write_text("topic readwrite #\n")
    done = run(directory, "check")
    assert done.exit_code == 1
    assert "run `schoolbell broker renew`" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["revoke", "gate-9"],
            "Error: The broker knows no `gate-9`: `schoolbell broker list` shows who it knows.",
        ),
        (["add", "Gate 9"], "Error: 'Gate 9' is no name"),
        (["setup", "--site", "x", "--host", "y"], "Error: There is a broker in"),
    ],
)
def test_a_refusal_is_one_sentence(directory: Path, words: list[str], says: str) -> None:
    done = run(directory, *words)
    assert done.exit_code == 1
    assert done.stderr.startswith(says)
