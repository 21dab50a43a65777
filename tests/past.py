"""Northgate with three made-up weeks behind it, lived through once for all tests of a process."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.config import Settings
from controller.domain.timetable import LONDON
from simulators.past_weeks import live_through
from tests.schools import opened

MONDAY = datetime(2025, 9, 22, 10, 5, tzinfo=LONDON)
DAYS = 14


@pytest.fixture(scope="session")
def lived_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory; tests take a copy."""
    data = tmp_path_factory.mktemp("lived") / "data"
    assert live_through(Settings(data_dir=data), MONDAY, 30, 3) == DAYS
    return data


@pytest.fixture(scope="module")
def lived(lived_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """That school on the Monday after, one for all tests of a module: they take nothing away from it."""
    data = tmp_path_factory.mktemp("past") / "data"
    shutil.copytree(lived_data, data)
    with opened(Settings(data_dir=data), ManualClock(MONDAY)) as built:
        yield built
