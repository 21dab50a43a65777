import pytest

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage

KEEPERS = (Role.RECEPTION, Role.ADMIN)
OTHERS = [role for role in Role if role not in KEEPERS]
EVERY: dict[str, dict[str, object]] = {
    "pouches.find": {"text": "NG-04"},
    "pouches.pouch": {"pouch": "NG-0400"},
    "pouches.pupil": {"pupil": "p0400"},
    "pouches.issue": {"pupil": "p0830", "tag": "04a1b2c3d4e5f6"},
    "pouches.replace": {"pouch": "NG-0400", "revision": 0, "status": "lost", "tag": "NG-0826"},
    "pouches.become": {"pouch": "NG-0400", "revision": 0, "status": "lost"},
    "pouches.condition": {"pouch": "NG-0400", "condition": "pen-marks"},
    "pouches.owner": {"pouch": "NG-0400", "revision": 0, "owner": "family"},
    "pouches.add": {"tag": "04a1b2c3d4e5f6"},
    "pouches.keep-one": {"pouch": "NG-0400", "revision": 0},
    "pouches.settle-fee": {"fee": 99, "outcome": "paid"},
    "pouches.set-fee": {"pence": 900},
    "pouches.claim": {"pouch": "NG-0400", "pupil": "p0401"},
    "pouches.settle-claim": {"claim": 99, "to_claimant": True},
    "pouches.copy-checked": {"number": 99},
    "pouch-round.start": {"kind": "form", "group": "12A"},
    "pouch-round.give": {"round": 99, "pupil": "p0830", "tag": "NG-0826"},
    "pouch-round.skip": {"round": 99, "pupil": "p0830"},
    "pouch-round.absent": {"round": 99, "pupil": "p0830"},
    "pouch-round.call": {"round": 99, "pupil": "p0830"},
    "pouch-round.undo": {"round": 99},
    "pouch-round.read": {"round": 99},
    "pouch-round.end": {"round": 99},
}
UNREADABLE: list[dict[str, object]] = [
    {},
    {"pouch": "../x", "revision": "0"},
    {"round": "1"},
    {"pence": -1},
    {"text": None},
]
PAGES = ("/pouches", "/pouches/issue/1", "/pouches/export.csv", "/pouches/import", "/pouches/import/1")


@pytest.fixture(scope="module")
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.RECEPTION, "pouches")


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_may_do_or_see_any_of_it(site: DeskSite, role: Role) -> None:
    other, browser = site.page(role), site.log_in_as(role)
    codes = {other.command(name, **payload)["code"] for name, payload in EVERY.items()}
    assert codes == {"command.not-allowed"}
    assert [other.send("follow", topic)["code"] for topic in ("pouches", "pouch-round:1")] == [
        "follow.not-allowed"
    ] * 2
    assert {browser.get(path, base_url=ORIGIN).status_code for path in PAGES} == {403}


@pytest.mark.parametrize("name", EVERY)
def test_what_cannot_be_read_changes_nothing(page: OpenPage, name: str) -> None:
    assert {page.command(name, **payload)["code"] for payload in UNREADABLE} == {"command.malformed"}


