"""Control, shows and screenshots from a real browser, on simulated PCs that draw what is done to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Pages
from tests.browser.lab import RunningLab, running_lab, tile
from tests.labs import seat

SEATS = 4
RED, BLUE, WHITE, GROUND = [179, 38, 30], [31, 79, 163], [255, 255, 255], [14, 19, 25]
GREEN = [0, 128, 0]  # of Chromium's made-up screen
NEAR = """([selector, x, y, wanted]) => {
    const canvas = document.querySelector(selector), one = new OffscreenCanvas(1, 1).getContext('2d');
    const [left, top] = [Math.floor(x * (canvas.width - 1)), Math.floor(y * (canvas.height - 1))];
    one.drawImage(canvas, left, top, 1, 1, 0, 0, 1, 1);
    const found = one.getImageData(0, 0, 1, 1).data;
    return wanted.every((value, at) => Math.abs(value - found[at]) < 40);
}"""


@pytest.fixture(scope="module")
def lab(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    with running_lab(northgate_data, tmp_path_factory.mktemp("live"), SEATS) as running:
        yield running
        assert "Traceback" not in running.server.log
        assert "Traceback" not in running.fleet.log


def wall(lab: RunningLab, new_page: Pages) -> Page:
    page = lab.log_in(new_page, "m.okafor")
    expect(page.locator('.tile[data-picture="live"]')).to_have_count(SEATS)
    return page


def open_full(lab: RunningLab, new_page: Pages, number: int) -> Page:
    page = wall(lab, new_page)
    tile(page, number).dblclick()
    expect(page.locator('.full[data-picture="live"]')).to_be_visible()
    return page


def sees(page: Page, selector: str, x: float, y: float, colour: list[int]) -> None:
    """Waits until this part of a canvas has about this colour."""
    page.wait_for_function(NEAR, arg=[selector, x, y, colour])


def screen(number: int) -> str:
    return f'.tile[data-seat="{seat(number)}"] canvas'


def test_a_click_and_typed_text_reach_the_pc_under_the_teachers_name(
    lab: RunningLab, new_page: Pages
) -> None:
    page = open_full(lab, new_page, 1)
    page.get_by_role("button", name="Control", exact=True).click()
    bar = page.locator(".control-bar")
    expect(bar).to_contain_text("You are controlling PC-01. Its pupil sees your name.")
    sees(page, ".full canvas", 0.001, 0.5, RED)
    page.locator(".full canvas").click(position={"x": 200, "y": 150})
    page.keyboard.type("Hello")
    page.keyboard.press("Escape")
    sees(page, ".full canvas", 0.68, 0.88, WHITE)  # where a simulated PC writes what was typed
    expect(bar).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Stop controlling").click()
    expect(bar).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_second_teacher_page_is_told_who_controls_it(lab: RunningLab, new_page: Pages) -> None:
    first, second = open_full(lab, new_page, 2), open_full(lab, new_page, 2)
    first.get_by_role("button", name="Control", exact=True).click()
    expect(first.locator(".control-bar")).to_contain_text("You are controlling")
    second.get_by_role("button", name="Control", exact=True).click()
    expect(second.locator(".full .toast")).to_contain_text("Mrs M. Okafor controls PC-02 now")
    first.keyboard.press("Shift")
    first.close()
    expect(second.locator(".full .toast")).to_be_visible()
    second.get_by_role("button", name="Control", exact=True).click()
    expect(second.locator(".control-bar")).to_contain_text("You are controlling")


def test_a_locked_pc_is_not_controlled_until_it_is_free(lab: RunningLab, new_page: Pages) -> None:
    page = open_full(lab, new_page, 3)
    page.get_by_role("button", name="Control", exact=True).click()
    expect(page.locator(".control-bar")).to_contain_text("You are controlling")
    page.get_by_role("button", name="Lock…").click()
    page.get_by_role("button", name="Lock PC-03").click()
    expect(page.locator(".control-bar")).to_contain_text("PC-03 is locked. Unlock it")
    page.locator(".full").get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator(".control-bar")).to_contain_text("You are controlling")


def test_the_teachers_screen_is_shown_to_the_room_and_to_who_comes_late(
    lab: RunningLab, new_page: Pages
) -> None:
    new_page.expect_error("camera is not allowed")  # the made-up screen is one of Chromium's made-up cameras
    page = wall(lab, new_page)
    lab.fleet.tell("power_off", seat(4))
    expect(tile(page, 4)).to_contain_text("Not seen since")
    page.locator("#more summary").click()
    page.get_by_role("button", name="Show my screen…").click()
    page.get_by_role("button", name="Choose what to share…").click()
    bar = page.locator(".show-bar")
    expect(bar).to_contain_text("3 of 30 PCs show it.")
    for number in (1, 2, 3):
        sees(page, screen(number), 0.2, 0.5, GREEN)
    lab.fleet.tell("power_on", seat(4))
    expect(bar).to_contain_text("4 of 30 PCs show it.")
    sees(page, screen(4), 0.2, 0.5, GREEN)
    bar.get_by_role("button", name="Stop showing").click()
    expect(bar).to_be_hidden()
    page.wait_for_function(f"arg => !({NEAR})(arg)", arg=[screen(1), 0.2, 0.5, GREEN])


def test_one_pupils_screen_is_shown_after_a_step_and_told_to_that_pupil(
    lab: RunningLab, new_page: Pages
) -> None:
    page = open_full(lab, new_page, 2)
    page.get_by_role("button", name="Show to class…").click()
    expect(page.get_by_text("The pupil is told, and can end it.")).to_be_visible()
    page.get_by_role("button", name="Show PC-02 to the class").click()
    bar = page.locator(".show-bar")
    expect(bar).to_contain_text("3 of 29 PCs show it.")
    sees(page, ".full canvas", 0.001, 0.5, BLUE)
    page.keyboard.press("Escape")
    sees(page, screen(1), 0.97, 0.01, GROUND)
    sees(page, screen(1), 0.38, 0.055, BLUE)  # the other's frame, in the picture of it
    page.close()


def test_a_screenshot_is_kept_for_a_reason_and_each_look_is_written_down(
    lab: RunningLab, new_page: Pages
) -> None:
    page = open_full(lab, new_page, 3)
    page.get_by_role("button", name="Screenshot…").click()
    page.get_by_label("Why is it needed?").fill("A game instead of work")
    page.get_by_role("button", name="Take the screenshot").click()
    expect(page.locator(".full .toast")).to_have_text("The screenshot of PC-03 is kept.")
    page.goto("/screenshots")
    row = page.get_by_role("row", name="A game instead of work")
    expect(row).to_contain_text("PC-03, Lab 1")
    row.get_by_role("link").click()
    expect(page.get_by_role("img", name="The screen of PC-03")).to_have_js_property("naturalWidth", 1920)
    expect(page.get_by_role("heading", name="How long it is kept")).to_have_count(0)

    desk = lab.log_in(new_page, "safeguarding", PHONE, "dark")
    desk.goto("/screenshots")
    desk.get_by_role("link", name="Look at PC-03").first.click()
    desk.get_by_label("Keep it for a case").fill("CP-17")
    desk.get_by_role("button", name="Open the case").click()
    expect(desk.get_by_text("not while case CP-17 is open")).to_be_visible()
