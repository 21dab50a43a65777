"""`schoolbell demo` as its user meets it: one line, a second start, Ctrl-C, and a controller that dies."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from controller.domain.accounts import Role
from controller.ports import free_port
from simulators import lifeline
from simulators.staff_page import StaffPage
from tests.servers import PATIENCE_S, wait_for


class Demo:
    """A demonstration with few seats, in a session of its own as in a terminal of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir, self.port = data_dir, port
        self._errors = data_dir.with_suffix(".err")
        command = [sys.executable, "-m", "controller", "demo", "--json", "--seats", "2"]
        command += ["--port", str(port), "--data-dir", str(data_dir)]
        with self._errors.open("wb") as errors:
            self.process = lifeline.start(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
            )

    @property
    def said(self) -> str:
        """What its user read in the terminal, besides the line of JSON."""
        return self._errors.read_text()

    def announced(self) -> dict[str, Any]:
        """Its line of JSON; waits for it."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.said
        answer: dict[str, Any] = json.loads(line)
        return answer

    def family(self) -> list[psutil.Process]:
        """It and all that it started, in whichever process group."""
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def controller(self) -> psutil.Process:
        return next(one for one in self.family()[1:] if "serve" in one.cmdline())

    def ctrl_c(self) -> tuple[int, str]:
        """Exit status, and what else it wrote to standard output."""
        os.killpg(self.process.pid, signal.SIGINT)
        status = self.process.wait(PATIENCE_S)
        assert self.process.stdout
        return status, self.process.stdout.read()

    def kill(self) -> None:
        for one in self.family() if self.process.poll() is None else []:
            one.kill()
        self.process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def first(data_dir: Path) -> Iterator[tuple[Demo, dict[str, Any]]]:
    demo = Demo(data_dir, free_port())
    try:
        yield demo, demo.announced()
    finally:
        demo.kill()


def refused(data_dir: Path, port: int) -> str:
    """The one sentence with which a demonstration that cannot start gives up."""
    demo = Demo(data_dir, port)
    assert demo.process.wait(PATIENCE_S) == 1
    assert demo.process.stdout
    assert demo.process.stdout.read() == ""
    (sentence,) = demo.said.strip().splitlines()
    return sentence


def test_every_role_can_log_in_with_what_the_one_line_says(first: tuple[Demo, dict[str, Any]]) -> None:
    demo, announced = first
    assert announced["url"] == f"http://localhost:{demo.port}"
    assert announced["broker"].startswith("mqtt://127.0.0.1:")
    assert set(announced["logins"]) == {role.value for role in Role}
    for login in announced["logins"].values():
        with StaffPage(announced["url"], login["username"], login["password"]) as page:
            assert page.get("/account")[0] == 200


def test_a_second_on_the_same_port_names_it_and_the_way_out(
    first: tuple[Demo, dict[str, Any]], tmp_path: Path
) -> None:
    demo, _ = first
    said = refused(tmp_path / "other", demo.port)
    assert said.startswith(f"Error: Port {demo.port} is taken")
    assert re.search(r"--port \d+", said)


def test_a_second_in_the_same_directory_names_it_and_the_way_out(first: tuple[Demo, dict[str, Any]]) -> None:
    demo, _ = first
    said = refused(demo.data_dir, free_port())
    assert said.startswith(f"Error: The data directory {demo.data_dir} is in use by another demo")
    assert "--data-dir" in said


def test_a_controller_that_dies_is_started_again(first: tuple[Demo, dict[str, Any]]) -> None:
    demo, announced = first
    died = demo.controller()
    died.kill()
    wait_for(lambda: "starting it again" in demo.said, PATIENCE_S, lambda: demo.said)
    wait_for(lambda: can_log_in(announced), PATIENCE_S, "the page does not answer again")
    assert demo.controller().pid != died.pid
    assert "The controller stopped (exit status -9); starting it again." in demo.said


def can_log_in(announced: dict[str, Any]) -> bool:
    login = announced["logins"]["reception"]
    try:
        with StaffPage(announced["url"], login["username"], login["password"]):
            return True
    except OSError:
        return False


def test_ctrl_c_leaves_nothing_behind_and_a_second_run_goes_on(first: tuple[Demo, dict[str, Any]]) -> None:
    demo, announced = first
    family = demo.family()
    status, rest = demo.ctrl_c()
    assert (status, rest) == (0, "")
    assert [one for one in family if one.is_running()] == []
    assert "Traceback" not in demo.said + "".join(log.read_text() for log in logs(demo))
    again = Demo(demo.data_dir, demo.port)
    try:
        anew = again.announced()
        assert anew["url"] == announced["url"]
        assert passwords(anew).isdisjoint(passwords(announced))
        login = anew["logins"]["admin"]
        with StaffPage(anew["url"], login["username"], login["password"]) as page:
            assert page.command("journal.check")["ok"]
        again.ctrl_c()
    finally:
        again.kill()


def logs(demo: Demo) -> list[Path]:
    return sorted((demo.data_dir / "logs").glob("*.log"))


def passwords(announced: dict[str, Any]) -> set[str]:
    return {str(login["password"]) for login in announced["logins"].values()}