@pytest.mark.parametrize(
    ("name", "payload", "code"),
    [
        ("pouches.pouch", {"pouch": "NG-9999"}, "pouch.unknown"),
        ("pouches.pupil", {"pupil": "p9999"}, "pupil.unknown"),
        ("pouches.become", {"pouch": "NG-0400", "revision": 7, "status": "lost"}, "pouch.changed"),
        ("pouches.settle-fee", {"fee": 99, "outcome": "paid"}, "fee.unknown"),
        ("pouches.settle-claim", {"claim": 99, "to_claimant": True}, "claim.settled"),
        ("pouches.copy-checked", {"number": 99}, "tag.dismissed"),
        ("pouch-round.start", {"kind": "year", "group": "99"}, "round.nobody"),
        ("pouch-round.start", {"kind": "form", "group": "12A", "station": "south-1"}, "station.unknown"),
        ("pouch-round.end", {"round": 99}, "round.over"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    page: OpenPage, name: str, payload: dict[str, object], code: str
) -> None:
    answer = page.command(name, **payload)
    assert answer["code"] == code
    assert answer["sentence"].endswith(".")


def test_a_pouch_is_found_lost_and_told_to_every_open_desk(site: DeskSite, page: OpenPage) -> None:
    other = site.page(Role.ADMIN, "pouches")
    (found,) = page.command("pouches.find", text="NG-0410")["pupils"]
    assert (found["pouch"], found["form"]) == ("NG-0410", "9B")
    card = page.command("pouches.pouch", pouch="NG-0410")["card"]
    lost = {"pouch": "NG-0410", "revision": card["entry"]["revision"], "status": "lost", "note": "On the bus"}
    assert page.command("pouches.become", **lost)["ok"]
    assert [one["entry"]["id"] for one in other.told["lists"]["lists"]["lost"]] == ["NG-0410"]
    assert other.told["summary"]["counts"]["lost"] == 1
    assert other.command("pouches.become", **lost)["code"] == "pouch.changed"
    past = other.command("pouches.pouch", pouch="NG-0410")["card"]["past"]
    assert [(one["words"], one["note"]) for one in past] == [("Reported lost", "On the bus")]


def test_a_condition_is_noted_for_the_pouch_that_was_just_tapped(site: DeskSite, page: OpenPage) -> None:
    site.desk.north.release(site.desk.uids["NG-0420"])
    tap = page.told["seen"]["seen"][0]
    assert (tap["entry"]["id"], tap["station"], tap["opened"]) == ("NG-0420", "North gate 1", True)
    assert page.command("pouches.condition", pouch="NG-0420", condition="bent-pin")["ok"]
    assert page.told["seen"]["seen"][0]["entry"]["condition_words"] == "Bent pin"
    assert [one["entry"]["id"] for one in page.told["lists"]["lists"]["worn"]] == ["NG-0420"]


def test_a_copied_tag_is_shown_on_its_pouch_until_it_was_looked_at(site: DeskSite, page: OpenPage) -> None:
    site.desk.north.release(site.desk.uids["NG-0430"])
    site.desk.later(3)
    site.desk.office.release(site.desk.uids["NG-0430"])
    (matter,) = page.told["matters"]["matters"]
    assert matter["kind"] == "copy"
    assert matter["evidence"][0]["entry"]["id"] == "NG-0430"
    assert "3 s later at Office" in matter["sentence"]
    (copy,) = page.command("pouches.pouch", pouch="NG-0430")["card"]["copies"]
    assert copy["number"] == matter["number"]
    assert page.command("pouches.copy-checked", number=matter["number"])["ok"]
    assert page.told["matters"]["matters"] == []


def test_a_copied_tag_is_no_matter_once_its_pouch_is_out_of_use(site: DeskSite, page: OpenPage) -> None:
    site.desk.north.release(site.desk.uids["NG-0440"])
    site.desk.later(3)
    site.desk.office.release(site.desk.uids["NG-0440"])
    assert len(page.told["matters"]["matters"]) == 1
    assert page.command("pouches.become", pouch="NG-0440", revision=0, status="retired")["ok"]
    assert page.told["matters"]["matters"] == []


def test_a_round_is_told_to_its_page(site: DeskSite, page: OpenPage) -> None:
    number = page.command("pouch-round.start", kind="form", group="12B")["round"]
    assert [one["title"] for one in page.told["rounds"]["rounds"]] == ["12B"]
    table = site.page(Role.ADMIN, f"pouch-round:{number}")
    first = table.told["round"]["round"]["next"]["id"]
    assert page.command("pouch-round.give", round=number, pupil=first, tag="04:01:02:03:04:05:06")["pouch"]
    told = table.told["round"]["round"]
    assert (told["issued"], told["tone"], told["can_undo"]) == (1, "ok", True)
    again = table.command("pouch-round.give", round=number, pupil=first, tag="NG-0400")
    assert again["code"] == "round.moved-on"
    assert table.command("pouch-round.end", round=number)["ok"]
    assert page.told["rounds"]["rounds"] == []
