"""What the station desk may be asked, with good and with bad input. Roles: tests/web/test_guard.py."""

from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from firmware_bridge.protocol.v1.messages import GetLog, LogPage, SetKey, SetMode
from firmware_bridge.protocol.v1.pairing import key_from_code
from firmware_bridge.protocol.v1.vocabulary import Mode, Reason
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage

OTHERS = [role for role in Role if role is not Role.ADMIN]


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    site.desk.adopt(site.desk.north)
    return site.page(Role.ADMIN, "stations")


def station(page: OpenPage, name: str) -> dict[str, object]:
    return next(one for one in page.told["stations"]["stations"] if one["id"] == name)


def test_a_stranger_is_adopted_with_a_name_and_a_gate(site: DeskSite, page: OpenPage) -> None:
    gym = site.desk.station("gym-2")
    gym.boot()
    assert not station(page, "gym-2")["listed"]
    command = {"station": "gym-2", "pairing_code": gym.code}
    assert page.command("station.adopt", **command)["code"] == "station.no-gate"
    assert page.command("station.adopt", **command, name="Gym 2", gate="Gym")["ok"]
    assert (station(page, "gym-2")["name"], station(page, "gym-2")["gate"]) == ("Gym 2", "Gym")


def test_strangers_are_dismissed_one_by_one_and_all(site: DeskSite, page: OpenPage) -> None:
    for name in ("gym-1", "gym-2", "gym-3"):
        site.desk.station(name).boot()
    assert page.command("station.dismiss", station="gym-1")["ok"]
    assert page.command("station.dismiss", station="gym-1")["code"] == "station.unknown"
    assert page.command("station.dismiss", station="north-1")["code"] == "station.not-pending"
    assert page.command("station.dismiss-all")["dismissed"] == 2
    assert not [one for one in page.told["stations"]["stations"] if one["presence"] == "pending"]


def test_a_new_key_shows_its_code_once(site: DeskSite, page: OpenPage) -> None:
    answer = page.command("station.rotate-key", station="north-1")
    assert len(key_from_code(answer["pairing_code"])) == 32
    assert site.desk.north.told(SetKey)
    assert station(page, "north-1")["key_under_way"]
    assert answer["pairing_code"] not in str(page.told)
    assert page.command("station.rotate-key", station="north-1")["code"] == "key.under-way"
    assert page.command("station.rotate-key", station="south-1")["code"] == "station.not-adopted"


def test_a_spare_takes_the_place_of_a_broken_station(site: DeskSite, page: OpenPage) -> None:
    spare = site.desk.station("spare-1")
    spare.boot()
    command = {"station": "north-1", "spare": "spare-1"}
    wrong = page.command("station.replace", **command, pairing_code=site.desk.north.code)
    assert wrong["code"] == "station.wrong-code"
    assert page.command("station.replace", **command, pairing_code=spare.code)["ok"]
    assert station(page, "spare-1")["name"] == "North gate 1"
    assert station(page, "north-1")["presence"] == "revoked"


def test_a_mode_is_set_for_some_minutes(site: DeskSite, page: OpenPage) -> None:
    answer = page.command(
        "station.set-mode", scope="gate:North gate", mode="exam", minutes=90, reason="Maths"
    )
    report = site.desk.reception.drills.of(answer["order"])
    assert report.until - report.ordered_at == timedelta(minutes=90)
    assert site.desk.north.told(SetMode)[-1].mode is Mode.EXAM


def test_a_mode_that_is_none_is_refused(page: OpenPage) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"scope": "gate:Nowhere", "mode": "exam"}, "mode.no-stations"),
        ({"scope": "floor:2", "mode": "exam"}, "mode.bad-scope"),
        ({"scope": "all", "mode": "release"}, "command.malformed"),
        ({"scope": "all", "mode": "exam", "minutes": 0}, "command.malformed"),
        ({"scope": "all", "mode": "exam", "minutes": 1441}, "command.malformed"),
        ({"scope": "all", "mode": "exam", "drill": 1}, "command.malformed"),
        ({"scope": "x" * 81, "mode": "exam"}, "command.malformed"),
    ]
    for asked, code in wrong:
        assert page.command("station.set-mode", **asked)["code"] == code


