from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, looks
from tests.browser.shell_site import ShellSite
from tests.web.fakes import PASSWORD, TEACHER

Shot = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def running() -> Iterator[ShellSite]:
    site = ShellSite()
    yield site
    site.close()


@pytest.fixture
def school(running: ShellSite) -> ShellSite:
    running.services.accounts.wrong = 0
    running.wire.mend()
    return running


def log_in(page: Page, school: ShellSite) -> Page:
    page.goto(f"{school.url}/lesson")
    page.get_by_label("Username").fill(TEACHER.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("html[data-connection=up]")).to_be_attached()
    return page


def test_the_login_comes_back_to_the_page_that_was_asked_for(new_page: Pages, school: ShellSite) -> None:
    page = log_in(new_page(), school)
    assert page.url == f"{school.url}/lesson"
    expect(page.get_by_role("link", name="Lesson")).to_have_attribute("aria-current", "page")
    expect(page.locator(".app-clock")).to_have_text("Fri 20 Nov, 09:00")


def test_a_wrong_password_is_said_aloud(new_page: Pages, school: ShellSite) -> None:
    new_page.expect_error("401 (UNAUTHORIZED)")
    page = new_page()
    page.goto(f"{school.url}/login")
    page.get_by_label("Username").fill("okafor")
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")


def test_news_arrives_and_a_command_is_answered(new_page: Pages, school: ShellSite) -> None:
    page = log_in(new_page(), school)
    expect(page.locator("#summary")).to_have_text("3 of 30 locked")
    school.shell.outbox.tell("lesson:4711", "seats", {"locked": 17})
    expect(page.locator("#summary")).to_have_text("17 of 30 locked")
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("2 PCs were asked to lock.")


def test_a_lost_connection_is_told_and_clears_by_itself(new_page: Pages, school: ShellSite) -> None:
    new_page.expect_error("WebSocket")
    page = log_in(new_page(), school)
    expect(page.locator("#summary")).to_have_text("3 of 30 locked")
    school.wire.cut()
    expect(page.locator(".banner")).to_have_text("Connection lost. Trying again… What you see is from 09:00.")
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("nothing was sent")
    school.wire.mend()
    expect(page.locator(".banner")).to_have_count(0)
    school.shell.outbox.tell("lesson:4711", "seats", {"locked": 5})
    expect(page.locator("#summary")).to_have_text("5 of 30 locked")


def test_a_dialog_keeps_focus_and_what_is_typed_is_never_markup(new_page: Pages, school: ShellSite) -> None:
    page = log_in(new_page(), school)
    page.get_by_role("button", name="Send link").click()
    field = page.get_by_label("Address")
    expect(field).to_be_focused()
    field.fill("https://bbc.co.uk/<i>")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".toast p")).to_have_text("Sent <b>https://bbc.co.uk/<i></b>")
    page.get_by_role("button", name="Send link").click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Send link")).to_be_focused()


def test_logging_out_in_one_window_closes_the_other(new_page: Pages, school: ShellSite) -> None:
    page = log_in(new_page(), school)
    other = page.context.new_page()
    other.goto(f"{school.url}/lesson")
    other.locator(".menu-button").click()
    other.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login?ended=1&next=%2Flesson")
    expect(page.locator(".notice")).to_contain_text("Your login has ended")


def test_the_menu_works_by_keyboard(new_page: Pages, school: ShellSite) -> None:
    page = log_in(new_page(), school)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    expect(page.locator(".menu-button")).to_be_focused()


def test_a_script_from_elsewhere_and_an_inline_one_do_not_run(new_page: Pages, school: ShellSite) -> None:
    new_page.expect_error("Content Security Policy")
    page = log_in(new_page(), school)
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.body.append(script);
        }"""
    )
    assert page.evaluate("() => window.ran") is None


def test_it_fits_and_can_be_touched(new_page: Pages, school: ShellSite, shot: Shot) -> None:
    page = new_page()
    for look in looks(page):
        page.goto(f"{school.url}/login")
        shot(page, f"login-{look}")
    log_in(page, school)
    for look in looks(page):
        page.reload()
        expect(page.locator("#summary")).to_have_text("3 of 30 locked")
        page.get_by_role("button", name="Lock", exact=True).click()
        expect(page.locator(".toast")).to_be_visible()
        shot(page, f"desk-{look}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), look
        heights = page.evaluate(
            "() => [...document.querySelectorAll('.page .button, .page .input')].map((e) => e.offsetHeight)"
        )
        assert min(heights) >= 44, look
