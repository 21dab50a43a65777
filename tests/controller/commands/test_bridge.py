import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from controller.cli import main
from controller.commands.bridge import StatusLine
from firmware_bridge.bridge import BridgeReport
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.station_port import Counts, PortReport
from simulators import lifeline
from tests.brokers import MosquittoBroker, wait_until
from tests.firmware_bridge.events import beat, event, sealed
from tests.firmware_bridge.lines import Pty

GATE = Address("northgate", "gate-1")
REPORT = BridgeReport(
    [PortReport("/dev/ttyUSB0", str(GATE), True, True, 2, 1, Counts(5, 4, 3, 0))],
    {str(GATE): 2, "northgate/old": 7},
)
TEXT = (
    "northgate/gate-1: port open, broker up, 5 from it, 4 to it, 3 refused, 1 broken, 2 events kept here; "
    "northgate/old: not here, 7 of its events kept"
)


@contextmanager
def running(tmp_path: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "log").open("ab") as log:
        program = lifeline.start(
            [sys.executable, "-m", "controller", "bridge", "--queue", str(tmp_path / "queue.db"), *words],
            stdout=log,
            stderr=log,
            env={**os.environ, "SCHOOLBELL_BROKER_PASSWORD": "hunter2", "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def test_it_says_what_it_does_keeps_events_over_a_kill_and_stops_when_told(tmp_path: Path) -> None:
    broker, line = MosquittoBroker(tmp_path), Pty(tmp_path / "port")
    status = tmp_path / "status.json"
    words = ("--port", str(line.path), "--broker", broker.url, "--status-file", str(status))

    def log() -> str:
        return (tmp_path / "log").read_text()

    def told(kept: str) -> bool:
        return status.exists() and f'"kept": {kept}' in status.read_text()

    with running(tmp_path, *words) as first:
        wait_until(lambda: "is open" in log(), "the port")
        line.say(sealed(beat(), GATE))
        wait_until(lambda: "no broker answers" in log(), "the sentence about the broker")
        line.say(sealed(event(1), GATE))
        wait_until(lambda: told('{"northgate/gate-1": 1}'), "the event to be kept")
        first.kill()
    broker.start()
    with running(tmp_path, *words) as second:
        wait_until(lambda: told("{}"), "the event to be sent")
        line.say(sealed(beat(), GATE))
        wait_until(lambda: "connected to the broker" in log(), "the broker")
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) == 0
    broker.stop()
    assert "stopped; northgate/gate-1: port open, broker up" in log()
    assert "hunter2" not in log()
    assert "Traceback" not in log()


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--port", "x"], 2, "Missing option '--broker'"),
        (["--broker", "mqtt://x"], 2, "Missing option '--port'"),
        (["--port", "x", "--port", "x", "--broker", "mqtt://x"], 2, "x was given twice"),
        (["--port", "x", "--broker", "http://x"], 2, "write mqtt://host:1883"),
        (
            ["--port", "x", "--broker", "mqtt://x", "--queue", "/nowhere/q"],
            1,
            "The queue /nowhere/q cannot be made",
        ),
    ],
)
def test_a_wrong_command_line_gets_a_sentence(words: list[str], status: int, says: str) -> None:
    done = CliRunner().invoke(main, ["bridge", *words])
    assert done.exit_code == status
    assert says in done.stderr


def test_the_status_file_is_one_line_of_json(tmp_path: Path) -> None:
    file = tmp_path / "status.json"
    StatusLine(file).show(REPORT)
    (line,) = file.read_text().splitlines()
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "ports": [
            {
                "port": "/dev/ttyUSB0",
                "station": "northgate/gate-1",
                "port_open": True,
                "broker_up": True,
                "waiting": 2,
                "broken": 1,
                "counts": {"from_station": 5, "to_station": 4, "refused": 3, "turned_away": 0},
            }
        ],
        "kept": {"northgate/gate-1": 2, "northgate/old": 7},
    }


def test_a_status_file_that_cannot_be_written_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = StatusLine(tmp_path / "nowhere" / "status.json")
    line.show(REPORT)
    line.show(REPORT)
    assert capsys.readouterr().out.count("cannot be written") == 1


def test_on_a_terminal_the_line_is_rewritten_in_place_and_never_wraps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    line = StatusLine()
    line.show(REPORT)
    line.show(REPORT)
    line.say("the broker is gone")
    shown = TEXT[:59]
    assert capsys.readouterr().out == f"{shown}\r{' ' * 59}\rbridge: the broker is gone\n"


def test_elsewhere_only_sentences_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    line = StatusLine()
    line.show(REPORT)
    assert capsys.readouterr().out == ""
    assert str(REPORT) == TEXT
