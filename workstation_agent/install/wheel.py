"""This very version of Schoolbell as a wheel, made of the files that run here, for lab PCs to install."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from typing import Final

PACKAGES: Final = ("device_rules", "firmware_bridge", "workstation_agent", "controller", "web", "simulators")
ROOT: Final = Path(__file__).parents[2]
_SAME_DATE = (1980, 1, 1, 0, 0, 0)  # equal files make an equal wheel
_WHEEL = "Wheel-Version: 1.0\nGenerator: schoolbell\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_name(version: str) -> str:
    return f"schoolbell-{version}-py3-none-any.whl"


def build_wheel(distribution: Distribution, root: Path = ROOT) -> bytes:
    """As PEP 427 has it. `distribution` is the installed one, whose metadata is taken over."""
    info = f"schoolbell-{distribution.version}.dist-info"
    files = {str(path.relative_to(root).as_posix()): path.read_bytes() for path in _sources(root)}
    files |= {
        f"{info}/METADATA": (distribution.read_text("METADATA") or "").encode(),
        f"{info}/entry_points.txt": (distribution.read_text("entry_points.txt") or "").encode(),
        f"{info}/WHEEL": _WHEEL.encode(),
    }
    record = f"{info}/RECORD"
    lines = [_record(name, data) for name, data in files.items()] + [f"{record},,"]
    return _zipped(files | {record: ("\n".join(lines) + "\n").encode()})


def _sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _record(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
