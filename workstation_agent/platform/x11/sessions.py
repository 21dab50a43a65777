"""Which graphical displays this PC has, and who sits at each.

A display is found by its socket. The kernel names the process that listens there, so that nobody can pass off
a program of theirs as the PC's X server; the server's own command line names its authority file, whatever
display manager started it. Xwayland is left out: what is drawn there is not the screen.
"""

import os
import pwd
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

SOCKETS: Final = Path("/tmp/.X11-unix")  # noqa: S108 - X11's own place
LOGIND: Final = Path("/run/systemd/sessions")  # what sd_session_get_…() reads
PROC: Final = Path("/proc")
FIRST_PERSON: Final = 1000  # user ids below belong to the system (login.defs UID_MIN)
MAX_DISPLAYS: Final = 8
XORG: Final = frozenset({"Xorg", "X"})
_PEER: Final = struct.Struct("3i")  # pid, uid, gid
_MAX_FILE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    uid: int
    gid: int
    home: str


@dataclass(frozen=True, slots=True)
class Server:
    """A running X server. `xauthority` is empty if it was given none.

    `genuine`: it is the system's own Xorg. A pupil can start other servers, and may have done so before
    somebody else logged in; those come after it. `key_owner`: whose file `xauthority` must be.
    """

    display: str
    pid: int
    uid: int
    xauthority: str = ""
    terminal: str = ""  # "7" of vt7
    genuine: bool = field(default=False, compare=False)
    key_owner: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class XSession:
    """`person` is None at a login screen."""

    server: Server
    person: Person | None

    @property
    def display(self) -> str:
        return self.server.display


def server_at(path: Path) -> Server | None:
    """The X server that listens at this socket; None if none does, or it is Xwayland."""
    pid, uid = _listener(path)
    if not pid:
        return None
    words = _words(pid, "cmdline")
    if words and Path(words[0]).name == "Xwayland":
        return None
    display = f":{path.name[1:]}"
    auth = next((after for word, after in pairwise(words) if word == "-auth"), "")
    terminal = next((word[2:] for word in words[1:] if word[:2] == "vt" and word[2:].isdigit()), "")
    # Whoever runs a server chooses the words of its command line: root reads for them what is theirs.
    return Server(display, pid, uid, auth, terminal, _is_systems_own(pid), uid or None)


def _is_systems_own(pid: int) -> bool:
    """By the file that runs, which nobody but root may have put there."""
    program = PROC / str(pid) / "exe"
    try:
        return Path(os.readlink(program)).name in XORG and program.stat().st_uid == 0
    except OSError:
        return False


def _listener(path: Path) -> tuple[int, int]:
    """Process and user that listen at the socket; zeros when nobody answers."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(0.2)
        try:
            link.connect(str(path))
        except OSError:
            return 0, 0
        pid, uid, _gid = _PEER.unpack(link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        return pid, uid


def person(uid: int) -> Person | None:
    try:
        known = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Person(known.pw_name, known.pw_uid, known.pw_gid, known.pw_dir)


def is_wayland(logind: Path = LOGIND) -> bool:
    """Whether somebody sits at a desktop that is no X11 one."""
    sessions = (_pairs(_text(path).splitlines()) for path in logind.glob("[!.]*"))
    return any(one.get("TYPE") == "wayland" and one.get("STATE") == "active" for one in sessions)


def logged_in(server: Server, logind: Path) -> int | None:
    """None when nobody is, or when there is no login manager."""
    for path in sorted(logind.glob("[!.]*")):
        session = _pairs(_text(path).splitlines())
        here = session.get("DISPLAY") == server.display or (
            bool(server.terminal) and session.get("VTNR") == server.terminal
        )
        alive = session.get("STATE") != "closing"
        if here and alive and session.get("CLASS") == "user" and session.get("UID", "").isdigit():
            return int(session["UID"])
    return None


def in_front(logind: Path = LOGIND) -> Person | None:
    """Whoever is logged in where the keyboard is now, be it a second desktop or a text console.

    None at a login screen, and where there is no login manager.
    """
    for path in sorted(logind.glob("[!.]*")):
        session = _pairs(_text(path).splitlines())
        is_here = session.get("STATE") == "active" and session.get("SEAT")
        if is_here and session.get("CLASS") == "user" and session.get("UID", "").isdigit():
            return person(int(session["UID"]))
    return None


def programs_on(
    display: str, proc: Path = PROC, least_uid: int = 0
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """User and environment of the programs on a display, eldest first; only those that we may look into.

    This is done twice a second, so the programs of users below `least_uid` are not opened at all.
    """
    for pid in sorted(int(name) for name in os.listdir(proc) if name.isdecimal()):
        try:
            uid = os.stat(f"{proc}/{pid}").st_uid
        except OSError:
            continue
        environment = _pairs(_words(pid, "environ", proc)) if uid >= least_uid else {}
        if environment.get("DISPLAY", "").split(".")[0] == display:
            yield uid, environment


def _pairs(lines: list[str]) -> dict[str, str]:
    return {name: value for name, sign, value in (line.partition("=") for line in lines) if sign}


def _words(pid: int, name: str, proc: Path = PROC) -> list[str]:
    return _text(proc / str(pid) / name).split("\0")


def _text(path: Path) -> str:
    return read_plain(path).decode("utf-8", "replace")


def read_plain(path: Path, owner: int | None = None) -> bytes:
    """A file that may be anybody's: never waits for one that is no file; empty when it cannot be read.

    With `owner`, also when it is somebody else's.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError:
        return b""
    try:
        strange = owner is not None and os.fstat(handle).st_uid != owner
        return b"" if strange else _all_of(handle)
    except OSError:
        return b""
    finally:
        os.close(handle)


def _all_of(handle: int) -> bytes:
    found = b""
    while len(found) < _MAX_FILE and (more := os.read(handle, _MAX_FILE - len(found))):
        found += more
    return found
