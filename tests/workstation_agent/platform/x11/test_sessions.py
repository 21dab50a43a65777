import getpass
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from workstation_agent.platform.x11 import finder, sessions
from workstation_agent.platform.x11.finder import ASK_PROGRAMS_EVERY_S, Finder
from workstation_agent.platform.x11.sessions import Server, XSession, logged_in, server_at

US = os.geteuid()


@pytest.fixture
def sockets(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def listener(sockets: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as here:
        here.bind(str(sockets / "X7"))
        here.listen()
        yield here


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command line of this process, as the server's."""
    words = ["/usr/lib/xorg/Xorg", ":7", "vt3", "-auth", "/run/key", "-nolisten", "tcp"]
    monkeypatch.setattr(sessions, "_words", lambda *_: words)
    return words


def written(folder: Path, name: str, **values: object) -> None:
    folder.mkdir(exist_ok=True)
    lines = ["# This is private data. Do not parse.", *(f"{key}={value}" for key, value in values.items())]
    (folder / name).write_text("\n".join(lines))


@pytest.mark.usefixtures("listener", "command")
def test_a_display_is_whoever_listens_there(sockets: Path):
    assert server_at(sockets / "X7") == Server(":7", os.getpid(), US, "/run/key", "3")


def test_xwayland_is_no_display(listener: socket.socket, command: list[str], sockets: Path):
    command[0] = "/usr/bin/Xwayland"
    assert server_at(sockets / "X7") is None


@pytest.mark.usefixtures("command")
def test_a_socket_that_was_left_behind_is_no_display(listener: socket.socket, sockets: Path):
    listener.close()
    assert server_at(sockets / "X7") is None
    assert Finder(sockets=sockets)() == []


@pytest.mark.usefixtures("listener", "command")
def test_the_pupil_is_who_the_login_manager_names(sockets: Path, tmp_path: Path):
    logind = tmp_path / "sessions"
    written(logind, "c1", UID=117, CLASS="greeter", DISPLAY=":7", STATE="closing")
    written(logind, "3", UID=0, CLASS="user", DISPLAY=":7", STATE="active")
    found = Finder(sockets=sockets, logind=logind)()
    assert [(one.display, one.person and one.person.name) for one in found] == [(":7", "root")]


@pytest.mark.parametrize(
    "session",
    [
        {"CLASS": "greeter", "DISPLAY": ":7"},
        {"CLASS": "user", "DISPLAY": ":8", "VTNR": "4"},
        {"CLASS": "user", "DISPLAY": ":7", "STATE": "closing"},
        {"CLASS": "user", "DISPLAY": ":7", "UID": "x; rm"},
    ],
)
def test_nobody_sits_at_a_login_screen(session: dict[str, str], tmp_path: Path):
    written(tmp_path / "sessions", "1", **{"UID": "0", "STATE": "active", **session})
    assert logged_in(Server(":7", 1, 0, terminal="3"), tmp_path / "sessions") is None


def test_a_session_is_known_by_its_terminal_too(tmp_path: Path):
    written(tmp_path / "sessions", "1", UID=0, CLASS="user", VTNR=3, STATE="online")
    assert logged_in(Server(":0", 1, 0, terminal="3"), tmp_path / "sessions") == 0


def test_reading_anybodys_file_never_waits(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert sessions.read_plain(tmp_path / "pipe") == b""
    assert sessions.read_plain(tmp_path / "nothing") == b""
    assert sessions.read_plain(tmp_path) == b""
    assert len(sessions.read_plain(Path("/dev/zero"))) == 1 << 20


def test_programs_tell_whose_display_it_is(tmp_path: Path):
    for pid, display in ((12, ":7.0"), (9, ":8"), (30, ":7")):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "environ").write_text(f"HOME=/x\0DISPLAY={display}\0N={pid}")
    found = list(sessions.programs_on(":7", tmp_path))
    assert [environment["N"] for _, environment in found] == ["12", "30"]


def test_a_session_is_as_its_server():
    person = sessions.person(US)
    assert person is not None
    assert person.name == getpass.getuser()
    assert XSession(Server(":3", 1, 0), person).display == ":3"
    assert sessions.person(4_000_000_000) is None


@pytest.mark.usefixtures("command")
def test_what_cannot_have_changed_is_not_asked_again(
    listener: socket.socket, sockets: Path, monkeypatch: pytest.MonkeyPatch
):
    now, asked = [0.0], []
    monkeypatch.setattr(finder, "programs_on", lambda display: asked.append(display) or [(1234567, {})])
    monkeypatch.setattr(finder, "FIRST_PERSON", US + 1)
    find = Finder([":7"], "/run/other-key", sockets, sockets / "none", lambda: now[0])
    first = find()
    assert [one.server.xauthority for one in first] == ["/run/other-key"]
    listener.setblocking(False)
    listener.accept()[0].close()
    assert find() == first
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert asked == [":7"]
    now[0] = ASK_PROGRAMS_EVERY_S
    find()
    assert asked == [":7", ":7"]


def test_the_systems_own_server_comes_before_those_that_a_pupil_has_started(
    sockets: Path, monkeypatch: pytest.MonkeyPatch
):
    """However many those are: the PC's own screen is always among the displays that are looked at."""
    servers = {f"X{n:02}": Server(f":{n:02}", 100 + n, US) for n in range(16)}
    servers["X1"] = Server(":1", 50, US, genuine=True)
    monkeypatch.setattr(finder, "server_at", lambda path: servers[path.name])
    for name in servers:
        (sockets / name).touch()
    found = Finder(sockets=sockets, logind=sockets / "none")()
    assert found[0].display == ":1"
    assert len(found) == sessions.MAX_DISPLAYS


def test_the_systems_own_server_is_told_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sessions, "PROC", tmp_path)
    for pid, name in ((7, "Xorg"), (8, "Xvfb")):
        (tmp_path / name).touch()
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "exe").symlink_to(tmp_path / name)
    assert sessions._is_systems_own(7) is (US == 0)
    assert not sessions._is_systems_own(8)
    assert not sessions._is_systems_own(9)
    if US == 0:
        os.chown(tmp_path / "Xorg", 1000, 1000)
        assert not sessions._is_systems_own(7), "a pupil's own program of that name"


def test_a_key_is_read_only_if_it_belongs_to_whoever_runs_the_server(tmp_path: Path):
    (tmp_path / "key").write_bytes(b"cookie")
    assert sessions.read_plain(tmp_path / "key", US) == b"cookie"
    assert sessions.read_plain(tmp_path / "key", US + 1) == b""


@pytest.mark.usefixtures("listener", "command")
def test_only_the_named_displays_are_looked_for(sockets: Path):
    assert Finder([":8"], sockets=sockets)() == []
    assert [one.display for one in Finder(["localhost:7.0"], sockets=sockets)()] == [":7"]


def test_a_wayland_desktop_is_told_from_an_x11_one(tmp_path: Path):
    written(tmp_path / "x", "1", TYPE="x11", STATE="active", UID=1000)
    written(tmp_path / "x", "2", TYPE="wayland", STATE="closing", UID=1000)
    written(tmp_path / "w", "1", TYPE="wayland", STATE="active", UID=1000)
    assert [sessions.is_wayland(tmp_path / one) for one in ("x", "w", "none")] == [False, True, False]
