"""The address of a page by its title, from the file in which Chromium keeps its open tabs (ADR 0022).

The file is the pupil's, so nothing in it is believed: it is bounded, and only a web address comes out of it.
"""

import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import check_url, clean_text
from workstation_agent.protocol.pupil import MAX_TITLE

ROOTS: Final = (
    ".config/chromium",
    ".config/google-chrome",
    ".config/microsoft-edge",
    "snap/chromium/common/chromium",
)
NAMES: Final = ("Chromium", "Google Chrome", "Microsoft Edge", "Microsoft\u200b Edge")
MAX_FILE: Final = 32 << 20
MAX_FILES: Final = 12
_MAGIC: Final = b"SNSS"
_NAVIGATION: Final = 6  # kCommandUpdateTabNavigation of components/sessions


def address_of(title: str, home: Path) -> str:
    """Empty when no open tab has this title, or it is not a web page. Reads files: call it in a thread."""
    page = page_title(title)
    if not page:
        return ""
    for path in session_files(home):
        for address, known in reversed(list(_pages(_read(path)))):
            if _same(known, page) or (not known and page in address):
                return _web(address)
    return ""


def page_title(title: str) -> str:
    """`Free prizes - Chromium` → `Free prizes`; empty for a window that is no browser's."""
    for name in NAMES:
        head, dash, _ = title.rpartition(f" - {name}")
        if dash:
            return head
    return ""


def session_files(home: Path) -> list[Path]:
    """Of every browser and profile, the newest first."""
    found = []
    for root in ROOTS:
        for path in (home / root).glob("*/Sessions/Session_*"):
            try:
                found.append((path.lstat().st_mtime, path))
            except OSError:
                continue
    return [path for _, path in sorted(found, reverse=True)[:MAX_FILES]]


def _read(path: Path) -> bytes:
    """Empty for what is no plain file, or cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return b""
        try:
            return file.read(MAX_FILE)
        except OSError:
            return b""


def _pages(data: bytes) -> Iterator[tuple[str, str]]:
    """Address and title of each page that a tab went to, in the order of going."""
    if data[:4] != _MAGIC:
        return
    at = 8
    while at + 3 <= len(data):
        (size,) = struct.unpack_from("<H", data, at)
        if size and data[at + 2] == _NAVIGATION:
            page = _navigation(data[at + 3 : at + 2 + size])
            if page is not None:
                yield page
        at += 2 + size


def _navigation(pickle: bytes) -> tuple[str, str] | None:
    """A pickle of Chromium's: length, tab, index, address, title (UTF-16), each padded to 4 bytes."""
    try:
        (length,) = struct.unpack_from("<i", pickle, 12)
        if length < 0:
            return None
        address = pickle[16 : 16 + length]
        at = 16 + (length + 3) // 4 * 4
        (letters,) = struct.unpack_from("<i", pickle, at)
        if letters < 0:
            return None
        title = pickle[at + 4 : at + 4 + 2 * letters]
        return address.decode("utf-8", "replace"), title.decode("utf-16-le", "replace")
    except struct.error:
        return None


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
