"""Secrets of this installation: made at first start, kept in the data directory, readable by its owner."""

import os
import secrets
from pathlib import Path

from controller.errors import SchoolbellError


def prepare_data_dir(path: Path) -> Path:
    """Makes the directory (mode 0700) and checks that it can be written. Raises SchoolbellError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / ".can-write"
        probe.write_bytes(bytes(4096))
        probe.unlink()
    except OSError as error:
        raise SchoolbellError(
            "data-dir.unusable",
            f"The data directory {path} cannot be written ({error.strerror}): free some space, "
            "change who may write there, or choose another with --data-dir.",
        ) from error
    return path


def kept_secret(data_dir: Path, name: str, length: int = 32) -> bytes:
    """The secret of that name, made at its first use."""
    path = data_dir / "secrets" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(value := secrets.token_bytes(length))
    return value
