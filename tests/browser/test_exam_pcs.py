"""PCs in an exam in a real browser: started, attested, departed from, through a dead server, and freed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from controller.bootstrap import build
from controller.config import Settings
from tests.browser.conftest import DESKTOP, Pages
from tests.browser.test_sittings import opened
from tests.controller.services.exams.exam_school import HALL, officer, taken
from tests.fleets import InnerFleet
from tests.labs import seat
from tests.schools import MONDAY_PERIOD_2
from tests.servers import Server, wait_for
from workstation_agent.protocol.restrictions import APPS, SITES, STORAGE

PCS = [seat(number) for number in (1, 2)]
KEPT = frozenset({SITES, APPS, STORAGE})


@pytest.fixture
def server(northgate_data: Path, tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    shutil.copytree(northgate_data, data)
    server = Server(data, MONDAY_PERIOD_2)
    school = build(Settings(data_dir=data), server.clock)
    _, rooms, by = taken(school)
    rooms.put(by, HALL, school_room="lab-1")
    assert by == officer(school)
    school.close()
    yield server
    server.stop()
    assert "Traceback" not in server.log


@pytest.fixture
def fleet(server: Server, tmp_path: Path) -> Iterator[InnerFleet]:
    codes = server.prepare(("exams",), PCS)
    server.run()
    fleet = InnerFleet(server.url, codes, tmp_path / "pcs", server.clock)
    fleet.wait_until_connected()
    for pc in PCS:
        fleet[pc].log_in("exam01")
    yield fleet
    fleet.stop()


def state(page: Page, pc: str, words: str) -> None:
    expect(page.locator(f'[data-pc="{pc}"]')).to_contain_text(words)


def test_the_rooms_pcs_follow_the_sitting(server: Server, fleet: InnerFleet, new_page: Pages) -> None:
    new_page.expect_error("WebSocket")  # while the server is away
    what_the_paper_uses_is_laid_down(server, new_page)
    room = opened(server, new_page, "exams", "", DESKTOP)
    state(room, PCS[0], "ready")
    it_starts_and_they_say_so_themselves(room, fleet)
    another_login_is_seen_and_written_down(room, fleet)
    they_hold_on_with_the_server_dead(server, room, fleet)
    it_ends_and_they_are_free(room, fleet)


def what_the_paper_uses_is_laid_down(server: Server, new_page: Pages) -> None:
    plan = opened(server, new_page, "exams", "", DESKTOP)
    plan.goto("/sittings/1/plan")
    plan.get_by_label("Sites").fill("https://exam.example.org/")
    plan.get_by_label("Login").fill("exam*")
    plan.get_by_role("region", name="PCs").get_by_role("button", name="Keep").click()
    expect(plan.locator(".notice")).to_contain_text(["What the paper uses is kept."])
    plan.close()


def it_starts_and_they_say_so_themselves(room: Page, fleet: InnerFleet) -> None:
    room.get_by_role("button", name="Start…").click()
    room.get_by_role("dialog").get_by_label("Start all the same").fill("A trial")
    room.get_by_role("dialog").get_by_role("button", name="Start").click()
    for pc in PCS:
        state(room, pc, "in force")
        assert fleet[pc].holds >= KEPT
    expect(room.locator("#pcs-counts")).to_have_text("2 in force")
    expect(room.locator("#pcs-alert")).to_be_hidden()


def another_login_is_seen_and_written_down(room: Page, fleet: InnerFleet) -> None:
    fleet[PCS[1]].log_in("9okafort")
    expect(room.locator("#pcs-alert")).to_contain_text("logged in at PC-02 as 9okafort")
    state(room, PCS[1], "look at it")
    room.get_by_role("button", name="Write into the log: Somebody").click()
    expect(room.locator("#log")).to_contain_text("logged in at PC-02 as 9okafort")
    expect(room.locator("#pcs-alert")).to_be_hidden()
    fleet[PCS[1]].log_in("exam02")
    state(room, PCS[1], "in force")


def they_hold_on_with_the_server_dead(server: Server, room: Page, fleet: InnerFleet) -> None:
    server.kill()
    fleet.do(fleet[PCS[0]].restart())
    wait_for(lambda: fleet[PCS[0]].holds >= KEPT, what="the PC did not go on with the exam after a restart")
    server.run()
    fleet.wait_until_connected()
    expect(room.locator("html[data-connection=up]")).to_be_attached()
    for pc in PCS:
        state(room, pc, "in force")
    expect(room.locator("#pcs-departures li")).to_have_count(0)


def it_ends_and_they_are_free(room: Page, fleet: InnerFleet) -> None:
    room.get_by_role("button", name="End…").click()
    room.get_by_role("dialog").get_by_role("button", name="End it").click()
    for pc in PCS:
        wait_for(lambda pc=pc: not fleet[pc].holds, what=f"{pc} was not freed")
    state(room, PCS[0], "free again")
