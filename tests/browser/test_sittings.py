"""An exam morning: the gate on a tablet that loses the network, the room, its clock."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controller.bootstrap import build
from controller.config import Settings
from tests.browser.conftest import DESKTOP, PHONE, Pages
from tests.controller.services.exams.exam_school import taken
from tests.schools import MONDAY_PERIOD_2
from tests.servers import Server

TABLET = (820, 1180)


@pytest.fixture
def server(northgate_data: Path, tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    shutil.copytree(northgate_data, data)
    server = Server(data, MONDAY_PERIOD_2)
    school = build(Settings(data_dir=data), server.clock)
    taken(school)
    school.close()
    server.prepare(("exams", "invigilator"), ())
    server.run()
    yield server
    server.stop()
    assert "Traceback" not in server.log


def opened(server: Server, new_page: Pages, who: str, path: str, size: tuple[int, int]) -> Page:
    page = new_page(size, "light", server.url)
    page.goto(f"/sittings/1/rooms/hall{path}")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(server.passwords[who])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("html[data-connection=up]")).to_be_attached()
    return page


def test_a_morning_from_the_gate_to_the_end(server: Server, new_page: Pages) -> None:
    new_page.expect_error("WebSocket")  # while the server is away
    for path in ("", "/gate"):
        phone = opened(server, new_page, "exams", path, PHONE)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    gate = opened(server, new_page, "invigilator", "/gate", TABLET)
    room = opened(server, new_page, "exams", "", DESKTOP)
    clock = opened(server, new_page, "exams", "/clock", PHONE)
    hands_in_while_the_server_is_away(server, gate)
    a_seat_without_a_record_keeps_it_from_starting(gate, room)
    the_other_comes_through_and_it_starts(gate, room)
    expect(clock.locator("#times")).to_contain_text(re.compile(r"Started10:0\d"))
    expect(clock.locator("#times")).to_contain_text(re.compile(r"With 25 % extra time1[12]:\d\d"))
    what_happens_is_written_down(room)
    it_ends(room, clock)


def hands_in_while_the_server_is_away(server: Server, gate: Page) -> None:
    server.kill()
    expect(gate.locator("html[data-connection=up]")).not_to_be_attached()
    gate.get_by_label("Find a candidate").fill("silva")
    gate.keyboard.press("Enter")
    card = gate.get_by_role("dialog")
    card.get_by_role("button", name="Hands something in…").click()
    card.get_by_role("button", name="Handed in").click()
    expect(card).to_contain_text("Choose what is handed in.")
    card.get_by_label("Mobile phone").check()
    card.get_by_role("button", name="Handed in").click()
    expect(gate.locator("#waiting")).to_contain_text("1 line is kept on this device")
    expect(gate.locator("[data-through]")).to_have_text("1 of 2")
    server.run()
    expect(gate.locator("#waiting")).to_be_hidden(timeout=20_000)
    expect(gate.locator("[data-through]")).to_have_text("1 of 2")


def a_seat_without_a_record_keeps_it_from_starting(gate: Page, room: Page) -> None:
    room.locator('[data-seat="B1"]').click()
    room.get_by_role("dialog").get_by_role("button", name="Is here").click()
    expect(room.locator('[data-seat="B1"]')).to_contain_text("not through the gate")
    room.get_by_role("button", name="Start…").click()
    dialog = room.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing is on record for seat B1.")
    expect(dialog).to_contain_text("Not attested yet")
    room.keyboard.press("Escape")
    expect(gate.locator(".gate-open")).to_contain_text("in the room")


def the_other_comes_through_and_it_starts(gate: Page, room: Page) -> None:
    gate.locator(".gate-open").click()
    gate.get_by_role("dialog").get_by_role("button", name="Nothing on me").click()
    expect(gate.locator("[data-through]")).to_have_text("2 of 2")
    room.get_by_role("button", name="Sign in").click()
    room.get_by_role("dialog").get_by_label("Name").fill("Mrs Reed")
    room.get_by_role("dialog").get_by_role("button", name="Sign in").click()
    expect(room.locator("#ratio")).to_contain_text("One alone")
    for words in (
        "The warning to candidates",
        "The information for candidates",
        "The candidates were reminded",
    ):
        room.get_by_role("button", name=f"Attest: {words}").click()
        room.get_by_role("dialog").get_by_role("button", name="I attest it").click()
        expect(room.get_by_role("dialog")).to_have_count(0)
    expect(room.locator("#attested")).to_contain_text("Mrs Reed, 10:0")
    room.get_by_role("button", name="Start…").click()
    expect(room.get_by_role("dialog")).to_contain_text("Everybody who sits is on record at the gate.")
    room.get_by_role("dialog").get_by_role("button", name="Start").click()
    expect(room.locator("#stage")).to_contain_text(re.compile(r"Started 10:0\d, finishes 11:3\d"))


def what_happens_is_written_down(room: Page) -> None:
    room.locator('[data-seat="A1"]').click()
    room.get_by_role("dialog").get_by_role("button", name="Leaves the room with…").click()
    room.get_by_label("Who goes along").fill("Mr Shah")
    room.get_by_role("button", name="Has left").click()
    expect(room.locator('[data-seat="A1"]')).to_contain_text("out, with somebody")
    expect(room.locator("#log")).to_contain_text("Supervised leave, with Mr Shah.")
    room.locator('[data-seat="B1"]').click()
    room.get_by_role("button", name="Write into the log…").click()
    dialog = room.get_by_role("dialog")
    expect(dialog.get_by_label("Seat")).to_have_value("B1")
    dialog.get_by_label("What kind").select_option("illness")
    dialog.get_by_label("What happened").fill("Felt faint, water was given.")
    dialog.get_by_role("button", name="Write it down").click()
    expect(room.locator("#log")).to_contain_text("Illness · seat B1, 0002")


def it_ends(room: Page, clock: Page) -> None:
    room.get_by_role("button", name="End…").click()
    room.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(room.locator("#stage")).to_contain_text("Ended 10:0")
    expect(clock.locator("#over")).to_be_visible()
