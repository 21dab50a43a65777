"""A phone from the lesson, by a teacher's own phone, to the office and to a parent, in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.servers import Server

TOO_SMALL = """[...document.querySelectorAll('main :is(button, a.button, input:not([type=hidden]))')]
    .filter((one) => one.offsetParent && Math.max(one.offsetWidth, one.offsetHeight) < 20).length"""
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def server(northgate_data: Path, tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(northgate_data, tmp_path / "data")
    server = Server(tmp_path / "data")
    server.prepare(("m.okafor", "reception"), ())
    server.run()
    yield server
    server.stop()
    assert "Traceback" not in server.log


def open_page(pages: Pages, server: Server, username: str, path: str, size: tuple[int, int]) -> Page:
    page = pages(size, base_url=server.url)
    page.goto(path)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(server.passwords[username])
    page.get_by_role("button", name="Log in").click()
    return page


def takes_it_in_three_taps(page: Page) -> str:
    page.get_by_role("link", name="Dylan Richardson").click()
    expect(page.get_by_role("heading", name="Dylan Richardson")).to_be_visible()
    page.wait_for_load_state()  # with its styles
    used = page.locator(".why", has_text="Used it")
    expect(used).to_contain_text("Mobile Technologies: student owned, KS3/KS4 in locked pouch")
    expect(used).to_contain_text("Due back Mon 6 Oct, 15:10")
    assert page.evaluate(FITS)
    assert page.evaluate(TOO_SMALL) == 0
    used.get_by_role("radio").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Confiscate the phone").click()
    expect(page.get_by_text("No connection: nothing was sent")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Confiscate the phone").click()
    expect(page.get_by_text("Taken, and written down")).to_be_visible()
    return page.locator(".page-kicker").inner_text()


def takes_it_over(page: Page, number: str) -> None:
    waiting = page.locator(".custody-waiting", has_text=number)
    expect(waiting).to_contain_text("Mrs M. Okafor")
    waiting.get_by_label("Locker or seal").fill("locker 7")
    waiting.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("Taken over: both of you have signed.")).to_be_visible()


def gives_it_back_to_a_parent(page: Page, number: str) -> None:
    page.get_by_role("link", name=number).click()
    expect(page.locator(".chain")).to_contain_text("signed by Mrs M. Okafor and Ms D. Hallam")
    page.get_by_text("Give it back", exact=True).first.click()
    page.get_by_label("To a parent").check()
    page.get_by_label("The parent's name").fill("Mrs Richardson")
    page.get_by_label("I have seen their ID").check()
    page.get_by_label("Why before it is due").fill("doctor's appointment")
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_text("Given back, and written down.")).to_be_visible()
    expect(page.locator(".chain")).to_contain_text("Given back to a parent, whose ID was seen")
    page.get_by_role("link", name="Receipt").click()
    expect(page.locator(".receipt")).to_contain_text("parent: Mrs Richardson")


def test_a_phone_from_the_lesson_to_the_office_to_a_parent(server: Server, new_page: Pages) -> None:
    new_page.expect_error("ERR_INTERNET_DISCONNECTED")  # out of reach of the Wi-Fi for a moment
    office = open_page(new_page, server, "reception", "/custody", DESKTOP)
    expect(office.get_by_text("Nothing else is held.")).to_be_visible()
    expect(office.locator("html[data-connection=up]")).to_be_attached()
    teacher = open_page(new_page, server, "m.okafor", "/confiscate", PHONE)
    number = takes_it_in_three_taps(teacher)
    takes_it_over(office, number)  # it came onto the open page by itself
    teacher.reload()
    expect(teacher.locator(".facts")).to_contain_text("locker 7")
    gives_it_back_to_a_parent(office, number)
    office.goto("/reception")
    expect(office.locator("#custody-reminder")).to_be_hidden()
