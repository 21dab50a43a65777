import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from controller.errors import SchoolbellError
from controller.secrets import kept_secret, prepare_data_dir

MAKE = (
    "import sys, pathlib; from controller.secrets import *; kept_secret(pathlib.Path(sys.argv[1]), 'tag-key')"
)


ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_directory_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = prepare_data_dir(tmp_path / "a" / "b")
    assert mode(made) == 0o700
    assert list(made.iterdir()) == []


def test_programs_that_start_together_do_not_trip_over_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(prepare_data_dir, [tmp_path / "data"] * 200))) == 200


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SchoolbellError) as refused:
        prepare_data_dir(tmp_path / "file" / "data")
    assert refused.value.code == "data-dir.unusable"
    assert "choose another with --data-dir" in refused.value.sentence


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = kept_secret(tmp_path, "tag-key")
    assert len(first) == 32
    assert kept_secret(tmp_path, "tag-key") == first
    assert kept_secret(tmp_path, "session-key") != first


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    kept_secret(tmp_path, "tag-key")
    assert mode(tmp_path / "secrets") == 0o700
    assert mode(tmp_path / "secrets" / "tag-key") == 0o600


def test_all_who_ask_at_once_are_given_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: kept_secret(tmp_path, "tag-key"), range(64)))
    assert len(made) == 1
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["tag-key"]


@pytest.mark.parametrize("content", [b"", b"half"])
def test_a_damaged_secret_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "tag-key").write_bytes(content)
    with pytest.raises(SchoolbellError, match="damaged"):
        kept_secret(tmp_path, "tag-key")


def test_a_disk_that_fills_leaves_no_half_of_a_secret(tmp_path: Path) -> None:
    """`ulimit -f 0` lets no file grow, as a full disk does."""
    full = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", sys.executable, "-c", MAKE, str(tmp_path)]
    failed = subprocess.run(full, capture_output=True, text=True, check=False, cwd=ROOT)
    assert failed.returncode == 1
    assert "cannot be made or read" in failed.stderr
    assert list((tmp_path / "secrets").iterdir()) == []
    assert len(kept_secret(tmp_path, "tag-key")) == 32
