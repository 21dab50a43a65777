from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from controller.clock import ManualClock, SystemClock
from controller.domain.accounts import Account
from tests.browser.conftest import Pages, looks
from tests.web.fakes import EXAMS, PASSWORD, TEACHER, FakeServices
from tests.web.rules.site import PERIOD_2, FixedRules
from web.app import create_app
from web.exams.desk import attach as exams
from web.rules.desk import attach as rules
from web.settings import WebSettings

Shot = Callable[[Page, str], Path]
A4_PX = (718, 1047)  # 210 × 297 mm at 96 dpi less margins of 10 mm
PAGES = {
    "rules": (TEACHER, "/rules"),
    "forbidden": (TEACHER, "/rules/what-if?year=9&place=classroom"),
    "silent": (TEACHER, "/rules/what-if?activity=carry&place=exam-room&during=exam"),
    "exams": (EXAMS, "/exams"),
}


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
    url = f"http://localhost:{server.server_port}"
    services = FakeServices(ManualClock(PERIOD_2))
    services.rules = FixedRules()
    settings = WebSettings("Northgate School", b"k" * 32, url, async_mode="threading")
    server.app, _ = create_app(services, settings, desks=(exams, rules), wall_clock=SystemClock())
    Thread(target=server.serve_forever, daemon=True).start()
    yield url
    server.shutdown()
    server.server_close()


def open_page(page: Page, url: str, account: Account, path: str) -> Page:
    page.goto(url + path)
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".app-clock")).to_be_visible()
    return page


def fits(page: Page) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_from_a_word_in_the_table_to_its_reason_and_on_to_another_question(new_page: Pages, url: str) -> None:
    page = open_page(new_page(), url, TEACHER, "/rules")
    page.get_by_role("row", name="Years 12–13").get_by_role("link").nth(1).click()
    expect(page.locator(".answer-verdict")).to_have_text("Not allowed")
    expect(page.locator(".answer")).to_contain_text("Year 13 phones are phased out for September 2025")
    page.get_by_label("Device").select_option("Laptop")
    page.get_by_role("button", name="Ask the policy").click()
    expect(page.locator(".answer-verdict")).to_have_text("Allowed")
    expect(page.get_by_label("Device")).to_have_value("laptop")


def test_a_question_is_an_address_that_can_be_sent_on(new_page: Pages, url: str) -> None:
    page = open_page(new_page(), url, TEACHER, "/rules")
    page.get_by_label("When").fill("2025-10-06T12:40")
    page.get_by_role("button", name="Ask the policy").click()
    expect(page.locator(".answer-moment")).to_contain_text("12:40 · Social time, by the timetable")
    other = open_page(new_page(), url, EXAMS, page.url.removeprefix(url))
    expect(other.locator(".answer")).to_have_text(page.locator(".answer").inner_text(), use_inner_text=True)


def test_a_mistake_stands_beside_its_field_and_can_be_put_right(new_page: Pages, url: str) -> None:
    new_page.expect_error("400 (BAD REQUEST)")
    page = open_page(new_page(), url, TEACHER, "/rules/what-if?time=yesterday&place=office")
    when = page.get_by_label("When")
    expect(when).to_have_value("yesterday")
    expect(when).to_have_accessible_description(
        "“yesterday” is not a time; give a date and a time of day, such as “2025-10-06T12:40”."
    )
    when.fill("2025-10-06T12:40")
    page.get_by_role("button", name="Ask the policy").click()
    expect(page.locator(".answer-verdict")).to_have_text("Not allowed")
    expect(page.get_by_label("Where")).to_have_value("office")


def test_only_pupils_have_a_year(new_page: Pages, url: str) -> None:
    page = open_page(new_page(), url, TEACHER, "/rules/what-if")
    expect(page.get_by_label("Year")).to_be_visible()
    page.get_by_label("Who").select_option("A visitor")
    expect(page.get_by_label("Year")).to_be_hidden()
    page.get_by_role("button", name="Ask the policy").click()
    expect(page.locator(".answer")).to_contain_text("a visitor may use a phone")


def test_the_exams_officer_reads_on_from_the_desk(new_page: Pages, url: str) -> None:
    page = open_page(new_page(), url, EXAMS, "/exams")
    page.get_by_role("link", name="Year 13").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Year 13 in an exam room, during an exam")
    page.get_by_role("link", name="What would happen if…").click()
    expect(page.get_by_label("Year")).to_have_value("13")
    page.get_by_role("button", name="Ask the policy").click()
    expect(page.locator(".answer-verdict")).to_have_text("The policy does not say")


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_can_be_touched(new_page: Pages, url: str, shot: Shot, name: str) -> None:
    page = open_page(new_page(), url, *PAGES[name])
    for look in looks(page):
        page.reload()
        shot(page, f"{name}-{look}")
        assert fits(page), look
        heights = page.evaluate(
            "() => [...document.querySelectorAll('.page :is(.button, .input, .why, .year-choice a)')]"
            ".map((e) => e.offsetHeight)"
        )
        assert min(heights, default=44) >= 44, look


@pytest.mark.parametrize("name", ["rules", "forbidden", "exams"])
def test_it_prints_on_a4(new_page: Pages, url: str, shot: Shot, name: str) -> None:
    page = open_page(new_page(A4_PX), url, *PAGES[name])
    page.emulate_media(media="print")
    page.reload()
    shot(page, f"{name}-print")
    assert fits(page)
    sheets = 2 if name == "exams" else 1
    assert page.evaluate("() => document.documentElement.scrollHeight / window.innerHeight") <= sheets
    expect(page.locator("form.what-if")).to_be_hidden()
