"""The applications that are installed for everybody on this PC: their `.desktop` entries.

The pupil's own entries are left out: what may be started, and what an application's name means, is the
school's to say.
"""

import shlex
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDERS: Final = (
    "usr/local/share/applications",
    "usr/share/applications",
    "var/lib/flatpak/exports/share/applications",
    "var/lib/snapd/desktop/applications",
)
AUTOSTART: Final = "etc/xdg/autostart"
_GROUP: Final = "Desktop Entry"
_BEFORE: Final = frozenset({"env", "flatpak", "run", "snap", "sh", "-c"})


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` is the file's name without its ending; `argv` has no place for files or addresses."""

    id: str
    name: str
    argv: tuple[str, ...]
    terminal: bool = False

    @property
    def program(self) -> str:
        """The name of the file that it starts, behind `env` and the like."""
        words = [word for word in self.argv if word not in _BEFORE and "=" not in word and word[:1] != "-"]
        names = [Path(word).name for word in words]
        return next((name for name in names if name not in _BEFORE), "")


def installed(root: Path = Path("/")) -> Mapping[str, Entry]:
    """By id. The first folder that has an id counts, as on the desktop."""
    found: dict[str, Entry] = {}
    for folder in FOLDERS:
        for entry in _entries(root / folder):
            found.setdefault(entry.id, entry)
    return found


def started_at_login(root: Path = Path("/")) -> frozenset[str]:
    """Names of the programs that belong to the desktop, since each session begins with them."""
    return frozenset(entry.program for entry in _entries(root / AUTOSTART) if entry.program)


def _entries(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.glob("**/*.desktop")):
        entry = _read(path, "-".join(path.relative_to(folder).with_suffix("").parts))
        if entry is not None:
            yield entry


def _read(path: Path, name: str) -> Entry | None:
    """None for what is no application, or cannot be read: others are not kept from the list by it."""
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",))
    try:
        parser.read_string(path.read_text("utf-8"))
        values = parser[_GROUP]
        words = shlex.split(values.get("exec", ""))
    except (OSError, ValueError, KeyError, Error):
        return None
    argv = tuple(word.replace("%%", "%") for word in words if not _is_place(word))
    if not argv or values.get("hidden", "").lower() == "true":
        return None
    return Entry(name, values.get("name", name), argv, values.get("terminal", "").lower() == "true")


def _is_place(word: str) -> bool:
    """`%u` and its like, and Flatpak's `@@u`."""
    return (len(word) == 2 and word[0] == "%" and word != "%%") or word.startswith("@@")
