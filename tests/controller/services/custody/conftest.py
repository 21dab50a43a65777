from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.custody import CustodyDesk, open_desk


@pytest.fixture(scope="module")
def custody_school(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CustodyDesk]:
    desk = open_desk(northgate_data, tmp_path_factory.mktemp("custody") / "data")
    yield desk
    desk.school.close()


@pytest.fixture
def desk(custody_school: CustodyDesk) -> CustodyDesk:
    custody_school.go_to("2025-10-06T10:05")
    return custody_school
