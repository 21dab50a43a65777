import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from workstation_agent.install.wheel import build_wheel, wheel_name

HERE = distribution("schoolbell")


@pytest.fixture(scope="module")
def wheel() -> bytes:
    return build_wheel(HERE)


def test_the_same_files_make_the_same_wheel(wheel: bytes) -> None:
    assert build_wheel(HERE) == wheel


def test_every_file_is_in_the_record_with_its_hash(wheel: bytes) -> None:
    """As the standard on recording installed projects has it."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = archive.namelist()
        record = next(name for name in names if name.endswith("/RECORD"))
        lines = list(csv.reader(archive.read(record).decode().splitlines()))
        assert [name for name, _, _ in lines] == names
        for name, digest, size in lines[:-1]:
            data = archive.read(name)
            expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, size) == (f"sha256={expected}", str(len(data)))


def test_pip_installs_it(wheel: bytes, tmp_path: Path) -> None:
    path = tmp_path / wheel_name(HERE.version)
    path.write_bytes(wheel)
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-compile", "--target", str(target), str(path)], check=True)
    assert (target / "workstation_agent" / "agent.py").is_file()
    assert (target / "bin" / "schoolbell").is_file()
