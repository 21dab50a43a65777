"""A message that follows a pupil, and an early leaver with a second person's word, in a real browser."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controller.clock import ScaledClock
from simulators.northgate import northgate
from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.schools import MONDAY_PERIOD_2
from tests.servers import Server

Shot = Callable[[Page, str], Path]
WEEK = northgate().timetable
NEXT_TEACHER = next(
    slot.teacher
    for slot in WEEK
    if (slot.weekday, slot.period) == (0, "Period 3") and slot.class_id[:2] == "9B"
)
PUPIL = next(one for one in northgate().pupils if one.form == "9B")
STAFF = ("reception", "m.okafor", "j.pritchard", NEXT_TEACHER)


@pytest.fixture(scope="module")
def server(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    where = tmp_path_factory.mktemp("leave")
    shutil.copytree(northgate_data, where / "data")
    server = Server(where / "data", MONDAY_PERIOD_2)
    server.prepare(STAFF, ())
    server.run()
    yield server
    server.stop()


def log_in(
    server: Server,
    new_page: Pages,
    username: str,
    path: str,
    size: tuple[int, int] = DESKTOP,
    scheme: str = "light",
) -> Page:
    page = new_page(size, scheme, server.url)
    page.goto(path)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(server.passwords[username])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("html[data-connection=up]")).to_be_attached()
    return page


def find(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def panel(page: Page) -> None:
    page.get_by_role("tab", name="Messages").click()


def test_an_early_leaver_waits_for_a_second_persons_word(server: Server, new_page: Pages, shot: Shot) -> None:
    desk = log_in(server, new_page, "reception", "/reception")
    find(desk, "ng-0400")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("radio", name="Appointment").check()
    dialog.get_by_label("Ask the leadership team to agree first").check()
    dialog.get_by_label("Should be locked again by").fill("13:40")
    shot(desk, "leave-form")
    dialog.get_by_role("button", name="Ask for this leave").click()
    expect(desk.locator(".leave").first).to_contain_text("Waits for a second person")
    senior = log_in(server, new_page, "j.pritchard", "/approvals")
    card = senior.locator(".request")
    expect(card).to_contain_text("Early leaver, Thomas Kowalski, 9D")
    expect(senior.locator(".approvals-link")).to_contain_text("1")
    shot(senior, "approvals")
    card.get_by_role("button", name="Agree to").click()
    senior.get_by_role("dialog").get_by_label("A word").fill("Fine")
    senior.get_by_role("dialog").get_by_role("button", name="Agree", exact=True).click()
    expect(senior.locator("#approvals")).to_contain_text("Nothing waits for you.")
    expect(desk.locator(".leave").first).to_contain_text("Until 10:")
    expect(desk.locator(".leave").first).to_contain_text("Mr J. Pritchard agreed: “Fine”")
    desk.get_by_role("button", name="Cancel the leave of Thomas Kowalski").click()
    expect(desk.locator(".leave").first).to_contain_text("Cancelled")
    group(desk, shot)
    for page in (desk, senior):
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(desk, "reception-phone")


def group(desk: Page, shot: Shot) -> None:
    """A class on a trip, one pupil taken out."""
    desk.get_by_role("button", name="Group…").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Add a class or a pupil").fill("9b")
    dialog.get_by_role("option").filter(has_text="group of").first.click()
    expect(dialog.get_by_role("status")).to_have_text("28 pupils")
    dialog.get_by_role("button", name=f"Take out {PUPIL.name}").click()
    dialog.get_by_label("Where to").fill("Dee estuary")
    dialog.get_by_role("radio", name="Visit").check()
    shot(desk, "group")
    dialog.get_by_role("button", name="Give leave, one tap each").click()
    expect(desk.locator("#requests")).to_contain_text("Trip: Dee estuary, 27 pupils")
    shot(desk, "reception-leave")


def test_a_message_follows_the_pupil_to_the_next_lesson(server: Server, new_page: Pages, shot: Shot) -> None:
    for part in ("ERR_CONNECTION_REFUSED", "WebSocket", "Failed to load"):
        new_page.expect_error(part)
    desk = log_in(server, new_page, "reception", "/reception")
    find(desk, f"{PUPIL.given} {PUPIL.family} 9b")
    desk.get_by_role("dialog").get_by_role("button", name="Message from home…").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("In Computing, Lab 1, with Mrs M. Okafor until 11:00.")
    dialog.get_by_role("textbox").fill("Your grandmother collects you at 15:10")
    shot(desk, "message-form")
    dialog.get_by_role("button", name="Send").click()
    message = desk.locator(".message").filter(has_text="grandmother")
    expect(message).to_contain_text("Not read yet")
    teacher = log_in(server, new_page, "m.okafor", "/lesson")
    expect(teacher.locator("#tab-notes .tab-count")).to_have_text("1")
    panel(teacher)
    expect(teacher.locator("body")).not_to_contain_text("grandmother")
    teacher.get_by_role("button", name="Hide screens").click()
    teacher.get_by_role("button", name="Read").click()
    expect(teacher.get_by_role("dialog")).to_have_count(0)
    teacher.get_by_role("button", name="Show screens").click()
    teacher.get_by_role("button", name="Read").click()
    expect(teacher.get_by_role("dialog")).to_contain_text("grandmother")
    shot(teacher, "note")
    expect(message).to_contain_text("Read, not passed on")
    teacher.keyboard.press("Escape")
    rings_home(teacher, desk)
    server.stop()
    server.clock = ScaledClock(MONDAY_PERIOD_2 + timedelta(minutes=80), time.time(), 1.0)
    server.run()
    expect(message).to_contain_text("Followed to")
    expect(message).to_contain_text("Not read yet")
    following = log_in(server, new_page, NEXT_TEACHER, "/lesson", PHONE)
    panel(following)
    following.get_by_role("button", name="Read").click()
    expect(following.get_by_role("dialog")).to_contain_text("grandmother")
    shot(following, "note-phone")
    following.get_by_role("button", name=f"Told {PUPIL.name}").first.click()
    expect(message).to_contain_text("Told 11:2")


def rings_home(teacher: Page, desk: Page) -> None:
    """Two taps: the pupil, and send."""
    teacher.get_by_role("button", name="A pupil would like to ring home…").click()
    teacher.get_by_role("dialog").get_by_role("radio", name=PUPIL.name).check()
    teacher.get_by_role("dialog").get_by_role("button", name="Send").click()
    asked = desk.locator('.message[data-state="asked"]')
    asked.get_by_role("button", name=f"Answer {PUPIL.name}").click()
    desk.get_by_role("dialog").get_by_role("radio", name="Send now").check()
    desk.get_by_role("dialog").get_by_role("button", name="Answer").click()
    expect(teacher.locator("#tab-notes .tab-count")).to_have_text("2")
    teacher.get_by_role("button", name="Read").click()
    note = teacher.locator(".note").filter(has_text="Send the pupil to reception now.")
    note.get_by_role("button", name="Told").click()
    desk.get_by_role("button", name=f"Done: {PUPIL.name}").click()
    expect(desk.locator('.message[data-state="done"]')).to_contain_text("Seen through")
