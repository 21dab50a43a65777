"""Secrets of this installation: made at first start, kept in the data directory, readable by its owner."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from controller.errors import SchoolbellError


def prepare_data_dir(path: Path) -> Path:
    """Makes the directory (mode 0700) and checks that it can be written. Raises SchoolbellError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=path, buffering=0) as probe:
            probe.write(bytes(4096))
    except OSError as error:
        raise SchoolbellError(
            "data-dir.unusable",
            f"The data directory {path} cannot be written ({error.strerror}): free some space, "
            "change who may write there, or choose another with --data-dir.",
        ) from error
    return path


def kept_secret(data_dir: Path, name: str, length: int = 32) -> bytes:
    """The secret of that name, made at its first use. Raises SchoolbellError."""
    path = data_dir / "secrets" / name
    try:
        if not path.exists():
            _make(path, length)
        value = path.read_bytes()
    except OSError as error:
        raise SchoolbellError(
            "secret.unusable",
            f"The secret {path} cannot be made or read ({error.strerror}): free some space, "
            "or let the user that runs Schoolbell own it.",
        ) from error
    if len(value) != length:
        raise SchoolbellError("secret.damaged", f"The secret {path} is damaged: restore it from a backup.")
    return value


def _make(path: Path, length: int) -> None:
    """The whole of it or nothing. When two programs make it at once, both use the first."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(length))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, it never replaces what is there
    finally:
        os.unlink(draft)
