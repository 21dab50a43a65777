"""The day-end desk over its socket: who may, what is refused, and what an open page is told."""

from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage

NORTH, SOUTH = "North gate", "South gate"
OTHERS = [role for role in Role if role is not Role.RECEPTION]
EVERY: dict[str, dict[str, object]] = {
    "day-end.hold": {"release": 1},
    "day-end.go-on": {"release": 1},
    "day-end.move": {"release": 1, "minutes": 10, "was": "2025-10-06T14:10:00+00:00"},
}


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.RECEPTION, "day-end")


def test_nobody_else_may_do_any_of_it_or_open_the_page(site: DeskSite) -> None:
    for role in OTHERS:
        other = site.page(role)
        codes = {other.command(name, **payload)["code"] for name, payload in EVERY.items()}
        assert codes == {"command.not-allowed"}
        assert other.send("follow", "day-end")["code"] == "follow.not-allowed"
    assert site.log_in_as(Role.TEACHER).get("/day-end", base_url=ORIGIN).status_code != 200
    assert b"Day end" in site.log_in_as(Role.RECEPTION).get("/day-end", base_url=ORIGIN).data


def test_what_cannot_be_read_changes_nothing(page: OpenPage) -> None:
    wrong: list[dict[str, object]] = [{}, {"release": "1"}, {"release": 1, "gates": "North gate"}, {"was": 1}]
    codes = {page.command(name, **payload)["code"] for name in EVERY for payload in wrong}
    assert codes == {"command.malformed"}


def test_there_has_to_be_such_a_release(page: OpenPage) -> None:
    assert {page.command(name, **EVERY[name])["code"] for name in EVERY} == {"release.unknown"}


def test_a_gate_that_is_none_is_refused(page: OpenPage) -> None:
    start: dict[str, object] = {"when": "now", "reason": "Snow"}
    assert page.command("reception.start-release", **start, gates=["Moon gate"])["code"] == "release.no-gate"
    number = page.command("reception.start-release", **start)["release"]
    assert page.command("day-end.hold", release=number, gates=["Moon gate"])["code"] == "release.no-gate"


def test_an_open_page_sees_a_gate_held_and_a_tap_counted(site: DeskSite, page: OpenPage) -> None:
    number = page.command("reception.start-release", when="now", reason="Snow")["release"]
    site.desk.north.take_authority()
    site.desk.clock.advance(timedelta(seconds=30))
    site.desk.north.release(site.desk.pupils["p0400"])
    assert page.command("day-end.hold", release=number, gates=[SOUTH])["gates"] == [SOUTH]
    told = page.told["gates"]
    gates = {one["gate"]: one for one in told["gates"]}
    assert (gates[NORTH]["phase"], gates[NORTH]["released"]) == ("open", 1)
    assert (gates[SOUTH]["phase"], gates[SOUTH]["clears_at"]) == ("held", None)
    assert told["release"]["by_station"] == {"north-1": 1}
    assert (told["release"]["released"], told["release"]["still_out"]) == (1, 824)


def test_who_follows_later_is_told_the_same_at_once(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.start-release", when="bell", early=5, buses=["Bus 12"])
    late = site.page(Role.RECEPTION, "day-end")
    assert late.told["gates"] == page.told["gates"]
    assert [one["bus"] for one in late.told["gates"]["buses"]] == ["Bus 12"]
    names = {one["name"] for one in late.told["gate-stations"]["stations"]}
    assert names == {"North gate 1", "South gate 1"}
    assert {one["name"] for one in late.told["gate-stations"]["untold"]} == names


def test_before_any_release_there_is_the_bell_and_the_buses(page: OpenPage) -> None:
    told = page.told["gates"]
    assert (told["release"], told["gates"]) == (None, [])
    assert told["plan"]["bell"] == "2025-10-06T15:10:00+01:00"
    assert set(told["groups"]) == {"Bus 12", "Bus 40"}
