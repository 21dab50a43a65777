"""A data directory that one demonstration at a time may use."""

import fcntl
from pathlib import Path
from typing import IO

from controller.errors import SchoolbellError


class DataDirLock:
    """Held until `release`, or until this process ends, however it ends."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "in-use"
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Raises SchoolbellError when another process holds it."""
        self._file = self._path.open("wb")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise SchoolbellError(
                "data-dir.in-use",
                f"The data directory {self._path.parent} is in use by another demo: stop that one, "
                "or choose another directory with --data-dir.",
            ) from error

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
