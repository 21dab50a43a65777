"""A running controller with Lab 1 full of simulated PCs, and a teacher's hands in a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, Pages
from tests.labs import seat
from tests.schools import MONDAY_PERIOD_2
from tests.servers import Fleet, Server

SEATS = 30
STAFF = ("m.okafor", "j.pritchard", "safeguarding", "admin")


@dataclass
class RunningLab:
    server: Server
    fleet: Fleet
    _cookies: dict[str, Any] = field(default_factory=dict)

    def log_in(
        self, new_page: Pages, username: str, size: tuple[int, int] = DESKTOP, scheme: str = "light"
    ) -> Page:
        """By password the first time, and by what the browser was given then."""
        page = new_page(size, scheme, self.server.url)
        if username in self._cookies:
            page.context.add_cookies(self._cookies[username])
            page.goto("/")
            return page
        page.goto("/login")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.server.passwords[username])
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: not url.endswith("/login"))
        self._cookies[username] = page.context.cookies()
        return page

    def wall(self, new_page: Pages, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
        """The teacher's page, with every PC on."""
        page = self.log_in(new_page, "m.okafor", size, scheme)
        expect(page.locator(".tile")).to_have_count(SEATS)
        expect(page.locator('.tile[data-condition="away"]')).to_have_count(0)
        return page

    def unlock_all(self, page: Page) -> None:
        """Whatever a test left locked."""
        if page.locator('.tile[data-condition="locked"]').count():
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Unlock all", exact=True).click()
        expect(page.locator('.tile[data-condition="free"]')).to_have_count(SEATS)


@contextmanager
def running_lab(
    northgate: Path, where: Path, seats: int = SEATS, start: datetime = MONDAY_PERIOD_2
) -> Iterator[RunningLab]:
    shutil.copytree(northgate, where / "data")
    server = Server(where / "data", start)
    codes = server.prepare(STAFF, [seat(number) for number in range(1, seats + 1)])
    server.run()
    fleet = Fleet(server, codes, where / "fleet")
    try:
        yield RunningLab(server, fleet)
    finally:
        fleet.stop()
        server.stop()


def tile(page: Page, number: int) -> Locator:
    return page.locator(f'.tile[data-seat="{seat(number)}"]')


def summary(page: Page) -> Locator:
    return page.locator(".order-summary").first
