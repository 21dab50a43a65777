from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from controller.bootstrap import Services
from controller.clock import ManualClock
from tests.browser.conftest import Pages, looks
from tests.web.policies.site import PLAIN, PolicySite, make_policy_site, some_taps

Shot = Callable[[Page, str], Path]
A4_PX = (1047, 718)  # 297 × 210 mm at 96 dpi less margins of 10 mm


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None: ...


class Office:
    def __init__(self, site: PolicySite, url: str) -> None:
        self.site, self.url = site, url

    def open(self, page: Page, path: str = "/policies", username: str = "admin") -> Page:
        page.goto(self.url + path)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.site.password(username))
        page.get_by_role("button", name="Log in").click()
        expect(page.locator(".menu-button")).to_be_visible()
        return page

    def keep(self, text: str, name: str) -> str:
        """The path of a version that was brought in."""
        admin = next(one for one in self.site.services.accounts.all() if one.username == "admin")
        policy = self.site.services.policies.upload(admin, name, text.encode())
        return f"/policies/{policy.name}/{policy.version}"


@pytest.fixture
def office(school: Services, clock: ManualClock) -> Iterator[Office]:
    some_taps(school, clock)
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
    url = f"http://localhost:{server.server_port}"
    site = make_policy_site(school, url)
    server.app = site.app
    Thread(target=server.serve_forever, daemon=True).start()
    yield Office(site, url)
    server.shutdown()
    server.server_close()


def fits(page: Page) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_new_version_from_paste_to_in_force(office: Office, new_page: Pages, shot: Shot) -> None:
    new_page.expect_error("400 (BAD REQUEST)")
    page = office.open(new_page())
    page.get_by_role("link", name="Bring in a version").click()
    page.get_by_label("Short name").fill("northgate")
    page.get_by_label("Or its text").fill(PLAIN.replace("verdict: forbidden", "verdict: forbiden"))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#text-error")).to_contain_text("did you mean “forbidden”?")
    expect(page.get_by_label("Or its text")).to_have_value(PLAIN.replace("forbidden", "forbiden"))
    shot(page, "mistake")
    page.get_by_label("Or its text").fill(PLAIN)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review before it decides")
    page.get_by_label("Why").fill("Agreed by the governors")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("#gaps-error")).to_be_visible()
    page.get_by_label("I have read which questions").check()
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".deciding-title")).to_have_text("Phones at Northgate")
    page.goto(office.url + "/rules")
    expect(page.locator(".policy-facts")).to_contain_text("Phones at Northgate")


def test_an_answer_opens_its_reason_by_keyboard_and_leads_to_its_rule(
    office: Office, new_page: Pages
) -> None:
    page = office.open(new_page())
    page.locator(".deciding-title a").click()
    cell = page.locator(".matrix-table tbody tr", has_text="Use it").first.locator(".cell").first
    cell.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(cell.locator(".reasons")).to_be_visible()
    cell.locator(".reasons a").first.click()
    expect(page.locator(".readable li:target")).to_be_visible()


def test_a_switch_can_be_planned_and_called_off(office: Office, new_page: Pages) -> None:
    page = office.open(new_page(), office.keep(PLAIN, "northgate") + "/review")
    page.get_by_label("From the start of a day").check()
    page.get_by_label("Day", exact=True).fill("2025-11-03")
    page.get_by_label("Why").fill("From half term")
    page.get_by_label("I have read which questions").check()
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".planned")).to_contain_text("takes over on Monday 3 November 2025, 00:00")
    page.get_by_role("button", name="Call it off").click()
    expect(page.locator(".planned")).to_have_count(0)
    expect(page.get_by_text("Called off")).to_be_visible()


def test_it_fits_and_can_be_touched(office: Office, new_page: Pages, shot: Shot) -> None:
    draft = office.keep(PLAIN.replace("verdict: forbidden", "verdict: allowed"), "northgate")
    shipped = f"/policies/mggs-2025/{office.site.version()}"
    page = office.open(new_page())
    paths = {
        "list": "/policies",
        "show": shipped,
        "upload": "/policies/new?name=mggs-2025&version=" + office.site.version(),
        "review": draft + "/review",
        "what-if": draft + "/what-if?year=9",
    }
    for look in looks(page):
        for name, path in paths.items():
            page.goto(office.url + path)
            shot(page, f"{name}-{look}")
            assert fits(page), name
            assert all_can_be_touched(page), name


def all_can_be_touched(page: Page) -> bool:
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.page :is(.button, .input, .sheets a, .rest > summary)')]"
        ".filter((e) => e.offsetParent).map((e) => e.offsetHeight)"
    )
    return min(heights, default=44) >= 44


def test_a_matrix_prints_on_a4(office: Office, new_page: Pages, shot: Shot) -> None:
    page = office.open(new_page(A4_PX), f"/policies/mggs-2025/{office.site.version()}")
    page.emulate_media(media="print")
    page.reload()
    shot(page, "print")
    assert fits(page)
    table = page.locator(".matrix-table").bounding_box()
    assert table
    assert table["height"] <= A4_PX[1]
