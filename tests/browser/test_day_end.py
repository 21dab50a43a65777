"""The day's end on its large screen: real server, real broker, the stations' own firmware, a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.brokers import wait_until
from tests.browser.conftest import Pages
from tests.browser.gate import RunningGate, running_gate

LARGE = (1920, 1080)


@pytest.fixture
def gate(northgate_data: Path, tmp_path: Path) -> Iterator[RunningGate]:
    with running_gate(northgate_data, tmp_path) as running:
        yield running
        assert "Traceback" not in running.server.log


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def told(page: Page, *names: str) -> None:
    for name in names:
        expect(card(page, name).locator(".pill-station[data-tone=ok]")).to_have_count(1)


def release_early(page: Page) -> None:
    page.get_by_role("button", name="Release now…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Heating failure")
    dialog.get_by_role("button", name="Release all pouches now").click()
    for name in ("North gate", "South gate"):
        expect(card(page, name)).to_have_attribute("data-phase", "open")


def held_is_refused_with_its_reason(gate: RunningGate, page: Page, desk: Page) -> None:
    card(page, "North gate").get_by_role("button", name="Hold").click()
    expect(card(page, "North gate")).to_have_attribute("data-phase", "held")
    expect(card(page, "South gate")).to_have_attribute("data-phase", "open")
    wait_until(lambda: gate.north.mode is Mode.NORMAL, "the hold at the station")
    gate.tap(gate.north, "p0400")
    expect(desk.locator(".tap").first).to_contain_text("The release is held at the North gate: ")
    gate.tap(gate.south, "p0401")
    expect(card(page, "South gate").locator(".pill-count")).to_have_text("1")
    assert (gate.north.lock.openings, gate.south.lock.openings) == (0, 1)


def goes_on(gate: RunningGate, page: Page) -> None:
    page.get_by_role("button", name="Go on everywhere").click()
    expect(card(page, "North gate")).to_have_attribute("data-phase", "open")
    wait_until(lambda: gate.north.mode is Mode.RELEASE, "the release at the station")
    gate.tap(gate.north, "p0400")
    expect(page.locator("#released")).to_have_text("2")


def moved_by_a_drill(gate: RunningGate, page: Page) -> None:
    page.get_by_role("region", name="The release").get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Minutes later").fill("20")
    expect(dialog.get_by_role("status")).to_contain_text("instead of 10:05")
    dialog.get_by_role("button", name="Move it").click()
    expect(card(page, "North gate")).to_have_attribute("data-phase", "set")
    expect(card(page, "North gate")).to_contain_text("10:2")
    wait_until(lambda: gate.north.mode is Mode.NORMAL, "the later start at the station")
    gate.tap(gate.north, "p0402")
    assert gate.north.lock.openings == 1


def ended(page: Page) -> None:
    page.get_by_role("button", name="Call it off…").click()
    page.get_by_role("dialog").get_by_role("button", name="Call it off").click()
    expect(page.get_by_role("button", name="Set for 15:10")).to_be_visible()


def named_if_it_could_not_be_told(gate: RunningGate, page: Page) -> None:
    page.get_by_role("button", name="Set for 15:10").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Bus 12 ")).to_be_checked()
    dialog.get_by_role("button", name="Set for 15:10").click()
    expect(page.locator("#bus-list")).to_contain_text("Bus 12")
    told(page, "North gate", "South gate")
    gate.north.stop()
    card(page, "North gate").get_by_role("button", name="Move…").click()
    page.get_by_role("dialog").get_by_role("button", name="Move it").click()
    expect(page.locator("#untold")).to_have_text(
        "North gate 1 could not be told. It opens at 15:05, by its own authority. "
        "Switch it off, or stand by it, until 15:15."
    )


def test_a_gate_is_held_and_the_release_moved_ended_and_set_with_a_station_away(
    gate: RunningGate, new_page: Pages
) -> None:
    page = gate.open(new_page, "reception", "/day-end", LARGE)
    desk = gate.desk(new_page)
    expect(page.locator("#bell-kicker")).to_have_text("Bell at 15:10")
    told(page, "North gate", "South gate")
    release_early(page)
    gate.in_mode(Mode.RELEASE)
    told(page, "North gate", "South gate")
    held_is_refused_with_its_reason(gate, page, desk)
    goes_on(gate, page)
    moved_by_a_drill(gate, page)
    page.reload()  # the page shows the truth at once
    expect(card(page, "North gate")).to_have_attribute("data-phase", "set")
    ended(page)
    named_if_it_could_not_be_told(gate, page)
