import csv
import io

import pytest

from controller.domain.accounts import Role
from controller.domain.modes import StationMode, Wish
from firmware_bridge.protocol.v1.messages import SetMode
from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage
from web.drills.pages import safe_cell

MAY = [Role.RECEPTION, Role.SAFEGUARDING, Role.ADMIN]
MAY_NOT = [role for role in Role if role not in MAY]


def evacuate(site: DeskSite, role: Role = Role.RECEPTION, **asked: object) -> int:
    payload = {"mode": "evacuate", "drill": True, "reason": "Termly drill"} | asked
    answer = site.page(role).command("emergency.order", **payload)
    assert answer["ok"], answer
    return int(answer["order"])


def ordered(site: DeskSite) -> int:
    by = site.desk.account(Role.RECEPTION)
    return site.desk.reception.modes.order(by, Wish(StationMode.EVACUATE, drill=True, reason="Termly drill"))


def get(site: DeskSite, path: str, role: Role = Role.RECEPTION) -> tuple[int, str]:
    answer = site.log_in_as(role).get(path, base_url=ORIGIN)
    return answer.status_code, answer.text


@pytest.mark.parametrize("role", MAY)
def test_every_station_is_told_at_once(site: DeskSite, role: Role) -> None:
    page = site.page(role)
    for mode in (Mode.EVACUATE, Mode.LOCKDOWN):
        assert page.command("emergency.order", mode=mode.word, drill=False)["ok"]
        assert site.desk.north.told(SetMode)[-1].mode is site.desk.south.told(SetMode)[-1].mode is mode


@pytest.mark.parametrize("role", MAY)
def test_the_way_to_it_is_on_each_of_their_pages(site: DeskSite, role: Role) -> None:
    status, text = get(site, "/drills", role)
    assert status == 200
    assert 'id="emergency"' in text
    assert "No drill yet" in text


@pytest.mark.parametrize("role", MAY_NOT)
def test_others_neither_order_nor_see_it(site: DeskSite, role: Role) -> None:
    number = ordered(site)
    client = site.log_in_as(role)
    page = OpenPage(site.socket(client), site.later)
    assert page.command("emergency.order", mode="evacuate", drill=False)["code"] == "command.not-allowed"
    assert page.command("emergency.end", order=number)["code"] == "command.not-allowed"
    assert page.send("follow", "modes")["code"] == "follow.not-allowed"
    for path in ("/drills", f"/drills/{number}", f"/drills/{number}.csv"):
        assert client.get(path, base_url=ORIGIN).status_code == 403
    assert 'id="emergency"' not in client.get("/account", base_url=ORIGIN).text


def test_what_is_no_emergency_is_refused(site: DeskSite) -> None:
    page = site.page(Role.RECEPTION)
    wrong: list[dict[str, object]] = [
        {"mode": "exam", "drill": True},
        {"mode": "evacuate"},
        {"mode": "evacuate", "drill": "yes"},
    ]
    for asked in wrong:
        assert page.command("emergency.order", **asked)["code"] == "command.malformed"
    assert site.desk.north.told(SetMode) == []


def test_the_page_is_told_how_far_it_has_come_and_who_is_missing(site: DeskSite) -> None:
    page = site.page(Role.SAFEGUARDING, "modes")
    assert page.told["modes"] == {"modes": []}
    ordered(site)
    site.desk.north.obey()
    (order,) = page.told["modes"]["modes"]
    assert (order["mode"], order["drill"], order["by"], order["reached"]) == (
        "evacuate",
        True,
        "Ms D. Hallam",
        1,
    )
    assert [one["step"] for one in order["targets"]] == ["in-force", "asked"]
    assert order["targets"][1]["why"]


def test_it_is_ended_by_any_of_them(site: DeskSite) -> None:
    number = ordered(site)
    page = site.page(Role.SAFEGUARDING, "modes")
    assert page.command("emergency.end", order=number)["ok"]
    assert site.desk.north.told(SetMode)[-1].mode is Mode.NORMAL
    assert page.command("emergency.end", order=number)["code"] == "mode.over"
    assert page.command("emergency.end", order=99)["code"] == "mode.over"


def test_reception_neither_ends_nor_sees_what_is_no_emergency(site: DeskSite) -> None:
    admin = site.desk.account(Role.ADMIN)
    exam = site.desk.reception.modes.order(admin, Wish(StationMode.EXAM))
    assert site.page(Role.RECEPTION).command("emergency.end", order=exam)["code"] == "mode.not-yours"
    assert get(site, f"/drills/{exam}")[0] == 409
    assert get(site, f"/drills/{exam}", Role.ADMIN)[0] == 200
    assert site.page(Role.ADMIN).command("emergency.end", order=exam)["ok"]


def test_a_report_names_who_why_when_and_which_were_not(site: DeskSite) -> None:
    number = ordered(site)
    site.desk.north.obey()
    client = site.log_in_as(Role.RECEPTION)
    text = client.get(f"/drills/{number}", base_url=ORIGIN).text
    for words in (
        "by Ms D. Hallam, as a drill",
        "Termly drill",
        "at 1 of 2 stations",
        "South gate 1 was not in",
    ):
        assert words in text
    assert "1 of 2 in force" in client.get("/drills", base_url=ORIGIN).text
    none = client.get("/drills/99", base_url=ORIGIN)
    assert none.status_code == 409
    assert "There is no such report." in none.text


def test_a_report_of_a_key_switch_names_no_person(site: DeskSite) -> None:
    site.desk.north.turn_switch(True)
    _, text = get(site, "/drills/1")
    assert "by the key switch on a station" in text


def test_a_report_as_a_table(site: DeskSite) -> None:
    number = evacuate(site, reason="=1+1")
    site.desk.north.obey()
    status, text = get(site, f"/drills/{number}.csv")
    rows = list(csv.reader(io.StringIO(text)))
    assert status == 200
    assert rows[1][0] == "evacuate"
    assert rows[1][4] == "'=1+1", "a spreadsheet must not run what somebody typed"
    stations = {row[0]: row for row in rows[4:]}
    assert stations["North gate 1"][6] == "0.0"
    assert stations["South gate 1"][5:8] == ["", "", ""]


@pytest.mark.parametrize(("text", "cell"), [("", ""), ("a=b", "a=b"), ("@x", "'@x"), ("-1", "'-1")])
def test_a_cell_is_never_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell
