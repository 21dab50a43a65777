"""The lesson page beyond lock and link: everything in its menu, its panels, and its ways in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Pages
from tests.browser.lab import RunningLab, running_lab, summary, tile
from tests.labs import seat

SEATS = 8
TABLET = (820, 1180)


@pytest.fixture(scope="module")
def lab(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    with running_lab(northgate_data, tmp_path_factory.mktemp("desk"), SEATS) as running:
        yield running
        assert "Traceback" not in running.server.log
        assert "Traceback" not in running.fleet.log


@pytest.fixture
def page(lab: RunningLab, new_page: Pages) -> Page:
    """The teacher's wall, with the PCs that there are on, and nothing chosen or held."""
    page = lab.log_in(new_page, "m.okafor")
    expect(here(page)).to_have_count(SEATS)
    if page.locator('.mark, .tile[data-condition="locked"]').count():
        page.keyboard.press("e")
    expect(page.locator(".mark")).to_have_count(0)
    return page


def here(page: Page) -> Locator:
    return page.locator('.tile:not([data-condition="away"]):not([data-condition="not-enrolled"])')


def menu(page: Page, entry: str) -> None:
    page.locator("#more > summary").click()
    page.locator(f"#more-{entry}").click()


def marks(page: Page, kind: str, state: str = "in-force") -> Locator:
    return page.locator(f'.mark[data-kind="{kind}"][data-state="{state}"]')


def test_a_newcomer_locks_the_room_with_one_click_and_enter(lab: RunningLab, new_page: Pages) -> None:
    """Name, password, Enter: the page is the lesson. Lock all, Enter: the room is locked."""
    page = new_page(base_url=lab.server.url)
    page.goto("/")
    steps: list[Any] = [
        lambda: page.locator(":focus").fill("m.okafor"),
        lambda: page.get_by_label("Password").fill(lab.server.passwords["m.okafor"]),
        lambda: page.keyboard.press("Enter"),
        lambda: page.get_by_role("button", name="Lock all…").click(),
        lambda: page.keyboard.press("Enter"),
    ]
    for step in steps[:3]:
        step()
    expect(page).to_have_url(f"{lab.server.url}/lesson")
    expect(page.locator('.tile[data-condition="free"]')).to_have_count(SEATS)
    for step in steps[3:]:
        step()
    expect(page.locator('.tile[data-condition="locked"]')).to_have_count(SEATS)
    assert len(steps) == 5
    lab_unlock(page)


def lab_unlock(page: Page) -> None:
    page.keyboard.press("u")
    expect(page.locator('.tile[data-condition="free"]')).to_have_count(SEATS)


def test_every_restriction_is_a_mark_and_ends_again(page: Page) -> None:
    page.keyboard.press("n")
    expect(marks(page, "mute")).to_have_count(SEATS)
    page.keyboard.press("d")
    expect(marks(page, "storage")).to_have_count(SEATS)
    page.keyboard.press("b")
    expect(marks(page, "blank")).to_have_count(SEATS)
    assert "Muted" in (tile(page, 1).get_attribute("aria-label") or "")
    page.locator("#more > summary").click()
    expect(page.locator("#more-blank")).to_contain_text("Show the screens again")
    page.locator("#more-blank").click()
    expect(marks(page, "blank")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator(".mark")).to_have_count(0)


def test_a_list_of_sites_and_programs_for_the_chosen_ones(page: Page) -> None:
    tile(page, 1).click()
    tile(page, 3).click(modifiers=["Shift"])
    page.keyboard.press("s")
    page.get_by_label("The sites").fill("https://www.bbc.co.uk/bitesize\nscratch.mit.edu")
    page.keyboard.press("Control+Enter")
    expect(marks(page, "sites")).to_have_count(3)
    expect(page.locator(".order").first).to_contain_text("Only www.bbc.co.uk/bitesize, scratch.mit.edu")
    menu(page, "apps")
    page.get_by_label("Not these programs").check()
    page.get_by_label("The programs").fill("minetest")
    page.get_by_role("button", name="Set for 3 PCs").click()
    expect(marks(page, "apps")).to_have_count(3)
    menu(page, "end-sites")
    expect(marks(page, "sites")).to_have_count(0)
    menu(page, "apps")
    page.get_by_label("The programs").fill("../../bin/sh?")
    page.get_by_role("button", name="Set for 3 PCs").click()
    expect(page.locator(".toast[data-tone=bad]").last).to_contain_text("is no program")


def test_undo_says_what_it_undoes(page: Page) -> None:
    undo = page.locator("#undo")
    page.keyboard.press("n")
    expect(marks(page, "mute")).to_have_count(SEATS)
    expect(undo).to_have_text("Undo mute")
    expect(undo).to_have_attribute("aria-label", f"Undo mute of {SEATS_OF_ROOM} PCs")
    page.keyboard.press("Control+z")
    expect(marks(page, "mute")).to_have_count(0)
    expect(page.locator(".toast[data-tone=ok]")).to_contain_text("Undone: mute")


SEATS_OF_ROOM = 30  # those that are not set up are asked too, and told of


def test_what_may_lose_work_has_a_second_step(page: Page) -> None:
    tile(page, 2).click()
    menu(page, "restart")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Work that is not saved may be lost")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    menu(page, "log-off")
    page.get_by_role("button", name="Log off PC-02").click()
    expect(summary(page)).to_contain_text("1 of 1 logged off")


