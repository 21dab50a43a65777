"""The address of the page in front, from a real Chromium's own session file."""

import http.server
import os
import shutil
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.x11.displays import Screen, until
from workstation_agent.platform import page_address
from workstation_agent.platform.page_address import Shown, address_of, newest_session, page_of
from workstation_agent.platform.x11.front import Front


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        name = self.path.strip("/").partition("?")[0]
        self.wfile.write(f"<title>Page {name} – free!</title><h1>{name}</h1>".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_real_browser_tells_title_and_address(screen: Screen, site: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    browser = shutil.which("chromium")
    assert browser, "install Debian's chromium"
    process = screen.run(
        browser, "--no-sandbox", "--no-first-run", "--disable-gpu", "--password-store=basic",
        f"--user-data-dir={home / '.config/chromium'}", f"{site}/other", f"{site}/prizes?page=7",
    )  # fmt: skip
    front = Front(screen.name)
    until(lambda: front.shown().title.startswith("Page other"), "the first tab", within_s=30)
    until(lambda: address_of(front.shown(), home) == f"{site}/other", "its address", within_s=10)
    screen.press("ctrl+Tab")
    until(lambda: front.shown().title.startswith("Page prizes"), "the other tab")
    until(lambda: address_of(front.shown(), home) == f"{site}/prizes?page=7", "its address", within_s=10)
    screen.press("ctrl+shift+n")
    until(lambda: front.shown().windows == 2, "a private window")
    until(lambda: not front.shown().title.startswith("Page"), "it in front")
    assert address_of(front.shown(), home) == ""
    process.terminate()
    process.wait(20)


def pickle(tab: int, address: str, title: str) -> bytes:
    def padded(data: bytes) -> bytes:
        return data + bytes(-len(data) % 4)

    letters = len(title.encode("utf-16-le")) // 2
    body = struct.pack("<iii", tab, 0, len(address.encode())) + padded(address.encode())
    body += struct.pack("<i", letters) + padded(title.encode("utf-16-le"))
    return struct.pack("<I", len(body)) + body


def session(*pages: tuple[str, str]) -> bytes:
    """As Chromium writes it: a magic word, a version, and commands with their length."""
    commands = [b"\x06" + pickle(tab, *page) for tab, page in enumerate(pages)]
    return b"SNSS" + struct.pack("<i", 3) + b"".join(struct.pack("<H", len(one)) + one for one in commands)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    folder = tmp_path / ".config/chromium/Default/Sessions"
    folder.mkdir(parents=True)
    return folder


def test_the_newest_visit_of_that_title_counts(profile: Path, tmp_path: Path) -> None:
    pages = [
        ("https://a.example/", "Prizes"),
        ("https://b.example/", "Prizes"),
        ("https://c.example/", "Other"),
    ]
    (profile / "Session_1").write_bytes(session(*pages))
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == "https://b.example/"
    assert address_of(Shown("Prizes - Notepad", 1), tmp_path) == ""
    assert address_of(Shown("", 0), tmp_path) == ""


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "https://u:p@a.example/", "chrome://settings", "x" * 9000],
)
def test_only_a_web_address_comes_out(profile: Path, tmp_path: Path, address: str) -> None:
    (profile / "Session_1").write_bytes(session((address, "Prizes")))
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SNSS",
        b"nonsense" * 999,
        b"SNSS\x03\0\0\0" + b"\xff\xff\x06" + b"\xff" * 40,
        b"SNSS\x03\0\0\0" + b"\0\0" * 1000,
        b"SNSS\x03\0\0\0" + b"\x10\0\x06" + b"\xff" * 15,
        session(("https://a.example/", "Prizes"))[:-3],
    ],
)
def test_a_damaged_or_hostile_file_gives_nothing(profile: Path, tmp_path: Path, data: bytes) -> None:
    (profile / "Session_1").write_bytes(data)
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == ""


def test_links_and_folders_are_not_followed(profile: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(session(("https://a.example/", "Prizes")))
    (profile / "Session_1").symlink_to(secret)
    (profile / "Session_2").mkdir()
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == ""


def test_pages_of_somebody_else_are_not_told(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root would read them too, where a pupil has made a link of a folder."""
    (profile / "Session_1").write_bytes(session(("https://a.example/", "Prizes")))
    known = os.fstat

    def strange(handle: int) -> os.stat_result:
        values = list(known(handle))
        values[4] += 1
        return os.stat_result(values)

    monkeypatch.setattr(page_address.os, "fstat", strange)
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == ""


def test_only_the_file_that_was_written_last_counts(profile: Path, tmp_path: Path) -> None:
    for number, at in ((1, 300), (2, 100)):
        path = profile / f"Session_{number}"
        path.write_bytes(session((f"https://{number}.example/", "Prizes")))
        os.utime(path, (at, at))
    assert address_of(Shown("Prizes - Chromium", 1), tmp_path) == "https://1.example/"
    assert newest_session(tmp_path, ("elsewhere",)) is None


@pytest.mark.parametrize(
    ("title", "page"),
    [
        ("Free prizes - Chromium", "Free prizes"),
        ("A - B - Google Chrome", "A - B"),
        ("A - Personal - Microsoft\u200b Edge", "A - Personal"),
        ("Letter - LibreOffice Writer", ""),
        ("Chromium", ""),
    ],
)
def test_the_page_in_a_windows_title(title: str, page: str) -> None:
    assert page_of(title)[0] == page


def test_a_title_that_was_cut_on_its_way_still_finds_its_page(profile: Path, tmp_path: Path) -> None:
    (profile / "Session_1").write_bytes(session(("https://a.example/", "P" * 300)))
    assert address_of(Shown("P" * 150 + "… - Chromium", 1), tmp_path) == "https://a.example/"
