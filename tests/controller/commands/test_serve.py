import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from controller.cli import main
from controller.ports import free_port

LISTED = "import sys; from controller.commands.serve import group; print(*sys.modules)"
LOCKING = {"sqlalchemy", "flask", "paho", "gevent", "socketio", "controller.bootstrap"}


def test_nothing_that_makes_locks_is_imported_before_they_are_patched() -> None:
    run = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    assert LOCKING & set(run.stdout.split()) == set()


def test_a_taken_port_is_one_sentence_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ["serve", "--port", str(port), "--data-dir", str(tmp_path / "data")]
        run = subprocess.run(
            [sys.executable, "-m", "controller", *command], capture_output=True, text=True, check=False
        )
    assert run.returncode == 1
    assert run.stderr.startswith(f"Error: Port {port} is taken")
    assert not (tmp_path / "data").exists()


def test_mistakes_in_the_settings_are_told_before_anything_is_started(tmp_path: Path) -> None:
    told = CliRunner(env={"SCHOOLBELL_BROKER_URL": "http://nowhere"}).invoke(
        main, ["serve", "--data-dir", str(tmp_path / "data")]
    )
    assert told.exit_code == 1
    assert told.output.startswith("Error: config.broker_url: ")
    assert "Hint: write mqtt://" in told.output


@pytest.fixture
def unusable(tmp_path: Path) -> Path:
    (tmp_path / "schoolbell.db").write_bytes(b"a letter to the editor" * 1000)
    return tmp_path


def test_a_database_that_cannot_be_used_ends_it_with_one_sentence(unusable: Path) -> None:
    run = subprocess.run(
        serve(unusable, free_port()), capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode != 0
    assert "The file of the database is something else" in run.stderr
    assert "Traceback" not in run.stderr


def test_it_answers_and_stops_when_it_is_told(tmp_path: Path) -> None:
    """Also while no broker can be reached."""
    port = free_port()
    with subprocess.Popen(serve(tmp_path / "data", port), stderr=subprocess.PIPE, text=True) as controller:
        assert controller.stderr
        said = ""
        while "Booting worker" not in said:
            said += controller.stderr.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=30) as page:
            assert page.status == 200
        controller.send_signal(signal.SIGTERM)
        assert controller.wait(30) == 0
        assert "Traceback" not in said + controller.stderr.read()


def serve(data: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "controller", "serve", "--port", str(port), "--data-dir", str(data)]
