"""A real database in a temporary directory, and Northgate School in it, for tests of every package."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.config import Settings
from controller.domain.timetable import LONDON
from simulators.northgate import northgate

SQLITE, POSTGRES = "sqlite", "postgresql"
on_both = pytest.mark.parametrize("school", [SQLITE, POSTGRES], indirect=True)
"""Marks tests, or a module by its `pytestmark`, that are run on both kinds of database."""
MONDAY_PERIOD_2 = datetime(2025, 10, 6, 10, 5, tzinfo=LONDON)  # 9B are in Lab 1 with Mrs Okafor until 11:00
WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2 at its full strength would take most of the tests' time."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY_PERIOD_2)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@contextmanager
def opened(settings: Settings, clock: ManualClock) -> Iterator[Services]:
    built = replace(build(settings, clock), hasher=WEAK)
    yield built
    built.close()


@pytest.fixture
def services(settings: Settings, clock: ManualClock) -> Iterator[Services]:
    """An empty school."""
    with opened(settings, clock) as built:
        yield built


@pytest.fixture(scope="session")
def northgate_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with Northgate in it, made once; tests take a copy."""
    data = tmp_path_factory.mktemp("northgate") / "data"
    built = build(Settings(data_dir=data), ManualClock(MONDAY_PERIOD_2))
    built.roster.take(northgate())
    built.close()
    return data


@pytest.fixture
def school(
    request: pytest.FixtureRequest, northgate_data: Path, settings: Settings, clock: ManualClock
) -> Iterator[Services]:
    """Northgate School at 10:05 on a Monday, in SQLite unless a test is marked as `on_both`."""
    shutil.copytree(northgate_data, settings.data_dir)
    if getattr(request, "param", SQLITE) != SQLITE:
        template = request.getfixturevalue("northgate_on_postgres")
        url = request.getfixturevalue("postgres").database(template)
        settings = settings.model_copy(update={"database_url": url})
    with opened(settings, clock) as built:
        yield built


@pytest.fixture(scope="module")
def common_school(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """As `school`, one for all the tests of a module that are refused and change nothing."""
    data = tmp_path_factory.mktemp("common") / "data"
    shutil.copytree(northgate_data, data)
    with opened(Settings(data_dir=data), ManualClock(MONDAY_PERIOD_2)) as built:
        yield built
