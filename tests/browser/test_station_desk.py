"""The station desk and a drill: real server, real broker, the stations' own firmware, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Pages, looks
from tests.browser.gate import RunningGate, running_gate

Shot = Callable[[Page, str], Path]
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def gate(northgate_data: Path, tmp_path: Path) -> Iterator[RunningGate]:
    with running_gate(northgate_data, tmp_path) as running:
        yield running
        assert "Traceback" not in running.server.log


def line(page: Page, name: str) -> Locator:
    return page.locator(f'#ours [data-station="{name}"]')


def adopted_by_its_label(gate: RunningGate, page: Page) -> None:
    row = page.locator('#waiting [data-station="office-1"]')
    expect(row).to_contain_text("Expected")
    row.get_by_role("button", name="Adopt").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pairing code").fill(gate.fleet.pairing_codes["north-1"])
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("the pairing code of another station, not of Office")
    dialog.get_by_label("Pairing code").fill(gate.fleet.pairing_codes["office-1"])
    page.keyboard.press("Enter")
    expect(line(page, "office-1")).to_contain_text("Ready")
    expect(page.locator("#waiting")).to_contain_text("No station waits.")


def its_log_is_read(page: Page) -> None:
    page.get_by_role("button", name="Its log North gate 1").click()
    page.get_by_role("button", name="Read the newest").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("booted")
    page.get_by_role("link", name="Stations").last.click()


def given_another_key(page: Page) -> None:
    line(page, "north-1").locator("summary").click()
    page.get_by_role("button", name="New key… North gate 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Give it a new key").click()
    expect(page.locator(".new-code")).to_be_visible()
    page.get_by_role("button", name="The label is written").click()
    expect(line(page, "north-1")).not_to_contain_text("New key under way")
    expect(line(page, "north-1")).to_contain_text("Ready")


def drilled_in_two_steps(page: Page) -> None:
    page.get_by_role("button", name="Emergency").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("a drill").check()
    dialog.get_by_role("button", name="Evacuate now").click()
    bar = page.locator('.mode-bar[data-mode="evacuate"]')
    expect(bar).to_contain_text("in force at 3 of 3 stations")
    bar.get_by_role("link", name="Details").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evacuate")
    expect(page.locator(".drill-table")).to_contain_text("In force")
    bar.get_by_role("button", name="End…").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(page.locator(".drill-table")).to_contain_text("Ended")


def revoked(page: Page) -> None:
    page.get_by_role("link", name="Stations", exact=True).click()
    line(page, "office-1").locator("summary").click()
    page.get_by_role("button", name="Revoke… Office").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(line(page, "office-1")).to_contain_text("Revoked")
    page.get_by_role("button", name="Check the journal").click()
    expect(page.locator("#journal-result")).to_contain_text("The journal is whole")


def fits_every_screen(page: Page, shot: Shot) -> None:
    for look in looks(page):
        shot(page, f"stations-{look}")
        assert not page.evaluate(WIDER_THAN_THE_SCREEN), look


def test_stations_are_adopted_read_given_keys_drilled_and_revoked(
    gate: RunningGate, new_page: Pages, shot: Shot
) -> None:
    page = gate.open(new_page, "admin", "/admin/stations")
    adopted_by_its_label(gate, page)
    line(page, "north-1").locator("summary").click()
    its_log_is_read(page)
    given_another_key(page)
    drilled_in_two_steps(page)
    revoked(page)
    fits_every_screen(page, shot)
