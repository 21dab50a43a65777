from pathlib import Path

import pytest

from controller.errors import SchoolbellError
from simulators.datadir import DataDirLock


def test_a_second_demo_in_the_same_directory_is_told_what_to_do(tmp_path: Path) -> None:
    first, second = DataDirLock(tmp_path), DataDirLock(tmp_path)
    first.take()
    with pytest.raises(SchoolbellError, match=r"in use by another demo.*--data-dir"):
        second.take()
    first.release()
    second.take()
    second.release()
