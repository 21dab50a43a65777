"""The address of a page by its title, from the file in which Chromium keeps its open tabs (ADR 0022).

The file is the pupil's, so nothing in it is believed: it is bounded, and only a web address comes out of it.
"""

import os
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import check_url, clean_text
from workstation_agent.protocol.pupil import MAX_TITLE

BROWSERS: Final = {
    "Chromium": (".config/chromium", "snap/chromium/common/chromium"),
    "Google Chrome": (".config/google-chrome",),
    "Microsoft Edge": (".config/microsoft-edge",),
    "Microsoft\u200b Edge": (".config/microsoft-edge",),
}
"""How a window's title ends, and where below the home that browser keeps its profiles."""
MAX_FILE: Final = 32 << 20
_MAGIC: Final = b"SNSS"
_IN_WINDOW, _NAVIGATION, _TAB_CLOSED, _WINDOW_CLOSED, _ACTIVE = 0, 6, 16, 17, 20
_NUMBERS: Final = {2: "position", 7: "current", 8: "selected"}


@dataclass(frozen=True, slots=True)
class Shown:
    """The window in front: its title, and how many windows its program has on the screen."""

    title: str
    windows: int


def address_of(shown: Shown, home: Path) -> str:
    """Of the tab in front; empty when it is not a web page, or cannot be told for sure.

    Private windows are in no session file: where the program has more windows than the file knows of, only a
    tab of the same title counts. The file is behind by up to 2.5 s. Reads files: call it in a thread.
    """
    page, roots = page_of(shown.title)
    path = newest_session(home, roots)
    if not page or path is None:
        return ""
    tabs = Tabs.read(_read(path, home))
    visit = tabs.titled(page) or (tabs.in_front() if tabs.windows == shown.windows else None)
    return _web(visit.address) if visit else ""


def page_of(title: str) -> tuple[str, tuple[str, ...]]:
    """`Free prizes - Chromium` → `Free prizes`, and where Chromium keeps profiles; empty for no browser's."""
    for name, roots in BROWSERS.items():
        if title.endswith(f" - {name}"):
            return title.removesuffix(f" - {name}"), roots
    return "", ()


def newest_session(home: Path, roots: tuple[str, ...]) -> Path | None:
    """Of all profiles, the one that was written last: older ones are of browsers that have ended."""
    found = []
    for root in roots:
        for path in (home / root).glob("*/Sessions/Session_*"):
            with suppress(OSError):
                found.append((path.lstat().st_mtime_ns, path))
    return max(found)[1] if found else None


def _read(path: Path, home: Path) -> bytes:
    """Empty for what is no plain file, cannot be read, or is somebody else's: a folder may be a link."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        known = os.fstat(handle)
        if not stat.S_ISREG(known.st_mode) or known.st_uid != home.stat().st_uid:
            return b""
        return _whole(handle)
    except OSError:
        return b""
    finally:
        os.close(handle)


def _whole(handle: int) -> bytes:
    with os.fdopen(handle, "rb", closefd=False) as file:
        return file.read(MAX_FILE)


@dataclass(frozen=True, slots=True)
class Visit:
    """`title` is as it was when the tab went there, which is often before it had one."""

    address: str
    title: str


@dataclass(slots=True)
class Tabs:
    """What a session file says is open. Commands are numbered as in Chromium's components/sessions."""

    window_of: dict[int, int] = field(default_factory=dict)
    position: dict[int, int] = field(default_factory=dict)
    visits: dict[int, dict[int, Visit]] = field(default_factory=dict)
    current: dict[int, int] = field(default_factory=dict)
    selected: dict[int, int] = field(default_factory=dict)
    active: int | None = None

    @classmethod
    def read(cls, data: bytes) -> "Tabs":
        tabs = cls()
        for command, payload in _commands(data):
            if command == _NAVIGATION:
                tabs._visit(payload)
            elif command in _NUMBERS and len(payload) >= 8:
                first, second = struct.unpack_from("<ii", payload)
                getattr(tabs, _NUMBERS[command])[first] = second
            elif command == _IN_WINDOW and len(payload) >= 8:
                window, tab = struct.unpack_from("<ii", payload)
                tabs.window_of[tab] = window
            elif command in (_TAB_CLOSED, _WINDOW_CLOSED, _ACTIVE) and len(payload) >= 4:
                tabs._number(command, struct.unpack_from("<i", payload)[0])
        return tabs

    @property
    def windows(self) -> int:
        return len({self.window_of[tab] for tab in self.visits if tab in self.window_of})

    def titled(self, page: str) -> Visit | None:
        """The last tab opened whose title this is."""
        shown = [visit for tab in self.visits if (visit := self._shown(tab)) and _same(visit.title, page)]
        return shown[-1] if shown else None

    def in_front(self) -> Visit | None:
        """The chosen tab of the window that was used last."""
        for tab, window in self.window_of.items():
            if window == self.active and self.position.get(tab) == self.selected.get(window):
                return self._shown(tab)
        return None

    def _shown(self, tab: int) -> Visit | None:
        visits = self.visits.get(tab)
        return visits.get(self.current.get(tab, max(visits))) if visits else None

    def _visit(self, payload: bytes) -> None:
        read = _navigation(payload)
        if read is not None:
            tab, index, visit = read
            self.visits.setdefault(tab, {})[index] = visit
            self.current[tab] = index

    def _number(self, command: int, number: int) -> None:
        if command == _ACTIVE:
            self.active = number
            return
        gone = [number]
        if command == _WINDOW_CLOSED:
            gone = [tab for tab, window in self.window_of.items() if window == number]
        for tab in gone:
            for known in (self.window_of, self.position, self.visits, self.current):
                known.pop(tab, None)


def _commands(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each has two bytes of length, one that says which it is, and its payload."""
    if data[:4] != _MAGIC:
        return
    at = 8
    while at + 3 <= len(data):
        (size,) = struct.unpack_from("<H", data, at)
        if size:
            yield data[at + 2], data[at + 3 : at + 2 + size]
        at += 2 + size


def _navigation(pickle: bytes) -> tuple[int, int, Visit] | None:
    """A pickle of Chromium's: length, tab, index, address, title (UTF-16), each padded to 4 bytes."""
    try:
        tab, index, length = struct.unpack_from("<iii", pickle, 4)
        at = 16 + (length + 3) // 4 * 4
        (letters,) = struct.unpack_from("<i", pickle, at)
    except struct.error:
        return None
    if length < 0 or letters < 0:
        return None
    address, title = pickle[16 : 16 + length], pickle[at + 4 : at + 4 + 2 * letters]
    return tab, index, Visit(address.decode("utf-8", "replace"), title.decode("utf-16-le", "replace"))


def _same(known: str, shown: str) -> bool:
    """The title came here cleaned and cut, and a window's may be cut with an ellipsis."""
    known = clean_text(known, MAX_TITLE)
    cut = shown.rstrip("…").rstrip()
    return bool(known) and (known == shown or (shown.endswith("…") and known.startswith(cut)))


def _web(address: str) -> str:
    try:
        return check_url(address)
    except ProtocolError:
        return ""
