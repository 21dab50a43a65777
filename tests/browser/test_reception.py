"""A day at the reception desk: real server, real broker, the stations' own firmware, a real browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.brokers import wait_until
from tests.browser.conftest import Pages, looks
from tests.browser.gate import UIDS, RunningGate, running_gate

Shot = Callable[[Page, str], Path]
TOO_SMALL = """[...document.querySelectorAll('main button, main input')]
    .filter((one) => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 24).length"""


@pytest.fixture(scope="module")
def day(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    """For tests that end with everything as it was, and after them the one that lets everybody go."""
    with running_gate(northgate_data, tmp_path_factory.mktemp("day")) as running:
        yield running
        assert "Traceback" not in running.server.log


@pytest.fixture
def gate(northgate_data: Path, tmp_path: Path) -> Iterator[RunningGate]:
    with running_gate(northgate_data, tmp_path) as running:
        yield running
        assert "Traceback" not in running.server.log


def station(page: Page, name: str) -> Locator:
    return page.locator(f'.station[data-station="{name}"]')


def all_ready(page: Page) -> Page:
    for name in ("north-1", "south-1"):
        expect(station(page, name)).to_contain_text("Ready")
        expect(station(page, name)).to_contain_text("in force")
    return page


def find(page: Page, text: str) -> None:
    page.get_by_role("combobox", name="Find a pupil").fill(text)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def release_early(page: Page, reason: str) -> None:
    page.get_by_role("button", name="Release now…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The school day ends at 15:10.")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Release all pouches now").click()
    expect(page.locator("#release-title")).to_have_text("The release is on")


def refused_before_the_release(gate: RunningGate, page: Page) -> None:
    gate.tap(gate.north, "p0400")
    refused = page.locator('.tap[data-kind="refused"]').first
    expect(refused).to_contain_text("Thomas Kowalski, 9D")
    expect(refused).to_contain_text("Phones stay in the locked pouch until the release.")
    refused.get_by_text("Why").click()
    expect(refused).to_contain_text("Mobile Technologies: student owned, KS3/KS4 in locked pouch")
    assert gate.north.lock.openings == 0


def leaves_early_once(gate: RunningGate, page: Page, shot: Shot) -> None:
    find(page, "kowalski 9d")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Here and now: stays locked")
    expect(dialog).to_contain_text("By this leave: may open")
    dialog.get_by_label("Illness").check()
    shot(page, "early-leaver")
    dialog.get_by_role("button", name="Give leave for one tap").click()
    leave = page.locator(".leave").first
    expect(leave).to_contain_text("May leave")
    expect(leave).to_contain_text("Until 10:2")
    gate.tap(gate.south, "p0400")
    expect(leave).to_contain_text("Used 10:0")
    expect(leave).to_contain_text("South gate 1")
    gate.tap(gate.north, "p0400")
    expect(page.locator(".tap").first).to_contain_text("was used at South gate 1")
    assert (gate.north.lock.openings, gate.south.lock.openings) == (0, 1)


def released_and_counted(gate: RunningGate, page: Page, shot: Shot) -> None:
    release_early(page, "Early closure, heating failure")
    expect(page.locator("#release-note")).to_contain_text("Early: Early closure, heating failure.")
    gate.in_mode(Mode.RELEASE)
    for name in ("north-1", "south-1"):
        expect(station(page, name)).to_contain_text(re.compile(r"Authority \d+ in force"))
    gate.tap(gate.north, "p0401", "p0402", "p0403")
    gate.tap(gate.south, "p0404")
    expect(page.locator("#released")).to_have_text("4")
    expect(page.locator("#still-out")).to_have_text("820")
    expect(page.locator("#per-minute")).to_have_text("4")
    expect(page.locator("#release-share")).to_contain_text("1 left earlier today")
    expect(station(page, "north-1")).to_contain_text("3 released here")
    shot(page, "releasing")


def ended_and_refused_again(gate: RunningGate, page: Page) -> None:
    page.get_by_role("button", name="End the release…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("820 pouches have not been tapped yet.")
    dialog.get_by_role("button", name="End the release").click()
    expect(page.locator("#release-title")).to_have_text("The release is over")
    expect(page.locator("#release-note")).to_contain_text("820 of 825 pouches were not tapped.")
    gate.in_mode(Mode.NORMAL)
    gate.tap(gate.north, "p0405")
    expect(page.locator(".tap").first).to_contain_text("Phones stay in the locked pouch")
    assert gate.north.lock.openings == 3


def test_by_keyboard_alone_a_pupil_is_given_leave(day: RunningGate, new_page: Pages) -> None:
    page = day.desk(new_page)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("9d")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    chosen = page.get_by_role("option").nth(1).locator(".list-title").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(chosen)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".leave").first).to_contain_text(chosen)
    page.get_by_role("button", name=f"Cancel the leave of {chosen}").press("Enter")
    expect(page.locator(".leave").first).to_contain_text("Cancelled")


def test_a_release_set_for_the_bell_is_held_by_the_stations(day: RunningGate, new_page: Pages) -> None:
    page = all_ready(day.desk(new_page))
    page.get_by_role("button", name="Set for 15:10").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Bus 40")).to_be_checked()
    dialog.get_by_label("Minutes before the bell").fill("0")
    dialog.get_by_role("button", name="Set for 15:10").click()
    expect(page.locator("#release-title")).to_contain_text("Set for 15:10, in 5 h")
    expect(page.locator("#release-note")).to_contain_text("Its stations hold it")
    day.tap(day.north, "p0400")
    expect(page.locator(".tap").first).to_contain_text("Thomas Kowalski")
    page.get_by_role("button", name="Call it off…").click()
    page.get_by_role("dialog").get_by_role("button", name="Call it off").click()
    expect(page.get_by_role("button", name="Set for 15:10")).to_be_visible()
    expect(page.locator("#release-title")).to_contain_text("Bell at 15:10")
    expect(page.locator("#release-note")).to_contain_text("Called off by ")
    expect(page.locator("#today")).to_be_visible()


def test_a_day_from_the_first_refusal_to_the_last_pouch(
    day: RunningGate, new_page: Pages, shot: Shot
) -> None:
    page = all_ready(day.desk(new_page))
    expect(page.locator("#release-title")).to_have_text(re.compile(r"^Bell at 15:10, in 5 h \d min$"))
    refused_before_the_release(day, page)
    leaves_early_once(day, page, shot)
    released_and_counted(day, page, shot)
    ended_and_refused_again(day, page)


def test_a_lost_station_and_a_lost_broker_are_named(gate: RunningGate, new_page: Pages) -> None:
    page = all_ready(gate.desk(new_page))
    gate.south.kill()
    expect(station(page, "south-1")).to_contain_text("Lost")
    release_early(page, "Snow")
    expect(page.locator("#stations-note")).to_have_text(
        re.compile("South gate 1 has not been told of the last order yet")
    )
    wait_until(lambda: gate.north.mode is Mode.RELEASE, "the release at the station")
    gate.broker.stop()
    expect(page.locator("#troubles")).to_contain_text("No connection to the message broker since 10:0")
    gate.tap(gate.north, "p0400")
    assert gate.north.lock.openings == 1
    gate.broker.start()
    expect(page.locator("#troubles")).to_be_hidden()
    expect(page.locator("#released")).to_have_text("1")
    gate.south.start()
    expect(page.locator("#stations-note")).not_to_contain_text("has not been told")
    gate.in_mode(Mode.RELEASE)
    gate.tap(gate.south, "p0401")
    expect(page.locator("#released")).to_have_text("2")


def test_a_restarted_controller_finds_its_page_again(gate: RunningGate, new_page: Pages) -> None:
    new_page.expect_error("WebSocket")
    page = all_ready(gate.desk(new_page))
    release_early(page, "Snow")
    gate.in_mode(Mode.RELEASE)
    gate.server.kill()
    expect(page.locator(".banner")).to_contain_text("Connection lost")
    gate.tap(gate.north, "p0400", "p0401")
    gate.server.run()
    expect(page.locator(".banner")).to_have_count(0)
    expect(page.locator("#released")).to_have_text("2")


def test_it_fits_every_screen(gate: RunningGate, new_page: Pages, shot: Shot) -> None:
    page = all_ready(gate.desk(new_page))
    gate.tap(gate.north, "p0400", "p0123")
    release_early(page, "Snow")
    gate.in_mode(Mode.RELEASE)
    gate.tap(gate.north, *list(UIDS)[:12])
    for look in looks(page):
        page.reload()
        expect(page.locator("#released")).to_have_text("12")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), look
        assert page.evaluate(TOO_SMALL) == 0, look
        shot(page, f"reception-{look}")
