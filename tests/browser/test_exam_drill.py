"""The drill by hands: a whole exam morning with every mishap in a real browser, and its evidence.

What an inspector gets is downloaded by the page's own button, and held against the script of what happened.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controller.domain.accounts import Role
from simulators.exams.mishaps import MISHAPS
from simulators.exams.morning import play
from simulators.exams.stage import Options, Stage, staged
from simulators.exams.writing import Morning
from simulators.provision import Login
from tests.browser.conftest import DESKTOP, Pages
from tests.browser.exam_hands import BrowserHands, Desks
from tests.browser.exam_wire import Wire

TABLET = (820, 1180)
MORNING = Morning(candidates=16, rooms=2, minutes=25, seed=3, gate_s=900)
SPEED, READY_S = 60.0, 8.0


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(Options(MORNING, SPEED, ready_s=READY_S), tmp_path, lambda _: None) as made:
        yield made


class Staff:
    """Each at a page of their own, which is listened to from its first word on."""

    def __init__(self, stage: Stage, new_page: Pages) -> None:
        self._stage, self._new_page = stage, new_page
        self.wires: dict[Page, Wire] = {}
        self.desks = Desks(
            officer=self._opened(stage.site.login(Role.EXAMS_OFFICER), "/sittings"),
            reception=self._opened(stage.site.login(Role.RECEPTION), "/reception"),
            admin=self._opened(stage.site.login(Role.ADMIN), "/admin/stations"),
            tablets={room: self._room(room, "/gate", TABLET) for room in stage.script.places},
            laptops={room: self._room(room, "", DESKTOP) for room in stage.script.places},
        )

    def clocks(self) -> list[Page]:
        """On the rooms' walls, each opened from the laptop before it."""
        return [self._clock(laptop) for laptop in self.desks.laptops.values()]

    def _clock(self, laptop: Page) -> Page:
        wall = laptop.context.new_page()
        wall.set_viewport_size({"width": 1920, "height": 1080})
        wall.goto(f"{laptop.url}/clock")
        expect(wall.locator("#times")).to_contain_text("Starts")
        return wall

    def _room(self, room: str, path: str, size: tuple[int, int]) -> Page:
        laid = self._stage.laid
        number = laid.sittings[self._stage.script.places[room].paper.code]
        page = self._opened(laid.logins[room], f"/sittings/{number}/rooms/{room}{path}", size, listen=True)
        expect(page.locator("html[data-connection=up]")).to_be_attached()
        return page

    def _opened(self, login: Login, path: str, size: tuple[int, int] = DESKTOP, listen: bool = False) -> Page:
        page = self._new_page(size, "light", self._stage.site.settings.address)
        if listen:
            self.wires[page] = Wire(page)
        page.goto(path)
        page.get_by_label("Username").fill(login.username)
        page.get_by_label("Password").fill(login.password)
        page.get_by_role("button", name="Log in").click()
        return page


@pytest.mark.timeout(600)  # a morning of its own, on a machine that may be busy
def test_a_morning_with_every_mishap_by_hand(stage: Stage, new_page: Pages) -> None:
    for words in ("WebSocket", "ERR_CONNECTION_REFUSED"):  # while the server is away
        new_page.expect_error(words)
    staff = Staff(stage, new_page)
    walls = staff.clocks()
    found = play(stage, BrowserHands(stage, staff.desks, staff.wires), lambda _: None)
    assert not found.troubles, "\n".join(found.troubles)
    assert not found.differences, "\n".join(found.differences)
    assert (found.missing, found.invented) == (0, 0)
    assert (found.candidates, found.mishaps) == (MORNING.candidates, len(MISHAPS) + 1)
    assert found.proved == found.bundles == 2
    assert found.released_to_seated == 0
    assert found.released > 0
    assert found.resent > 0
    assert found.ok
    for wall in walls:
        expect(wall.locator("#over")).to_be_visible()
    a_case_is_checked_and_signed(staff.desks.officer)


def a_case_is_checked_and_signed(page: Page) -> None:
    """The phone's, which rang; the watch's waits."""
    page.goto("/sittings/cases")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Case 1").click()
    expect(page.locator("main")).to_contain_text("Mobile phone, ringing in a blazer pocket.")
    page.get_by_label("What was seen, how, and when").fill("A phone rang in the blazer on the chair.")
    page.get_by_label("Discovered by").fill("Mrs J. Reed, invigilator")
    page.get_by_label("Whether anybody else was disturbed").fill("Nobody said so.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Sign as").click()
    expect(page.locator("main")).to_contain_text("It stays as it is.")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
