"""A lesson in a room of sixty: two real PCs with displays and browsers, and fifty-eight simulated."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from controller.bootstrap import build
from controller.config import Settings
from tests.browser.conftest import Pages
from tests.browser.lab import STAFF, RunningLab, summary
from tests.browser.real_pc import RealPc
from tests.servers import Fleet, Server
from tests.workstation_agent.platform.linux.browsers.real import Page200
from tests.x11.displays import Victim, until

ROOM, SEATS, REAL = "lab-1", 60, 2


@dataclass
class FullLab:
    lab: RunningLab
    pcs: tuple[RealPc, RealPc]


@pytest.fixture(scope="module")
def full(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullLab]:
    where = tmp_path_factory.mktemp("full")
    where.chmod(0o755)
    shutil.copytree(northgate_data, where / "data")
    server = Server(where / "data")
    simulated, room_code = prepare(server)
    server.run()
    fleet = Fleet(server, simulated, where / "fleet")
    pcs = tuple(RealPc(server, room_code, where / f"pc-{n}", f"real-{n}") for n in range(REAL))
    try:
        for pc in pcs:
            pc.start()
        yield FullLab(RunningLab(server, fleet), pcs)
    finally:
        for pc in pcs:
            pc.stop()
        fleet.stop()
        server.stop()


def prepare(server: Server) -> tuple[dict[str, str], str]:
    """A room with sixty places; codes for the simulated PCs, and one code for the others."""
    server.prepare(STAFF, [])
    services = build(Settings(data_dir=server.data_dir), server.clock)
    admin = next(one for one in services.accounts.all() if one.username == "admin")
    services.lab.places.add_pcs(admin, ROOM, SEATS - 30)
    lab = next(one for one in services.lab.computers.rooms() if one.room.id == ROOM)
    first = [pc.id for pc in lab.computers[: SEATS - REAL]]
    codes = {pc: services.lab.enrolment.make_code(admin, pc).code for pc in first}
    code = services.lab.room_codes.make(admin, ROOM).code
    services.close()
    return codes, code


@pytest.fixture
def page(full: FullLab, new_page: Pages) -> Page:
    """The teacher's, with all sixty on."""
    page = full.lab.log_in(new_page, "m.okafor")
    expect(page.locator(".tile")).to_have_count(SEATS)
    expect(page.locator('.tile[data-condition="away"]')).to_have_count(0)
    return page


@pytest.fixture
def windows(full: FullLab) -> Iterator[list[Victim]]:
    """What the two pupils have on their screens."""
    open_ = [Victim(pc.screen) for pc in full.pcs]
    until(lambda: all(pc.screen.shows() for pc in full.pcs), "the pupils' windows")
    yield open_
    for window in open_:
        window.close()


def test_the_wall_shows_all_sixty(page: Page, windows: list[Victim]) -> None:
    page.set_viewport_size({"width": 1440, "height": 2000})  # what is scrolled out of sight is not captured
    expect(page.locator('.tile[data-picture="live"]')).to_have_count(SEATS)


def test_a_lock_is_on_the_real_screens_and_holds_their_keyboards(
    full: FullLab, page: Page, windows: list[Victim]
) -> None:
    page.get_by_role("button", name="Lock all…").click()
    page.get_by_role("button", name="Lock all 60 PCs").click()
    expect(summary(page)).to_have_text("60 of 60 locked.")
    for pc, window in zip(full.pcs, windows, strict=True):
        assert not pc.screen.shows(), "in force means that nothing else is to be seen"
        window.heard()
        pc.screen.press("a")
        assert window.heard() == 0
    page.get_by_role("button", name="Unlock all", exact=True).click()
    expect(summary(page)).to_have_text("60 of 60 unlocked.")
    until(lambda: all(pc.screen.shows() for pc in full.pcs), "the pupils have their screens again")


def test_a_list_of_sites_reaches_the_real_browsers_and_ends(
    full: FullLab, page: Page, browser: Browser, every_site: int
) -> None:
    for pc in full.pcs:
        pc.open_browser("http://game.example/", every_site)
    page.keyboard.press("s")
    page.get_by_label("The sites").fill("work.example")
    page.keyboard.press("Control+Enter")
    in_force = '.mark[data-kind="sites"][data-state="in-force"]'
    expect(page.locator(in_force)).to_have_count(SEATS)
    for pc in full.pcs:
        until(lambda pc=pc: "chrome-error:" in shown_by(browser, pc), "what was open is refused too")
        assert "ERR_BLOCKED_BY_ADMINISTRATOR" in visit(browser, pc, "http://game.example/")
        assert visit(browser, pc, "http://work.example/") == "work.example/"
    page.keyboard.press("e")
    expect(page.locator('.mark[data-kind="sites"]')).to_have_count(0)
    for pc in full.pcs:
        until(lambda pc=pc: visit(browser, pc, "http://game.example/") == "game.example/", "sites again")


@pytest.fixture
def every_site() -> Iterator[int]:
    """The port of a server that is any site: the title of each page is its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page200) as server:
        threading.Thread(target=partial(server.serve_forever, 0.05), daemon=True).start()
        yield server.server_port
        server.shutdown()


def shown_by(browser: Browser, pc: RealPc) -> str:
    """The addresses that the pupil's browser shows now; empty while it cannot be asked."""
    with suppress(Error):
        theirs = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{pc.debug_port}", timeout=5_000)
        found = " ".join(one.url for one in theirs.contexts[0].pages)
        theirs.close()
        return found
    return ""


def visit(browser: Browser, pc: RealPc, address: str) -> str:
    """The title of the page there, or why the pupil's browser does not show it."""
    try:
        theirs = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{pc.debug_port}", timeout=5_000)
        page = theirs.contexts[0].new_page()
        try:
            page.goto(address)
            return page.title()
        finally:
            page.close()
            theirs.close()
    except Error as error:
        return str(error)
