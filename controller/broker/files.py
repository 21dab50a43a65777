"""Files that few may read: written whole or not at all, with their modes from the start."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from controller.errors import SchoolbellError

OPEN, SHARED, PRIVATE = 0o644, 0o640, 0o600


@dataclass(frozen=True, slots=True)
class Shelf:
    """A directory of such files. `group` is that of Mosquitto's own user, None where we may not give it."""

    directory: Path
    group: int | None = None

    def write(self, name: str, content: bytes | str, mode: int) -> Path:
        """SHARED lets the group read. Raises SchoolbellError."""
        path = self.directory / name
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._replace(path, content.encode() if isinstance(content, str) else content, mode)
        except OSError as error:
            raise _unusable(path, error) from error
        return path

    def read(self, name: str) -> bytes:
        """Raises SchoolbellError."""
        try:
            return (self.directory / name).read_bytes()
        except OSError as error:
            raise _unusable(self.directory / name, error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Two changes at once wait for each other. Raises SchoolbellError."""
        try:
            if not self.directory.exists():
                self.directory.mkdir(parents=True)
                self.directory.chmod(0o755)  # whatever the umask: Mosquitto has to get in
            handle = os.open(self.directory, os.O_RDONLY)
        except OSError as error:
            raise _unusable(self.directory, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _replace(self, path: Path, content: bytes, mode: int) -> None:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")  # readable by its owner alone
        try:
            with os.fdopen(handle, "wb") as file:
                if self.group is not None and mode == SHARED:
                    os.fchown(handle, -1, self.group)
                os.fchmod(handle, mode)
                file.write(content)
                file.flush()
                os.fsync(handle)
            os.replace(draft, path)
            _settle(path.parent)
        finally:
            Path(draft).unlink(missing_ok=True)


def _settle(directory: Path) -> None:
    """So that a revoked user does not come back after a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(path: Path, error: OSError) -> SchoolbellError:
    return SchoolbellError(
        "broker.files",
        f"{path} cannot be read or written ({error.strerror}): run the command as root (sudo), "
        "or name another directory with --directory.",
    )