def test_messages_links_and_the_timeline(page: Page) -> None:
    page.keyboard.press("m")
    page.get_by_role("textbox", name="Message").fill("<b>Five</b> minutes left")
    page.keyboard.press("Enter")
    expect(page.locator(".order-text").first).to_have_text("<b>Five</b> minutes left")
    page.get_by_role("tab", name="Timeline").click()
    moments = page.locator(".moment")
    expect(moments.filter(has_text="Sent a message: “<b>Five</b> minutes left”").first).to_be_visible()
    expect(moments.filter(has_text="Looked at the wall of screens").first).to_contain_text("Mrs M. Okafor")
    page.keyboard.press("1")
    expect(page.get_by_role("tab", name="Orders")).to_be_focused()


def test_a_template_is_made_and_applied_at_one_click(page: Page) -> None:
    page.get_by_role("tab", name="Templates").click()
    page.get_by_role("button", name="New template…").click()
    page.get_by_label("Links to open").fill("https://www.bbc.co.uk/bitesize")
    page.get_by_label("Mute").check()
    page.get_by_label("Sites", exact=True).select_option("only")
    page.get_by_label("The sites").fill("not a site!")
    page.get_by_role("button", name="Keep template").click()
    expect(page.get_by_role("alert").first).to_contain_text("is no site")
    page.get_by_label("The sites").fill("bbc.co.uk")
    page.get_by_role("button", name="Keep template").click()
    card = page.locator(".template")
    expect(card.locator("li")).to_have_text(["Open bbc.co.uk/bitesize", "Only bbc.co.uk", "Mute"])
    card.get_by_role("button", name="Apply").click()
    expect(marks(page, "mute")).to_have_count(SEATS)
    expect(marks(page, "sites")).to_have_count(SEATS)
    page.get_by_role("button", name="Delete Starter").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(card).to_have_count(0)


def test_a_group_is_kept_by_name_and_chosen_again(page: Page) -> None:
    tile(page, 2).click()
    tile(page, 4).click(modifiers=["Shift"])
    page.keyboard.press("g")
    page.get_by_label("Name").fill("Window row")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Escape")
    group = page.get_by_role("button", name="Window row 3")
    expect(group).to_have_attribute("aria-pressed", "false")
    page.reload()
    group.click()
    expect(page.get_by_role("button", name="Lock 3…")).to_be_visible()
    page.get_by_role("button", name="Delete group «Window row»").click()
    expect(group).to_have_count(0)


def test_seats_by_keyboard_and_by_drag(lab: RunningLab, page: Page) -> None:
    page.keyboard.press("r")
    cell = page.locator
    first = cell('[data-spot="1:1"]').inner_text().split("\n")[1]
    cell('[data-spot="1:1"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(cell('[data-spot="1:2"]')).to_contain_text(first)
    page.get_by_role("button", name="PCs", exact=True).click()
    cell('[data-spot="1:1"]').drag_to(cell('[data-spot="6:7"]'))
    expect(cell('[data-spot="6:7"]')).to_contain_text("PC-01")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(tile(page, 1)).to_have_css("grid-row-start", "6")
    expect(tile(page, 2)).to_contain_text(first)
    page.keyboard.press("r")
    page.get_by_role("button", name="PCs", exact=True).click()
    cell('[data-spot="6:7"]').click()
    cell('[data-spot="1:1"]').click()
    page.get_by_role("button", name="Save plan").click()
    expect(tile(page, 1)).to_have_css("grid-row-start", "1")


def test_another_lesson_opens_for_a_reason_and_its_teacher_sees_it(
    lab: RunningLab, page: Page, new_page: Pages
) -> None:
    own = lab.log_in(new_page, "j.pritchard")
    expect(own.get_by_role("heading", name="8D Computing")).to_be_visible()
    menu(page, "visit")
    page.get_by_label("Why").fill("Cover")
    page.get_by_role("button", name="Go in").click()
    expect(page).to_have_url(f"{lab.server.url}/lesson")
    page.get_by_label("Why").fill("Cover: he was called away")
    page.get_by_role("button", name="Go in").click()
    expect(page.locator("#visit")).to_contain_text("You are in Mr J. Pritchard’s lesson")
    expect(own.locator(".visitor")).to_contain_text("Mrs M. Okafor is in this lesson")
    page.locator("#more > summary").click()
    expect(page.locator("#more-arrange")).to_be_hidden()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("heading", name="9B Computing")).to_be_visible()
    expect(own.locator(".visitor")).to_have_count(0)


def test_on_a_projector_no_name_no_reason_and_no_screen_is_seen(page: Page) -> None:
    page.keyboard.press("h")
    for hidden in (".tile canvas", ".tile-pupil"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.keyboard.press("r")
    expect(page.locator(".seating-name").first).to_be_hidden()


def test_help_lists_every_key(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    for words in ("Undo your last order", "Blank the screens", "Seating plan…", "Panel: Timeline"):
        expect(keys).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(page.locator(".dialog-help")).to_have_count(0)
    page.keyboard.press(".")
    expect(page.locator("#more-blank")).to_be_visible()


def test_by_touch_a_held_finger_chooses_and_drags(lab: RunningLab, new_page: Pages) -> None:
    page = lab.log_in(new_page, "m.okafor", TABLET)
    expect(here(page)).to_have_count(SEATS)
    finger = page.context.new_cdp_session(page)
    one, three = (middle(tile(page, number)) for number in (1, 3))
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [one]})
    expect(tile(page, 1)).to_have_attribute("aria-selected", "true")
    finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [three]})
    expect(tile(page, 3)).to_have_attribute("aria-selected", "true")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("button", name="Lock 3…")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def middle(of: Locator) -> dict[str, float]:
    box = of.bounding_box()
    assert box
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_a_pupil_is_known_by_the_login(lab: RunningLab, page: Page) -> None:
    expect(tile(page, 1)).to_contain_text("login?")
    assert "pupil0" in (tile(page, 1).locator(".tile-differs").get_attribute("title") or "")
    assert seat(1)
