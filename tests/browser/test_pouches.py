"""A form gets its pouches by tapping in turn: real server, broker and browser, a station's own firmware."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.browser.gate import RunningGate, running_gate

Shot = Callable[[Page, str], Path]
NEW = [bytes.fromhex(f"04beef0000{number:04x}") for number in range(4)]
LOOKS = [(DESKTOP, "light"), (PHONE, "dark")]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def gate(northgate_data: Path, tmp_path: Path) -> Iterator[RunningGate]:
    with running_gate(northgate_data, tmp_path) as running:
        yield running
        assert "Traceback" not in running.server.log


def begin(page: Page) -> None:
    page.get_by_role("button", name="Give out pouches…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Year or form").select_option("form 12D")
    dialog.get_by_label("Read the tags at").select_option("north-1")
    dialog.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Pouches for 12D")).to_be_visible()
    expect(page.locator(".turn-how")).to_have_text("Tap the pouch at North gate 1")


def names(page: Page) -> list[str]:
    return page.locator(".places .list-title").all_inner_texts()


def next_is(page: Page, name: str) -> None:
    expect(page.locator(".turn-name")).to_have_text(name)


def three_tap_in_turn(gate: RunningGate, page: Page) -> None:
    order = names(page)
    for tag, name, then in zip(NEW, order[:3], order[1:4], strict=False):
        next_is(page, name)
        gate.north.tap(tag)
        next_is(page, then)
    expect(page.locator("#progress-words")).to_contain_text("3 of 30 have a pouch")
    expect(page.locator(".turn .notice")).to_contain_text(f"{order[2]} has pouch NG-0828.")


def somebodys_pouch_is_not_taken(gate: RunningGate, page: Page) -> None:
    before = page.locator(".turn-name").inner_text()
    gate.tap(gate.north, "p0400")
    expect(page.locator(".turn .notice")).to_have_text("That is pouch NG-0400 of Thomas Kowalski, 9D.")
    next_is(page, before)
    page.get_by_role("button", name=f"{before} says that it is theirs").click()
    expect(page.locator(".toast")).to_contain_text("The claim is noted")


def skips_undoes_and_types(page: Page) -> None:
    fourth, fifth = names(page)[3:5]
    page.get_by_role("button", name="Skip for now").click()
    next_is(page, fifth)
    page.get_by_role("button", name="Undo the last").click()
    next_is(page, fourth)
    page.get_by_role("button", name="Absent").click()
    next_is(page, fifth)
    page.get_by_label("Pouch number or tag").fill("nonsense")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .field-error")).to_contain_text("no pouch of the register")
    expect(page.locator(".turn .notice:visible")).to_have_count(0)
    page.get_by_label("Pouch number or tag").fill(NEW[3].hex())
    page.keyboard.press("Enter")
    next_is(page, names(page)[5])


def closed_and_taken_up_again(page: Page) -> None:
    page.goto("/pouches")
    expect(page.locator("#rounds")).to_contain_text("is giving out pouches to 12D")
    page.get_by_role("link", name="Take it up").click()
    expect(page.locator("#progress-words")).to_contain_text("4 of 30 have a pouch")


def ended(gate: RunningGate, page: Page) -> None:
    page.get_by_role("button", name="End…").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", name="This round has ended.")).to_be_visible()
    assert gate.north.lock.openings == 0


def mended_and_noted_at_the_desk(page: Page) -> None:
    page.get_by_role("link", name="To the pouches").click()
    expect(page.locator("#matters")).to_contain_text("claims it too")
    page.get_by_role("button", name="It stays whose it is").click()
    expect(page.locator("#matters-panel")).to_be_hidden()
    tap = page.locator(".seen-tap", has_text="NG-0828")
    tap.get_by_role("button", name="Pen marks").click()
    expect(tap.get_by_role("button", name="Pen marks")).to_have_attribute("aria-pressed", "true")


def lost_and_found(page: Page) -> None:
    page.get_by_role("combobox", name="Find a pouch or a pupil").fill("NG-0826")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Pouch NG-0826")
    card.get_by_role("button", name="Lost…").click()
    page.get_by_role("button", name="It is lost").click()
    expect(card).to_contain_text("Reported lost")
    card.get_by_role("button", name="Found: back to").click()
    page.get_by_role("button", name="Give it back").click()
    expect(card).to_contain_text("Found, and given back to")
    page.keyboard.press("Escape")


def looks(page: Page, shot: Shot, name: str) -> None:
    for size, scheme in LOOKS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        assert not page.evaluate(TOO_WIDE)
        shot(page, f"{name}-{size[0]}-{scheme}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_a_form_gets_its_pouches_by_tapping_in_turn(gate: RunningGate, new_page: Pages, shot: Shot) -> None:
    page = gate.open(new_page, "reception", "/pouches")
    begin(page)
    three_tap_in_turn(gate, page)
    somebodys_pouch_is_not_taken(gate, page)
    skips_undoes_and_types(page)
    closed_and_taken_up_again(page)
    looks(page, shot, "round")
    ended(gate, page)
    mended_and_noted_at_the_desk(page)
    lost_and_found(page)
    looks(page, shot, "pouches")
