"""What a mode found when it began, so that it can be put back: also by the next agent, after a crash."""

import json
from pathlib import Path

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.files import read_object, write_whole


class Kept:
    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, object]:
        """Empty when nothing is kept, or when what is kept cannot be read."""
        try:
            return read_object(self._path)
        except PlatformError:
            return {}  # a broken note must not keep a mode from being lifted

    def write(self, values: dict[str, object]) -> None:
        """Before anything is changed on the PC. Raises PlatformError."""
        try:
            write_whole(self._path, json.dumps(values))
        except OSError as error:
            raise PlatformError("kept.not-written", f"the agent could not write {self._path}") from error

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
