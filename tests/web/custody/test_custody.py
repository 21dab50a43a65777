import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from controller.clock import ManualClock
from controller.domain.custody_words import State
from tests.custody import CustodyDesk, open_desk, seen
from tests.web.conftest import NINE, ORIGIN, Site
from tests.web.fakes import FakeLater
from tests.web.front_desk import OpenPage
from tests.web.passwords import Passwords
from web.app import create_app
from web.custody import desk as custody
from web.settings import WebSettings

PEOPLE = ("m.okafor", "j.pritchard", "reception", "safeguarding", "exams", "admin")
FORMS = ("offer", "accept", "withdraw", "move", "give-back", "police", "police-back")


@dataclass
class CustodySite(Site):
    desk: CustodyDesk

    def __post_init__(self) -> None:
        self.passwords = Passwords(self.desk.school.accounts)
        self._clients: dict[str, FlaskClient] = {}

    def of(self, username: str) -> FlaskClient:
        if username not in self._clients:
            self._clients[username] = client = self.browser()
            answer = self.post(
                client, "/login", {"username": username, "password": self.passwords.of(username)}
            )
            assert answer.status_code == 303
        return self._clients[username]

    def look(self, username: str, path: str) -> Any:
        return self.of(username).get(path, base_url=ORIGIN)

    def send(self, username: str, path: str, **fields: str) -> Any:
        return self.post(self.of(username), path, fields)


@pytest.fixture(scope="module")
def site(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CustodySite]:
    desk = open_desk(northgate_data, tmp_path_factory.mktemp("custody") / "data")
    later, wall_clock = FakeLater(), ManualClock(NINE)
    settings = WebSettings("Northgate School", b"k" * 32, ORIGIN, async_mode="threading")
    app, socketio = create_app(
        desk.school, settings, desks=(custody.attach,), later=later, wall_clock=wall_clock
    )
    app.testing = False
    yield CustodySite(app, socketio, desk.school, later, wall_clock, desk)  # type: ignore[arg-type]  # real services
    desk.school.close()


@pytest.fixture(autouse=True)
def ten_o_clock(site: CustodySite) -> None:
    site.desk.go_to("2025-10-06T10:05")


def opened(page: str) -> list[str]:
    """The forms that stand open."""
    return re.findall(r'custody-step" open><summary>([^<]*)', page)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def taken(site: CustodySite, by: str = "m.okafor") -> int:
    pupil = next(site.desk.pupils)
    page = site.look(by, f"/confiscate?pupil={pupil}").text
    fields = {name: hidden(page, name) for name in ("pupil", "what", "place", "where", "due_used")}
    answer = site.send(by, "/confiscate", why="used", goes="office", **fields)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].split("/")[-1].split("?")[0])


def revision(site: CustodySite, number: int) -> str:
    return str(site.desk.look(number).revision)


def test_three_taps_take_a_phone_with_the_rule_and_the_date_shown_before(site: CustodySite) -> None:
    who = site.look("m.okafor", "/confiscate").text
    assert "9B" in who
    pupil = next(site.desk.pupils)
    assert f"/confiscate?pupil={pupil}" in who
    page = site.look("m.okafor", f"/confiscate?pupil={pupil}").text
    assert "Pupils use of personal devices and mobile phones" in page
    assert "Due back" in page
    assert "Mon 6 Oct, 15:10" in page
    assert "school&#39;s default" in page
    number = taken(site)
    said = site.look("m.okafor", f"/custody/{number}?done=taken").text
    assert "Taken, and written down" in said
    assert "the school office to take it over" in said


def test_a_watch_is_asked_about_as_a_watch_and_a_later_due_date_cannot_be_chosen(site: CustodySite) -> None:
    pupil = next(site.desk.pupils)
    page = site.look("m.okafor", f"/confiscate?pupil={pupil}&what=smart-watch&sooner=1").text
    assert "Confiscate the watch" in page
    assert "Mon 6 Oct, 12:20" in page
    longer = site.look("m.okafor", f"/confiscate?pupil={pupil}&sooner=4").text
    assert "is due back on Monday 6 October at 15:10 at the latest" in longer


