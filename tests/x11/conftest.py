"""One display with a worker for a whole module of tests; each test begins and ends unlocked."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.x11.displays import Screen, Victim, until
from tests.x11.lab_pc import LabPc


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    screen = Screen()
    screen.start()
    yield screen
    screen.stop()


@pytest.fixture(scope="module")
def one_pc(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPc]:
    pc = LabPc(tmp_path_factory.mktemp("run"), screen)
    pc.start()
    yield pc
    pids = [link.pid for link in pc.workers.links]
    pc.stop()
    end(pids)


@pytest.fixture
def pc(one_pc: LabPc) -> Iterator[LabPc]:
    yield one_pc
    until(lambda: one_pc.workers.links, "a worker")
    for kind in ("lock", "blank"):
        one_pc.lift(kind)
    one_pc.troubles.clear()


@pytest.fixture
def victim(screen: Screen) -> Iterator[Victim]:
    """In front, and typed into."""
    victim = Victim(screen)
    until(screen.shows, "the victim's colour")
    victim.focus()
    screen.press("a")
    assert victim.heard() == 1
    yield victim
    victim.close()


def end(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    return tmp_path / "run"
