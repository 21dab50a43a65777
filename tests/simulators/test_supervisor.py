import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from simulators import supervisor as module
from simulators.supervisor import MOST_RESTARTS, Program, Supervisor

FOR_EVER = "import threading; threading.Event().wait()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); " + FOR_EVER
READY = "print('ready', flush=True); " + FOR_EVER
PARENT = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]]);"
    "print('child', child.pid, flush=True); child.wait()"
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append)
    yield made
    made.stop()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A pipe, so that a test can wait for what a program says."""
    path = tmp_path / "log"
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)  # neither end waits for the other to be opened
    yield path
    os.close(held)


def python(code: str, log: Path, *arguments: str, **environment: str) -> Program:
    return Program("The bell", [sys.executable, "-c", code, *arguments], log, environment)


def started(supervisor: Supervisor, program: Program) -> list[str]:
    """The words of its first line."""
    supervisor.start(program)
    with program.log.open() as lines:
        return lines.readline().split()


def pid(program: Program) -> int:
    assert program.process
    return program.process.pid


def gone(process: int) -> bool:
    """Also true of one that is dead and waits to be buried by whoever inherited it."""
    try:
        psutil.Process(process).wait(10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return bool(psutil.Process(process).status() == psutil.STATUS_ZOMBIE)
    return True


def test_a_program_runs_in_its_own_group_with_its_own_log(supervisor: Supervisor, log: Path) -> None:
    code = "import os; print(os.environ['BELL'], os.getpgrp(), flush=True); " + FOR_EVER
    program = python(code, log, BELL="rings")
    assert started(supervisor, program) == ["rings", str(pid(program))]
    assert program.exit_status is None


def test_all_are_stopped(supervisor: Supervisor, log: Path) -> None:
    programs = [python(READY, log), python(READY, log)]
    for program in programs:
        started(supervisor, program)
    supervisor.stop()
    assert [program.exit_status for program in programs] == [-signal.SIGTERM] * 2
    assert supervisor.programs == []


def test_one_that_does_not_listen_is_killed(
    supervisor: Supervisor, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = python(DEAF, log)
    started(supervisor, program)
    monkeypatch.setattr(module, "STOP_TIMEOUT_S", 0.2)
    supervisor.stop()
    assert program.exit_status == -signal.SIGKILL


def test_what_a_program_started_is_stopped_with_it(supervisor: Supervisor, log: Path) -> None:
    _, child = started(supervisor, python(PARENT, log, FOR_EVER))
    supervisor.stop()
    assert gone(int(child))


def test_one_that_dies_is_started_again(supervisor: Supervisor, said: list[str], log: Path) -> None:
    program = python(READY, log)
    started(supervisor, program)
    first = pid(program)
    os.kill(first, signal.SIGKILL)
    assert program.wait(10)
    assert supervisor.look_after()
    assert pid(program) != first
    assert program.exit_status is None
    assert said == ["The bell stopped (exit status -9); starting it again."]


def test_what_the_dead_one_left_behind_is_killed_first(supervisor: Supervisor, log: Path) -> None:
    program = python(PARENT, log, FOR_EVER)
    _, child = started(supervisor, program)
    os.kill(pid(program), signal.SIGKILL)
    assert program.wait(10)
    assert supervisor.look_after()
    assert gone(int(child))


def test_one_that_keeps_dying_is_given_up(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    program = supervisor.start(python("raise SystemExit(3)", tmp_path / "plain.log"))
    looks = []
    for _ in range(MOST_RESTARTS + 1):
        assert program.wait(10)
        looks.append(supervisor.look_after())
    assert looks == [True] * MOST_RESTARTS + [False]
    assert said[-1] == f"The bell keeps stopping (exit status 3). Its log: {program.log}"


def test_those_that_run_are_left_alone(supervisor: Supervisor, said: list[str], log: Path) -> None:
    program = python(READY, log)
    started(supervisor, program)
    before = pid(program)
    assert supervisor.look_after()
    assert (pid(program), said) == (before, [])


def test_what_a_program_is_told_in_secret_is_not_shown(log: Path) -> None:
    assert "hunter2" not in repr(python(READY, log, SCHOOLBELL_BROKER_PASSWORD="hunter2"))


def test_stopping_twice_does_nothing(supervisor: Supervisor, log: Path) -> None:
    started(supervisor, python(READY, log))
    supervisor.stop()
    supervisor.stop()


def test_all_may_be_killed_at_once(supervisor: Supervisor, log: Path) -> None:
    program = python(READY, log)
    started(supervisor, program)
    supervisor.kill()
    assert program.exit_status == -signal.SIGKILL
    assert supervisor.programs == []