def test_somebody_with_leave_is_may_use_and_no_more(site: CustodySite) -> None:
    from device_rules.vocabulary import Exemption

    pupil = next(site.desk.pupils)
    site.desk.school.reception.exemptions.give(site.desk.staff("safeguarding"), pupil, Exemption.MEDICAL)
    page = site.look("m.okafor", f"/confiscate?pupil={pupil}").text
    assert "may use a phone" in page
    assert "medical" not in page.lower()
    fields = {name: hidden(page, name) for name in ("pupil", "what", "place", "where", "due_used")} | {
        "why": "used"
    }
    assert site.send("m.okafor", "/confiscate", **fields).status_code == 409
    signed = {"override_username": "safeguarding", "override_reason": "filmed a fight"}
    wrong = site.send("m.okafor", "/confiscate", **fields, **signed, override_password="guess")
    assert "do not belong together" in wrong.text
    right = site.passwords.of("safeguarding")
    assert (
        site.send("m.okafor", "/confiscate", **fields, **signed, override_password=right).status_code == 303
    )


def test_a_phone_goes_from_the_lesson_to_the_office_to_a_parent(site: CustodySite) -> None:
    number = taken(site)
    desk = site.look("reception", "/custody").text
    assert "Waits for you" in desk
    assert f"C{number:05d}" in desk
    form = {"revision": revision(site, number), "place": "Office safe", "seal": "locker 7", "from": "desk"}
    assert site.send("reception", f"/custody/{number}/accept", **form).status_code == 303
    page = site.look("reception", f"/custody/{number}").text
    assert "signed by Mrs M. Okafor and Ms D. Hallam" in page
    back = {"revision": revision(site, number), "to": "parent", "early": "agreed", "parent": "Mrs Amara"}
    refused = site.send("reception", f"/custody/{number}/give-back", **back)
    assert refused.status_code == 409
    assert "seen their ID" in refused.text
    assert 'value="Mrs Amara"' in refused.text
    assert opened(refused.text) == ["Give it back"]
    assert site.send("reception", f"/custody/{number}/give-back", **back, id_seen="1").status_code == 303
    assert site.desk.look(number).state is State.RETURNED
    stale = site.send("reception", f"/custody/{number}/move", revision=form["revision"], place="elsewhere")
    assert "Ms D. Hallam was first" in stale.text


def test_both_sign_at_one_device(site: CustodySite) -> None:
    number = taken(site)
    form = {"revision": revision(site, number), "place": "Office safe", "receiver_username": "reception"}
    wrong = site.send("m.okafor", f"/custody/{number}/accept", **form, receiver_password="guess")
    assert wrong.status_code == 409
    assert opened(wrong.text) == ["They are here and sign now"]
    password = site.passwords.of("reception")
    right = site.send("m.okafor", f"/custody/{number}/accept", **form, receiver_password=password)
    assert right.status_code == 303
    assert site.desk.look(number).holder == "Ms D. Hallam"


def test_the_receipt_says_nothing_of_why(site: CustodySite) -> None:
    number = taken(site)
    receipt = site.look("m.okafor", f"/custody/{number}/receipt").text
    assert f"C{number:05d}" in receipt
    assert "Mon 6 Oct, 15:10" in receipt
    assert "brings proof of identity" in receipt
    assert "Used it" not in receipt


SEARCH = {
    "searcher": "j.pritchard",
    "witness": "Ms D. Hallam",
    "same_sex": "yes",
    "place": "Office 2",
    "at": "2025-10-06T09:50",
    "grounds": "seen filming in the changing room",
    "sought": "a second phone",
    "consent": "parent",
    "consent_how": "by telephone",
    "outcome": "found",
    "device": "phone",
}


def test_a_teacher_sees_what_is_offered_without_reloading_and_nobody_elses_news(site: CustodySite) -> None:
    later: Any = site.later
    mine, other = (OpenPage(site.socket(site.of(name)), later) for name in ("m.okafor", "j.pritchard"))
    for page in (mine, other):
        assert page.send("follow", "custody-mine")["ok"]
    before, others = mine.told["custody-mine"], other.told["custody-mine"]
    one = site.desk.take()
    assert mine.told["custody-mine"]["devices"] == before["devices"] + 1
    assert f'href="/custody/{one.number}"' in site.look("m.okafor", "/confiscate").text
    assert other.told["custody-mine"] == others
    site.desk.custody.handing.accept(site.desk.staff("reception"), seen(one), "office safe")
    assert mine.told["custody-mine"]["devices"] == before["devices"] + 1  # taken by them, and told anew
    assert OpenPage(site.socket(site.of("exams")), later).send("follow", "custody-mine")["ok"] is False


