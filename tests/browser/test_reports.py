"""A report with its charts, its files and an evidence pack, in a real browser over made-up weeks."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.past import MONDAY
from tests.servers import Server

Shot = Callable[[Page, str], Path]
READER = "safeguarding"


@pytest.fixture
def server(lived_data: Path, tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(lived_data, tmp_path / "data")
    server = Server(tmp_path / "data", MONDAY)
    server.prepare((READER,), ())
    server.run()
    yield server
    server.stop()
    assert "Traceback" not in server.log


def opened(server: Server, new_page: Pages, size: tuple[int, int], scheme: str = "light") -> Page:
    page = new_page(size, scheme, server.url)
    page.goto("/reports")
    page.get_by_label("Username").fill(READER)
    page.get_by_label("Password").fill(server.passwords[READER])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    return page


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_report_is_read_taken_away_and_made_evidence(server: Server, new_page: Pages, shot: Shot) -> None:
    page = opened(server, new_page, DESKTOP)
    chart = page.get_by_role("img", name="Phones locked, by year, by week. The table has every number.")
    expect(chart).to_be_visible()
    expect(chart.locator(".chart-line")).to_have_count(5)
    shot(page, "reports")
    page.get_by_role("combobox", name="Term").select_option("Autumn 2025")
    page.get_by_role("combobox", name="Locked, by").select_option("form")
    page.get_by_role("combobox", name="Of year").select_option("9")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Phones locked, by form of year 9")).to_be_visible()
    expect(page.get_by_role("columnheader", name="9F")).to_be_visible()
    assert downloaded(page, "PDF").startswith(b"%PDF-")
    assert "by form of year 9" in downloaded(page, "CSV").decode("utf-8-sig")
    page.get_by_role("link", name="Evidence pack…").click()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", name="Phones in school: evidence for inspection")).to_be_visible()
    expect(page.locator(".report-about")).to_contain_text("Journal hash")
    assert b"/Lang (en-GB)" in downloaded(page, "PDF")
    shot(page, "evidence")
    phone = opened(server, new_page, PHONE, "dark")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(phone, "reports-phone")
