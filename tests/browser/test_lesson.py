"""A lesson on the lesson desk: real server, real sockets, simulated PCs, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Pages, looks
from tests.browser.lab import SEATS, RunningLab, running_lab, summary, tile
from tests.labs import seat

Shot = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def lab(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    with running_lab(northgate_data, tmp_path_factory.mktemp("lab")) as running:
        yield running
        assert "Traceback" not in running.server.log
        assert "Traceback" not in running.fleet.log


def live(page: Page) -> None:
    expect(page.locator('.tile[data-picture="live"]')).to_have_count(SEATS)


def chosen(page: Page) -> list[str]:
    return page.locator('.tile[aria-selected="true"] .tile-name').all_inner_texts()


def test_a_lesson_from_login_to_the_last_pc(lab: RunningLab, new_page: Pages, shot: Shot) -> None:
    page = lab.wall(new_page)
    expect(page.get_by_role("heading", name="9B Computing")).to_be_visible()
    expect(page.locator("#ends")).to_contain_text("ends 11:00 (in 5")
    live(page)
    lab.fleet.tell("power_off", seat(14))
    expect(tile(page, 14)).to_contain_text("Not seen since 10:")

    page.get_by_role("button", name="Lock all…").click()
    page.get_by_role("button", name="Lock all 30 PCs").click()
    expect(summary(page)).to_have_text("29 of 30 locked; PC-14 is off and will lock when it returns.")
    expect(page.locator(".stages li")).to_have_text(["30 asked", "29 delivered", "29 in force"])
    expect(tile(page, 14)).to_contain_text("Will lock when it returns")
    shot(page, "locked")

    lab.fleet.tell("power_on", seat(14))
    expect(summary(page)).to_have_text("30 of 30 locked.")
    lab.fleet.tell("power_off", seat(3))
    expect(summary(page)).to_contain_text("PC-03 is off")
    lab.fleet.tell("power_on", seat(3))
    expect(summary(page)).to_have_text("30 of 30 locked.")

    page.get_by_role("button", name="Unlock all", exact=True).click()
    expect(summary(page)).to_have_text("30 of 30 unlocked.")
    expect(page.locator('.tile[data-condition="free"]')).to_have_count(SEATS)


def test_a_link_opens_on_the_chosen_pcs(lab: RunningLab, new_page: Pages) -> None:
    page = lab.wall(new_page)
    tile(page, 2).click()
    tile(page, 4).click(modifiers=["Shift"])
    assert chosen(page) == ["PC-02", "PC-03", "PC-04"]
    page.get_by_role("button", name="Send link…").click()
    page.get_by_label("Address of the page").fill("https://www.bbc.co.uk/bitesize")
    page.get_by_role("button", name="Send link", exact=True).click()
    expect(summary(page)).to_have_text("3 of 3 opened it.")
    page.get_by_role("button", name="Send link…").click()
    page.get_by_label("Address of the page").fill("javascript:alert(1)")
    page.get_by_role("button", name="Send link", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_screen_in_full_is_seen_and_written_down(lab: RunningLab, new_page: Pages, shot: Shot) -> None:
    page = lab.wall(new_page)
    live(page)
    tile(page, 5).dblclick()
    view = page.get_by_role("dialog")
    expect(view.get_by_role("heading")).to_contain_text("PC-05 · ")
    expect(page.locator('.full[data-picture="live"]')).to_be_visible()
    assert page.locator(".full canvas").evaluate("canvas => canvas.width") == 1280
    shot(page, "full")
    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    expect(tile(page, 5)).to_be_focused()

    safeguarding = lab.log_in(new_page, "safeguarding")
    row = safeguarding.locator("tr", has_text="PC-05 in full").first
    expect(row).to_contain_text("Mrs M. Okafor")
    expect(row).not_to_contain_text("looking now")
    shot(safeguarding, "staff-actions")


def test_everything_by_keyboard(lab: RunningLab, new_page: Pages) -> None:
    page = lab.wall(new_page)
    page.locator(".tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tile(page, 8)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    assert chosen(page) == ["PC-08", "PC-09"]
    expect(page.get_by_role("button", name="Lock 2…")).to_be_visible()
    page.keyboard.press("l")
    page.keyboard.press("Enter")
    expect(summary(page)).to_have_text("2 of 2 locked.")
    page.keyboard.press("Control+a")
    assert len(chosen(page)) == SEATS
    page.keyboard.press("u")
    expect(summary(page)).to_have_text("2 of 2 unlocked.")
    page.keyboard.press("Escape")
    assert chosen(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")


def test_a_drag_chooses_what_it_touches(lab: RunningLab, new_page: Pages) -> None:
    page = lab.wall(new_page)
    first, last = tile(page, 8).bounding_box(), tile(page, 15).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 20, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 20, last["y"] + 20, steps=4)
    page.mouse.up()
    assert chosen(page) == ["PC-08", "PC-09", "PC-14", "PC-15"]
    page.get_by_role("button", name="Clear").click()
    assert chosen(page) == []
    page.get_by_role("button", name="Select all").click()
    assert len(chosen(page)) == SEATS


def test_a_screen_that_nobody_sees_is_not_captured(lab: RunningLab, new_page: Pages) -> None:
    page = lab.wall(new_page, PHONE)
    last = tile(page, SEATS)
    expect(tile(page, 1)).to_have_attribute("data-picture", "live")
    expect(last).to_have_attribute("data-picture", "none")
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-picture", "live")
    page.get_by_role("button", name="Hide screens").click()
    expect(last.locator("canvas")).to_be_hidden()


def test_a_lost_pc_shows_no_old_picture(lab: RunningLab, new_page: Pages) -> None:
    page = lab.wall(new_page)
    live(page)
    lab.fleet.tell("lose_network", seat(6))
    expect(tile(page, 6)).to_contain_text("Not seen since 10:")
    expect(tile(page, 6).locator("canvas")).to_be_hidden()
    lab.fleet.tell("restore_network", seat(6))
    expect(tile(page, 6)).to_have_attribute("data-picture", "live")


def test_a_killed_server_is_said_and_survived(lab: RunningLab, new_page: Pages) -> None:
    new_page.expect_error("WebSocket")
    page = lab.wall(new_page)
    live(page)
    page.get_by_role("button", name="Lock all…").click()
    page.get_by_role("button", name="Lock all 30 PCs").click()
    expect(summary(page)).to_have_text("30 of 30 locked.")
    lab.server.kill()
    expect(page.locator("#banner")).to_contain_text("Connection lost")
    expect(page.locator('.tile[data-picture="dead"]')).to_have_count(SEATS)
    expect(tile(page, 1)).to_contain_text("s old")
    lab.server.run()
    expect(page.locator("#banner")).to_be_empty()
    expect(summary(page)).to_have_text("30 of 30 locked.")
    live(page)
    lab.unlock_all(page)


def test_it_looks_right(lab: RunningLab, new_page: Pages, shot: Shot) -> None:
    page = lab.wall(new_page)
    for look in looks(page):
        page.reload()
        expect(tile(page, 1)).to_have_attribute("data-picture", "live")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if page.viewport_size == {"width": DESKTOP[0], "height": DESKTOP[1]}:
            box = tile(page, SEATS).bounding_box()
            assert box
            assert box["y"] + box["height"] <= DESKTOP[1], "the whole room is seen without scrolling"
        labels = page.get_by_role("gridcell").evaluate_all("cells => cells.map((one) => one.ariaLabel)")
        assert len(labels) >= SEATS
        assert all(labels)
        shot(page, f"wall-{look}")


def test_codes_for_a_pc_that_is_replaced(lab: RunningLab, new_page: Pages, shot: Shot) -> None:
    page = lab.log_in(new_page, "admin")
    page.goto("/admin/computers")
    row = page.locator("tr", has_text=seat(30))
    row.get_by_text("More…").click()
    row.get_by_role("button", name="Revoke the key of PC-30").click()
    expect(page.get_by_text("The key is revoked.")).to_be_visible()
    page.locator("section", has_text="Lab 1").get_by_role("button", name="Make code", exact=True).click()
    expect(page.locator(".code")).to_have_count(1)
    shot(page, "computers")