def test_a_search_is_recorded_for_safeguarding_and_its_recorder_only(site: CustodySite) -> None:
    pupil = next(site.desk.pupils)
    page = site.look("reception", f"/custody/searches?pupil={pupil}").text
    assert "lets the leadership team search" in page
    wrong = site.send("reception", "/custody/searches", pupil=pupil, **SEARCH | {"searcher": "m.okafor"})
    assert "Mrs M. Okafor may not" in wrong.text
    assert "seen filming" in wrong.text
    missing = site.send("reception", "/custody/searches", pupil=pupil, **SEARCH | {"witness": " "})
    assert "Write down the witness" in missing.text
    assert site.send("reception", "/custody/searches", pupil=pupil, **SEARCH).status_code == 303
    for username, sees in (("reception", True), ("safeguarding", True), ("m.okafor", False)):
        assert ("seen filming in" in site.look(username, "/custody/searches").text) is sees
    assert any(
        one.why == "found" for one in site.desk.custody.lists.desk(site.desk.staff("safeguarding")).waiting
    )


def test_the_record_is_held_against_the_stations_on_the_page(site: CustodySite) -> None:
    assert "equals what the stations reported" in site.send("reception", "/custody/check").text


@pytest.mark.parametrize("username", PEOPLE)
def test_each_page_is_for_its_roles(site: CustodySite, username: str) -> None:
    keeps, takes = username in ("reception", "safeguarding"), username not in ("exams", "admin")
    for path, opens in (
        ("/custody", keeps or username == "exams"),
        ("/confiscate", takes),
        ("/custody/searches", takes),
        ("/custody/pupil/none", keeps),
    ):
        assert site.look(username, path).status_code == (200 if opens else 403), path
    assert site.send(username, "/custody/check").status_code == (200 if keeps else 403)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_for_who_has_nothing_to_do_with_it(site: CustodySite, form: str) -> None:
    number = taken(site) if form == FORMS[0] else 1
    for username, status in (("exams", 403), ("admin", 403), ("j.pritchard", 409)):
        answer = site.send(username, f"/custody/{number}/{form}", revision=revision(site, number), place="x")
        assert answer.status_code == status
    assert site.send("reception", f"/custody/999/{form}", revision="1", place="x").status_code == 409


@pytest.mark.parametrize(
    "fields",
    [{}, {"why": "found"}, {"why": "x"}, {"what": "school-device"}, {"place": "moon"}, {"pupil": "nobody"}],
)
def test_what_no_page_sends_is_refused(site: CustodySite, fields: dict[str, str]) -> None:
    plain = {"pupil": "nobody", "what": "phone", "place": "site", "why": "used"}
    answer = site.send("m.okafor", "/confiscate", **(plain | fields if fields else {}))
    assert answer.status_code == 409


def test_a_holiday_between_is_said_before_anything_is_written(site: CustodySite) -> None:
    site.desk.go_to("2025-12-19T15:30")
    page = site.look("m.okafor", f"/confiscate?pupil={next(site.desk.pupils)}").text
    assert "Tue 6 Jan, 15:10" in page
    assert "That is 18 days away: the Christmas holiday lies between." in page


def test_the_number_of_a_receipt_leads_to_its_device(site: CustodySite) -> None:
    number = taken(site)
    assert "The chain of custody" in site.look("reception", f"/custody?q=C{number:05d}").text
    assert site.look("reception", "/custody?q=C99999").status_code == 404


@pytest.mark.parametrize("tail", ["", "/receipt"])
def test_a_teacher_learns_nothing_of_the_desk_by_a_number_that_is_not_theirs(
    site: CustodySite, tail: str
) -> None:
    number = taken(site, "reception")
    for wrong in (number, 99999):
        answer = site.look("m.okafor", f"/custody/{wrong}{tail}")
        assert answer.status_code == 404
        assert "There is no page here" in answer.text


def test_the_office_does_not_give_back_what_a_teacher_has(site: CustodySite) -> None:
    number = taken(site)
    form = {
        "revision": revision(site, number),
        "to": "parent",
        "early": "x",
        "parent": "Mrs A",
        "id_seen": "1",
    }
    answer = site.send("reception", f"/custody/{number}/give-back", **form)
    assert (answer.status_code, "do not hold" in answer.text) == (409, True)


@pytest.mark.parametrize("path", ["/custody/99999999999999999999", "/custody/0", "/custody/-1"])
def test_no_number_is_too_strange(site: CustodySite, path: str) -> None:
    assert site.look("reception", path).status_code == 404


@pytest.mark.parametrize("text", ["%00", "%25' OR 1=1", "x" * 5000, "%F0%9F%92%A9", "%ff"])
def test_no_search_is_too_strange(site: CustodySite, text: str) -> None:
    for path in ("/custody", "/confiscate", "/custody/searches"):
        assert site.look("reception", f"{path}?q={text}").status_code == 200
    assert site.look("reception", f"/custody/pupil/{text}").status_code == 200
    assert site.look("reception", f"/confiscate?pupil={text}").status_code == 404
    assert site.look("reception", f"/custody/searches?pupil={text}").status_code == 200