def test_a_log_is_read_and_shown_and_downloaded(site: DeskSite, page: OpenPage) -> None:
    assert page.command("station.read-log", station="north-1")["ok"]
    assert page.told["log"]["state"] == "under-way"
    for records in ((), (b"\xff",)):
        msg_id, asked = site.desk.north.orders(GetLog)[-1]
        site.desk.north.say(LogPage(msg_id, asked.first, 1, records))
    assert (page.told["log"]["state"], page.told["log"]["got"]) == ("done", 1)
    admin = site.log_in_as(Role.ADMIN)
    shown = admin.get("/admin/stations/north-1/log", base_url=ORIGIN)
    assert "1 of 1 records" in shown.text
    beyond = admin.get("/admin/stations/north-1/log?page=999", base_url=ORIGIN)
    assert "Unreadable" in beyond.text
    table = admin.get("/admin/stations/north-1/log.csv", base_url=ORIGIN)
    assert table.text.splitlines()[1].endswith(",ff")
    assert page.command("station.read-log", station="south-1")["code"] == "station.not-adopted"


def test_the_log_of_no_station_is_not_found(site: DeskSite, page: OpenPage) -> None:
    admin = site.log_in_as(Role.ADMIN)
    assert admin.get("/admin/stations/nowhere/log", base_url=ORIGIN).status_code == 404
    assert admin.get("/admin/stations/north-1/log?page=999", base_url=ORIGIN).status_code == 200
    assert admin.get("/admin/stations/north-1/log?page=x", base_url=ORIGIN).status_code == 200


def test_letters_are_read_exported_and_dismissed(site: DeskSite, page: OpenPage) -> None:
    for payload in (b"one", b"two"):
        site.desk.wire.deliver("pouch/1/northgate/north-1/event", payload, False)
    newest, first = (one["id"] for one in page.told["letters"]["letters"])
    assert page.command("letter.read", letter=first) == {"ok": True, "about": "", "hex": b"one".hex()}
    exported = site.log_in_as(Role.ADMIN).get("/admin/stations/letters.jsonl", base_url=ORIGIN)
    assert len(exported.text.splitlines()) == 2
    assert page.command("letter.dismiss", letter=first)["ok"]
    for command in ("letter.read", "letter.dismiss"):
        assert page.command(command, letter=first)["code"] == "letter.gone"
    assert page.command("letter.dismiss-all", letter=newest)["dismissed"] == 1
    assert page.told["letters"] == {"letters": [], "parked": 0}


def test_a_tag_at_two_gates_is_shown_and_dismissed(site: DeskSite, page: OpenPage) -> None:
    site.desk.adopt(site.desk.south)
    for one in (site.desk.north, site.desk.south):
        one.release(site.desk.pupils["p0400"], Reason.WINDOW)
    (seen,) = page.told["tags"]["twice"]
    assert "may be a copy" in seen["sentence"]
    assert page.command("tag.dismiss", number=seen["id"])["ok"]
    assert page.command("tag.dismiss", number=seen["id"])["code"] == "tag.dismissed"
    assert page.told["tags"]["twice"] == []


def test_a_walk_is_set(site: DeskSite, page: OpenPage) -> None:
    site.desk.adopt(site.desk.south)
    walk = {"one": "North gate", "other": "South gate"}
    assert page.command("walk.set", **walk, seconds=75)["ok"]
    assert page.told["tags"]["walks"] == [walk | {"seconds": 75}]
    assert page.command("walk.set", **walk, seconds=601)["code"] == "command.malformed"
    assert page.command("walk.set", one="North gate", other="Moon", seconds=5)["code"] == "walk.bad"


@pytest.mark.parametrize("role", OTHERS)
def test_its_pages_and_files_are_for_the_network_manager(site: DeskSite, role: Role) -> None:
    client = site.log_in_as(role)
    for path in ("north-1/log", "north-1/log.csv", "letters.jsonl"):
        assert client.get(f"/admin/stations/{path}", base_url=ORIGIN).status_code == 403
