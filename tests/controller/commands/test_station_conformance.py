import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from controller.cli import main
from firmware_bridge.protocol.v1.pairing import pairing_code
from tests.brokers import mosquitto_broker

CODE = pairing_code(bytes(range(32)))


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["station-conformance", *arguments])


@pytest.fixture
def code_file(tmp_path: Path) -> str:
    path = tmp_path / "code.txt"
    path.write_text(f"{CODE}\n", encoding="ascii")
    return str(path)


def test_a_simulated_station_is_tried_without_anybody() -> None:
    result = command("--hands", "sim:", "--only", "log.pages", "--only", "unlock.opens")
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert [row.split()[:2] for row in rows[:2]] == [["unlock.opens", "pass"], ["log.pages", "pass"]]
    assert rows[2].startswith("northgate/sim-1 (firmware ")
    assert ": 2 pass, 0 fail, 0 not run, in " in rows[2]


def test_a_simulated_station_is_tried_over_mqtt_too(tmp_path: Path) -> None:
    with mosquitto_broker(tmp_path) as broker:
        result = command("--hands", "sim:", "--broker", broker.url, "--only", "log.pages", "--json")
    assert json.loads(result.stdout)["carriage"] == "mqtt"
    assert result.exit_code == 0


def test_json_is_one_line_and_nothing_else() -> None:
    result = command("--hands", "sim:", "--only", "log.pages", "--json")
    found = json.loads(result.stdout)
    assert (found["station"], found["carriage"], found["pass"]) == ("northgate/sim-1", "serial", 1)


def test_a_clause_that_fails_is_exit_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware_bridge.firmware.orders.LOG_RECORDS", 0)
    result = command("--hands", "sim:", "--only", "log.pages")
    assert (result.exit_code, "FAIL" in result.stdout) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("--port", "/dev/null", "--broker", "mqtt://127.0.0.1:1")])
def test_one_line_is_tried_at_a_time_and_no_code_asked_for_before(arguments: tuple[str, ...]) -> None:
    result = command(*arguments, "--hands", "none")
    assert result.exit_code == 2
    assert "one of the two" in result.stderr


def test_a_pairing_code_with_a_mistake_is_said_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "code.txt"
    path.write_text(f"{CODE[:-1]}{'A' if CODE[-1] != 'A' else 'B'}", encoding="ascii")
    result = command("--hands", "none", "--port", "/dev/null", "--pairing-code-file", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: This pairing code has a mistake in it")
    assert CODE[:10] not in result.output


def test_a_code_is_never_an_argument() -> None:
    assert command("--pairing-code", CODE).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--only", "tap.nothing"), "there is no clause 'tap.nothing'"),
        (("--broker", "telnet://x", "--hands", "none"), "this is no broker address"),
        (("--port", "/dev/null", "--hands", "/nowhere/jig"), "Cannot start the hands program `/nowhere/jig`"),
    ],
)
def test_what_cannot_be_used_is_said(arguments: tuple[str, ...], sentence: str, code_file: str) -> None:
    result = command(*arguments, "--pairing-code-file", code_file)
    assert result.exit_code in (1, 2)
    assert sentence in result.stderr


def test_a_code_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = command("--port", "/dev/null", "--pairing-code-file", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "check --pairing-code-file" in result.stderr
