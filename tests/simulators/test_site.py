import os
import signal
from pathlib import Path

import pytest

from simulators.site import site_directory


def _told_to_end(where: Path) -> None:
    (where / "secret").touch()
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_simulation_that_is_told_to_end_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with site_directory(None) as where, pytest.raises(KeyboardInterrupt):
        _told_to_end(where)
    assert not where.exists()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_directory_that_was_given_is_kept(tmp_path: Path) -> None:
    with site_directory(tmp_path / "school") as where:
        (where / "kept").touch()
    assert (tmp_path / "school" / "kept").exists()
