"""A whole day of phones: given out, checked, let go early, taken, sent home through trouble, and reported.

Real server, broker and browser; the stations' own firmware; each desk by its own page.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.brokers import wait_until
from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.browser.gate import RunningGate, running_gate
from tests.schools import MONDAY_PERIOD_2

LARGE = (1920, 1080)
REGISTRATION = MONDAY_PERIOD_2 - timedelta(minutes=80)  # 9B are with Mrs Okafor
NEW_TAG = bytes.fromhex("04beef00000001")
LEAVER, GATES = "p0400", ("North gate", "South gate")


@pytest.fixture
def gate(northgate_data: Path, tmp_path: Path) -> Iterator[RunningGate]:
    staff = ("m.okafor", "safeguarding")
    with running_gate(northgate_data, tmp_path, REGISTRATION, staff) as running:
        yield running
        assert "Traceback" not in running.server.log


def test_a_day_of_phones_from_registration_to_the_last_report(gate: RunningGate, new_page: Pages) -> None:
    office = gate.open(new_page, "reception", "/pouches")
    teacher = gate.open(new_page, "m.okafor", "/checks", PHONE)
    a_newcomer_gets_a_pouch(gate, office)
    the_class_is_checked(teacher)
    somebody_leaves_early(gate, office)
    a_phone_is_taken_and_handed_over(teacher, office)
    home_with_a_station_and_the_broker_away(gate, gate.open(new_page, "reception", "/day-end", LARGE))
    the_record_equals_what_the_stations_say(office)
    the_day_is_reported(gate.open(new_page, "safeguarding", "/reports", DESKTOP))


def a_newcomer_gets_a_pouch(gate: RunningGate, page: Page) -> None:
    page.get_by_role("button", name="Give out pouches…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Year or form").select_option("form 12D")
    dialog.get_by_label("Read the tags at").select_option("north-1")
    dialog.get_by_role("button", name="Begin").click()
    expect(page.locator(".turn-how")).to_have_text("Tap the pouch at North gate 1")
    first = page.locator(".turn-name").inner_text()
    gate.north.tap(NEW_TAG)
    expect(page.locator(".turn .notice")).to_contain_text(f"{first} has pouch")
    page.get_by_role("button", name="End…").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", name="This round has ended.")).to_be_visible()
    assert gate.north.lock.openings == 0


def the_class_is_checked(page: Page) -> None:
    expect(page.locator(".page-kicker")).to_contain_text("Morning check")
    pupils = page.locator(".check-pupil")
    pupils.first.click()
    pupils.first.click()
    expect(pupils.first).to_have_attribute("data-mark", "no-phone")
    page.get_by_role("button", name="All the rest: locked, seen").click()
    expect(page.locator("#counts")).to_contain_text("checked")
    expect(page.locator("#saved")).to_contain_text("Saved at")


def somebody_leaves_early(gate: RunningGate, page: Page) -> None:
    page.goto("/reception")
    expect(page.locator("html[data-connection=up]")).to_be_attached()
    page.get_by_role("combobox", name="Find a pupil").fill("kowalski 9d")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Illness").check()
    dialog.get_by_role("button", name="Give leave for one tap").click()
    expect(page.locator(".leave").first).to_contain_text("Until")
    expect(page.locator('.station[data-station="south-1"]')).to_contain_text("Ready")
    gate.tap(gate.south, LEAVER)
    expect(page.locator(".leave").first).to_contain_text("South gate 1")
    assert gate.south.lock.openings == 1


def a_phone_is_taken_and_handed_over(teacher: Page, office: Page) -> None:
    teacher.goto("/confiscate")
    teacher.get_by_role("link", name="Dylan Richardson").click()
    teacher.locator(".why", has_text="Used it").get_by_role("radio").check()
    teacher.get_by_role("button", name="Confiscate the phone").click()
    expect(teacher.get_by_text("Taken, and written down")).to_be_visible()
    office.goto("/custody")
    office.locator(".custody-waiting").get_by_role("button", name="Take it over").click()
    expect(office.get_by_text("Taken over: both of you have signed.")).to_be_visible()


def home_with_a_station_and_the_broker_away(gate: RunningGate, page: Page) -> None:
    """The North gate's station breaks; then nobody can be reached, and the South gate goes on."""
    page.get_by_role("button", name="Release now…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Heating failure")
    dialog.get_by_role("button", name="Release all pouches now").click()
    for name in GATES:
        card = page.get_by_role("article", name=name, exact=True)
        expect(card).to_have_attribute("data-phase", "open")
        expect(card.locator(".pill-station[data-tone=ok]")).to_have_count(1)
    gate.in_mode(Mode.RELEASE)
    gate.tap(gate.north, "p0401")
    gate.north.lock.jam()
    gate.tap(gate.north, "p0402")
    expect(page.get_by_role("article", name="North gate", exact=True)).to_contain_text("needs a look")
    gate.broker.stop()
    wait_until(lambda: not gate.broker.running, "the broker to be gone")
    gate.tap(gate.south, "p0402", "p0403")
    gate.broker.start()
    expect(page.locator("#released")).to_have_text("3")
    assert (gate.north.lock.openings, gate.south.lock.openings) == (1, 3)


def the_record_equals_what_the_stations_say(page: Page) -> None:
    page.goto("/custody")
    page.get_by_role("button", name="Check the record now").click()
    expect(page.locator("#checked")).to_contain_text("The custody record equals what the stations reported")
    expect(page.locator("#checked")).to_contain_text("openings of 4 pouches")


def the_day_is_reported(page: Page) -> None:
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    expect(page.get_by_role("heading", name="Phones locked, by year")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert "Pouches" in Path(waiting.value.path()).read_text("utf-8-sig")
