"""Files that other programs watch: written whole or not at all, and never half seen."""

import json
import os
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError

_MAX_FILE: Final = 1 << 20


def write_whole(path: Path, text: str, at: float | None = None) -> None:
    """`at` is the file's time of change, when that matters. Raises OSError.

    The draft lies beside the folder, not in it: Chromium reads every file of its policy folder.
    """
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = path.parent.parent / f".{path.name}.{os.getpid()}"
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        if at is not None:
            os.utime(draft, (at, at))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_object(path: Path) -> dict[str, object]:
    """The JSON object in a file; empty when there is no file, or nothing in it. Raises PlatformError."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MAX_FILE) or b"{}")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise PlatformError("file.unreadable", f"{path} cannot be read by the agent") from error
    if not isinstance(found, dict):
        raise PlatformError("file.unreadable", f"{path} cannot be read by the agent")
    return found
