"""Tells a program that was only copied and renamed, by what is in its file."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from workstation_agent.platform.linux.eyes import Program


class Copies:
    """`originals`: the files of the programs that are on the list."""

    def __init__(self, originals: Iterable[Path]) -> None:
        files = [path for path in originals if path.is_file()]
        self._sizes = {path.stat().st_size for path in files}
        self._digests = {_digest(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    def has(self, program: Program) -> bool:
        """Through /proc, so that a file which was deleted after the start is known too."""
        path = Path(f"/proc/{program.pid}/exe")
        try:
            known = path.stat()
            if known.st_size not in self._sizes:
                return False
            return _digest(str(path), known.st_size, known.st_mtime_ns) in self._digests
        except OSError:
            return False


@lru_cache(256)
def _digest(path: str, size: int, changed_ns: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
