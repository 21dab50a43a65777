"""Lab 1 on real sockets: the controller as it is served, real agents on simulated PCs, a teacher's page."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.staff_page import StaffPage
from tests.fleets import InnerFleet
from tests.labs import seat
from tests.servers import Server, wait_for

PCS = [seat(number) for number in (1, 2, 3)]


class Wire:
    def __init__(self, server: Server, fleet: InnerFleet, teacher: StaffPage) -> None:
        self.server, self.fleet, self.teacher = server, fleet, teacher
        self.lesson = teacher.lesson()
        teacher.follow(f"lesson:{self.lesson}")

    def order(self, name: str, **more: object) -> None:
        self.teacher.command(f"lesson.{name}", lesson=self.lesson, seats=PCS, **more)

    def show(self, *pcs: str, full: str | None = None) -> None:
        self.teacher.command("lesson.watch", lesson=self.lesson, seats=list(pcs), full=full)

    def seen_as(self, pc: str, condition: str) -> None:
        """Waits until the wall says so: a plug that was pulled is not noticed in the same instant."""

        def now() -> str:
            return next(
                str(one["condition"]) for one in self.teacher.newest["wall"]["seats"] if one["id"] == pc
            )

        wait_for(lambda: now() == condition, 20, f"{pc} is not {condition}")

    def summary_is(self, text: str, within_s: float = 15) -> None:
        def newest() -> str:
            orders = self.teacher.newest["wall"]["orders"]
            return str(orders[0]["summary"]) if orders else ""

        wait_for(lambda: newest() == text, within_s, f"the summary is not `{text}`")


@pytest.fixture(scope="module")
def wire(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    where = tmp_path_factory.mktemp("wire")
    shutil.copytree(northgate_data, where / "data")
    server = Server(where / "data")
    codes = server.prepare(["m.okafor", "admin"], PCS)
    server.run()
    fleet = InnerFleet(server.url, codes, where / "pcs", server.clock)
    fleet.wait_until_connected()
    with StaffPage(server.url, "m.okafor", server.passwords["m.okafor"]) as teacher:
        yield Wire(server, fleet, teacher)
    fleet.stop()
    server.stop()
    assert "Traceback" not in server.log


def test_a_lock_is_seen_by_the_pupil_before_it_is_called_in_force(wire: Wire) -> None:
    wire.order("lock", message="Look up")
    wire.summary_is("3 of 3 locked.")
    assert [wire.fleet[pc].locked for pc in PCS] == ["Look up"] * 3
    wire.fleet.do(wire.fleet[PCS[0]].restart())
    wait_for(lambda: wire.fleet[PCS[0]].locked == "Look up", 5, "it came back unlocked")
    wire.order("unlock")
    wire.summary_is("3 of 3 unlocked.")
    assert [wire.fleet[pc].locked for pc in PCS] == [None] * 3


def test_a_pc_that_was_off_locks_when_it_returns(wire: Wire) -> None:
    wire.fleet.do(wire.fleet[PCS[1]].power_off())
    wire.order("lock", message="")
    wire.summary_is("2 of 3 locked; PC-02 is off and will lock when it returns.")
    wire.fleet.do(wire.fleet[PCS[1]].power_on())
    wire.summary_is("3 of 3 locked.")
    wire.order("unlock")
    wire.summary_is("3 of 3 unlocked.")


def test_a_link_opens_once_and_never_later(wire: Wire) -> None:
    wire.fleet.do(wire.fleet[PCS[2]].power_off())
    wire.seen_as(PCS[2], "away")
    wire.order("send-link", url="https://www.bbc.co.uk/bitesize")
    wire.summary_is("2 of 3 opened it; PC-03 is off: not sent.")
    assert wire.fleet[PCS[0]].opened[-1] == "https://www.bbc.co.uk/bitesize"
    wire.fleet.do(wire.fleet[PCS[2]].power_on())
    wire.seen_as(PCS[2], "free")
    assert wire.fleet[PCS[2]].opened == []


HELD: dict[str, dict[str, object]] = {
    "blank": {},
    "sites": {"mode": "only", "patterns": ["bbc.co.uk"]},
    "apps": {"mode": "not", "names": ["minetest"]},
    "mute": {},
    "storage": {},
}


def test_every_kind_is_held_by_the_pcs_undone_and_freed(wire: Wire) -> None:
    for kind, body in HELD.items():
        wire.order(kind, **body)
    wire.summary_is("3 of 3 without USB storage.")
    assert [wire.fleet[pc].holds for pc in PCS] == [frozenset(HELD)] * 3
    wire.teacher.command("lesson.undo", lesson=wire.lesson)
    wire.summary_is("3 of 3 with USB storage again.")
    assert [wire.fleet[pc].holds for pc in PCS] == [frozenset(HELD) - {"storage"}] * 3
    wire.order("end", kind="mute")
    wire.summary_is("3 of 3 with sound again.")
    wire.order("free")
    wire.summary_is("3 of 3 freed.")
    assert [wire.fleet[pc].holds for pc in PCS] == [frozenset()] * 3


def test_only_a_screen_that_is_shown_is_drawn(wire: Wire) -> None:
    drawn = {pc: wire.fleet[pc].pictures for pc in PCS}
    wire.show(PCS[0])
    wait_for(lambda: wire.fleet[PCS[0]].pictures > drawn[PCS[0]], 5, "the shown screen was not captured")
    wait_for(lambda: wire.teacher.counts.get("frame"), 5, "no picture reached the page")
    assert wire.teacher.newest["frame"][:2] == (PCS[0], "thumb")
    assert wire.fleet[PCS[1]].pictures == drawn[PCS[1]]
    wire.show()
    time.sleep(0.5)  # what was on its way arrives
    still = wire.fleet[PCS[0]].pictures
    time.sleep(2.5)  # real pictures take real time not to come
    assert wire.fleet[PCS[0]].pictures == still


def test_a_full_view_comes_faster_and_larger(wire: Wire) -> None:
    before = wire.teacher.counts.get("frame", 0)
    wire.show(full=PCS[2])
    wait_for(lambda: wire.teacher.counts.get("frame", 0) >= before + 3, 20, "the full view stands still")
    pc, size, said, jpegs = wire.teacher.newest["frame"]
    assert (pc, size, said["w"], jpegs[:3]) == (PCS[2], "full", 1280, b"\xff\xd8\xff")
    wire.show()


def test_the_network_manager_sees_them(wire: Wire) -> None:
    with StaffPage(wire.server.url, "admin", wire.server.passwords["admin"]) as admin:
        status, page = admin.get("/admin/computers")
    assert status == 200
    assert "3 of 30 set up, 3 on now" in page


def test_a_restart_is_done_and_what_holds_holds_afterwards(wire: Wire) -> None:
    wire.order("mute")
    wire.summary_is("3 of 3 muted.")
    starts = [wire.fleet[pc].starts for pc in PCS]
    wire.order("power", kind="restart")
    wire.summary_is("3 of 3 restarting.")
    again = [number + 1 for number in starts]
    wait_for(lambda: [wire.fleet[pc].starts for pc in PCS] == again, 10, "they did not start again")
    wire.fleet.wait_until_connected()
    wait_for(lambda: all(wire.fleet[pc].holds == {"mute"} for pc in PCS), 10, "they came back with sound")
    wire.order("free")
    wire.summary_is("3 of 3 freed.")
