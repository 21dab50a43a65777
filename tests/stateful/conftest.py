"""The very small school, made once; each run takes a copy."""

from pathlib import Path

import pytest

from controller.bootstrap import build
from controller.config import Settings
from tests.stateful.exams import lay_down_rooms
from tests.stateful.office import admin_of
from tests.stateful.school import SCHOOL
from tests.stateful.times import SchoolClock, TrueTime


@pytest.fixture(scope="session")
def small_school(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Its data directory and its tag key."""
    return make_school(tmp_path_factory.mktemp("small-school"))


def make_school(directory: Path) -> tuple[Path, bytes]:
    data_dir = directory / "data"
    services = build(Settings(data_dir=data_dir), SchoolClock(TrueTime()))
    services.roster.take(SCHOOL)
    lay_down_rooms(services, admin_of(services))
    key = services.tag_key
    services.close()
    return data_dir, key
