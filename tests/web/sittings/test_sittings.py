"""The desk of sittings over one school: who enters, what is refused where, and what pages are told."""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.config import Settings
from tests.controller.services.exams.exam_school import FILE, taken
from tests.schools import MONDAY_PERIOD_2
from tests.web.conftest import NINE, ORIGIN, Site
from tests.web.fakes import FakeLater
from tests.web.front_desk import OpenPage
from tests.web.passwords import Passwords
from web.app import create_app
from web.settings import WebSettings
from web.sittings import desk as sittings

OFFICER, INVIGILATOR = "exams", "invigilator"
OTHERS = ("m.okafor", "reception", "safeguarding", "admin")
PAGES = (
    "",
    "/set-up",
    "/entries",
    "/entries/example.csv",
    "/new",
    "/1/plan",
    "/1/rooms/hall",
    "/1/rooms/hall/gate",
    "/1/rooms/hall/clock",
)
OFFICERS_ALONE = PAGES[1:6]
PAPER = {
    "awarding_body": "OCR",
    "code": "J249/03",
    "on": "2025-10-07",
    "session": "am",
    "starts": "09:00",
    "minutes": "60",
    "kind": "written",
}
ROOM = {"room": "", "name": "Gym", "rows": "6", "columns": "5", "across": "1,25", "along": "1.5"}


@dataclass
class ExamSite(Site):
    school: Services
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._passwords = Passwords(self.school.accounts)

    def of(self, username: str) -> FlaskClient:
        if username not in self._clients:
            self._clients[username] = client = self.browser()
            form = {"username": username, "password": self._passwords.of(username)}
            assert self.post(client, "/login", form).status_code == 303
        return self._clients[username]

    def look(self, path: str, username: str = OFFICER) -> Any:
        return self.of(username).get(f"/sittings{path}", base_url=ORIGIN)

    def send(self, path: str, username: str = OFFICER, **form: Any) -> Any:
        return self.post(self.of(username), f"/sittings{path}", form)

    def page(self, room: str = "hall", username: str = OFFICER) -> OpenPage:
        page = OpenPage(self.socket(self.of(username)), self.later)
        assert page.send("follow", f"exam:1/{room}")["ok"]
        return page


@pytest.fixture(scope="module")
def site(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExamSite]:
    data = tmp_path_factory.mktemp("sittings") / "data"
    shutil.copytree(northgate_data, data)
    school = build(Settings(data_dir=data), ManualClock(MONDAY_PERIOD_2))
    taken(school)
    later, wall_clock = FakeLater(), ManualClock(NINE)
    settings = WebSettings("Northgate School", b"k" * 32, ORIGIN, async_mode="threading")
    app, socketio = create_app(school, settings, desks=(sittings.attach,), later=later, wall_clock=wall_clock)
    app.testing = False
    yield ExamSite(app, socketio, school, later, wall_clock, school)  # type: ignore[arg-type]  # real services
    school.close()


def text(answer: Any) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.mark.parametrize("path", PAGES)
def test_the_officer_opens_every_page_and_others_none(site: ExamSite, path: str) -> None:
    assert site.look(path).status_code == 200
    assert {site.look(path, other).status_code for other in OTHERS} == {403}
    assert site.look(path, INVIGILATOR).status_code == (403 if path in OFFICERS_ALONE else 200)


def test_the_list_names_the_centre_the_papers_and_their_rooms(site: ExamSite) -> None:
    page = text(site.look(""))
    assert "The centre's number is not given yet" in page
    assert "AQA 8300/1F" in page
    assert "11:00–12:30" in page
    assert "2 candidates" in page


@pytest.mark.parametrize("username", [OFFICER, INVIGILATOR])
def test_whoever_looks_after_exams_lands_here(site: ExamSite, username: str) -> None:
    assert site.of(username).get("/", base_url=ORIGIN).location == "/sittings"


def test_an_invigilator_sees_todays_and_no_plan(site: ExamSite) -> None:
    page = site.look("", INVIGILATOR)
    assert "AQA 8300/1F" in text(page)
    assert "/1/plan" not in page.text


@pytest.mark.parametrize("path", ["/99/plan", "/99/rooms/hall", "/1/rooms/gym"])
def test_what_is_not_there_is_said(site: ExamSite, path: str) -> None:
    answer = site.look(path)
    assert answer.status_code == 409
    assert "no such exam room" in text(answer) or "not there any more" in text(answer)


def test_the_centre_is_kept_and_a_wrong_number_is_refused_where_it_was_given(site: ExamSite) -> None:
    refused = site.send("/set-up/centre", number="123", name="Northgate School")
    assert refused.status_code == 409
    assert "five digits" in text(refused)
    assert 'value="123"' in refused.text
    assert "kept" in text(site.send("/set-up/centre", number="61234", name="Northgate School"))
    assert "Centre 61234" in text(site.look("/1/rooms/hall/clock"))


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"name": " "}, "Give the room's name."),
        ({"rows": "0"}, "Give the number of rows, from 1 to 26."),
        ({"columns": "nine"}, "Give the seats of a row, from 1 to 99."),
        ({"across": "far"}, "such as 1.25"),
        ({"across": "1e999"}, "such as 1.25"),
        ({"along": "0.01"}, "such as 1.25"),
    ],
)
def test_a_room_that_cannot_be_is_refused_with_what_was_typed(
    site: ExamSite, bad: dict[str, str], sentence: str
) -> None:
    answer = site.send("/set-up/room", **(ROOM | bad))
    assert answer.status_code == 409
    assert sentence in text(answer)


def test_a_room_is_added_changed_and_taken_off(site: ExamSite) -> None:
    assert "Gym has 30 seats." in text(site.send("/set-up/room", **ROOM))
    assert "Gym has 40 seats." in text(site.send("/set-up/room", **(ROOM | {"room": "gym", "rows": "8"})))
    assert "off the list" in text(site.send("/set-up/remove-room", room="gym"))
    assert site.send("/set-up/remove-room", room="gym").status_code == 409


def test_what_counts_and_the_ratios_are_the_schools_own(site: ExamSite) -> None:
    assert "is kept" in text(site.send("/set-up/categories", categories="Phone\nWatch"))
    assert site.send("/set-up/categories", categories=" ").status_code == 409
    ratio = {"kind": "on-screen", "candidates": "15", "since": "2025-09-01", "source": "This year's"}
    assert "15" in text(site.send("/set-up/ratio", **ratio))
    for bad in ({"candidates": "0"}, {"since": "soon"}, {"kind": "oral"}, {"source": " "}):
        assert site.send("/set-up/ratio", **(ratio | bad)).status_code == 409


def look_at(site: ExamSite, content: bytes) -> Any:
    return site.send("/entries", file=(io.BytesIO(content), "entries.csv"))


def test_a_file_shows_what_it_would_change_and_is_then_taken(site: ExamSite) -> None:
    moved = FILE.replace(b"hall,B1", b"hall,C1")
    shown = look_at(site, moved)
    assert "0002 in 8300/1F on 6 October 2025, AM hall B1 → hall C1" in text(shown)
    fields = dict(re.findall(r'name="(digest|content|name)" value="([^"]*)"', shown.text))
    assert "Taken: 1 entry changed." in text(site.send("/entries/take", **fields))
    again = site.send("/entries/take", **fields)
    assert again.status_code == 409
    assert "look at the differences again" in text(again)


def test_a_file_with_mistakes_names_its_lines(site: ExamSite) -> None:
    shown = text(look_at(site, FILE.replace(b"11:00", b"noon")))
    assert "Line 2 «noon» in «start» is not a time of day" in shown
    assert "Take it" not in shown


@pytest.mark.parametrize("content", [b"", b"no,such,columns\n1,2,3", b"PK\x03\x04\x00"])
def test_what_is_no_table_is_refused(site: ExamSite, content: bytes) -> None:
    assert look_at(site, content).status_code == 409


def test_content_that_was_tampered_with_is_not_taken(site: ExamSite) -> None:
    assert site.send("/entries/take", digest="0" * 64, content="%%%").status_code == 409


def test_a_sitting_is_added_by_hand_changed_and_removed(site: ExamSite) -> None:
    added = site.send("/new", **PAPER)
    assert added.status_code == 303
    path = added.headers["Location"].removeprefix("/sittings")
    number = path.split("/")[1]
    assert "OCR J249/03" in text(site.look(path))
    entry = {"candidate": "7", "name": "Cy Ode", "room": "hall", "seat": "d4", "extra": "25"}
    assert "0007 Cy Ode is entered." in text(site.send(f"/{number}/entry", **entry))
    assert "Main hall, D4" in text(site.look(path))
    assert "is withdrawn" in text(site.send(f"/{number}/withdraw", candidate="0007"))
    assert "is down for that room" in text(site.send(f"/{number}/duty", room="hall", name="Mr Shah"))
    assert "is taken off" in text(site.send(f"/{number}/remove-duty", room="hall", name="Mr Shah"))
    assert "are kept" in text(site.send(f"/{number}/change", **(PAPER | {"minutes": "75"})))
    assert site.send(f"/{number}/remove").status_code == 303
    assert site.look(path).status_code == 409


@pytest.mark.parametrize(
    "bad",
    [
        {"awarding_body": ""},
        {"code": " "},
        {"on": "13/05/2027"},
        {"session": "night"},
        {"starts": "nine"},
        {"minutes": "0"},
        {"kind": "oral"},
    ],
)
def test_a_sitting_that_cannot_be_is_refused_with_what_was_typed(site: ExamSite, bad: dict[str, str]) -> None:
    answer = site.send("/new", **(PAPER | bad))
    assert answer.status_code == 409
    assert 'value="2025-10-07"' in answer.text or "on" in bad


@pytest.mark.parametrize(
    "bad", [{"candidate": "12345"}, {"name": ""}, {"seat": "front"}, {"seat": "Z9"}, {"extra": "-5"}]
)
def test_an_entry_that_cannot_be_is_refused(site: ExamSite, bad: dict[str, str]) -> None:
    entry = {"candidate": "7", "name": "Cy Ode", "room": "hall", "seat": "D4", "extra": ""}
    assert site.send("/1/entry", **(entry | bad)).status_code == 409


@pytest.mark.parametrize(
    "path", ["/set-up/room", "/entries", "/entries/take", "/new", "/1/entry", "/1/remove"]
)
def test_nobody_else_lays_down_exams(site: ExamSite, path: str) -> None:
    assert {site.send(path, other).status_code for other in (*OTHERS, INVIGILATOR)} == {403}


def test_the_screen_on_the_wall_is_told_the_times_and_nobodys_name(site: ExamSite) -> None:
    page = OpenPage(site.socket(site.of(OFFICER)), site.later)
    assert page.send("follow", "exam-clock:1/hall")["ok"]
    told = page.told["exam-clock"]
    assert [one["percent"] for one in told["extras"]] == [25]
    for shown in (site.look("/1/rooms/hall/clock").text, str(told)):
        assert "Silva" not in shown
        assert "0001" not in shown


@pytest.mark.parametrize("kind", ["exam", "exam-clock"])
@pytest.mark.parametrize(
    ("name", "code"),
    [("1/made-up", "room.unknown"), ("1/", "room.unknown"), ("99/hall", "sitting.unknown")]
    + [(name, "follow.not-allowed") for name in ("01/hall", "0/hall", "/hall", "1x/hall")],
)
def test_a_room_that_somebody_made_up_is_not_followed(
    site: ExamSite, kind: str, name: str, code: str
) -> None:
    page = OpenPage(site.socket(site.of(OFFICER)), site.later)
    assert page.send("follow", f"{kind}:{name}")["code"] == code


def line(number: int) -> dict[str, object]:
    return {"sitting": 1, "key": f"{number:032x}", "at": MONDAY_PERIOD_2.isoformat()}


def test_a_room_is_told_of_what_happens_in_it_and_a_start_waits_for_its_gate(site: ExamSite) -> None:
    officer, invigilator = site.page(), site.page(username=INVIGILATOR)
    assert [one["presence"] for one in officer.told["exam"]["places"]] == ["expected", "expected"]
    passed = line(1) | {"candidate": "0001", "outcome": "handed-in", "token": "A1", "devices": ["Phone"]}
    assert invigilator.command("exam.pass", **passed)["ok"]
    assert invigilator.command("exam.mark", **line(2), candidate="0002", step="arrived")["ok"]
    told = officer.told["exam"]
    assert told["gate"] == {
        "seated": 2,
        "counts": {"handed-in": 1, "declared-none": 0, "adjustment": 0},
        "short": [told["places"][1]["seat"]],
    }
    assert told["ratio"]["watch"] == "nobody"
    assert invigilator.command("exam.start", sitting=1)["code"] == "command.not-allowed"
    refused = officer.command("exam.start", sitting=1)
    assert refused["code"] == "gate.short"
    assert "Nothing is on record for seat" in refused["sentence"]
    assert officer.command("exam.start", sitting=1, override="Fire alarm held up the gate")["ok"]
    assert officer.told["exam"]["sitting"]["override"] == "Fire alarm held up the gate"
    assert invigilator.command("exam.sign-in", **line(3), room="hall", name="Mrs Reed")["ok"]
    report = {"room": "hall", "kind": "illness", "words": "Felt faint.", "seat": "A1"}
    assert invigilator.command("exam.report", **line(4), **report)["ok"]
    assert officer.told["exam"]["incidents"][0]["words"] == "Felt faint."
    assert officer.told["exam"]["ratio"]["watch"] == "alone"
    gone = {"sitting": 1, "name": "Mrs Reed", "at": MONDAY_PERIOD_2.isoformat()}
    assert invigilator.command("exam.sign-out", **gone)["ok"]
    moved = {"sitting": 1, "candidate": "0001", "room": "hall", "seat": "E4", "reason": "Glare"}
    assert officer.command("exam.move", **moved)["ok"]
    assert officer.told["exam"]["places"][0]["seat"] == "E4"
    assert officer.command("exam.take-back", sitting=1, candidate="0001")["ok"]
    assert officer.command("exam.attest", **line(5), room="hall", what="poster-displayed", name="Mrs Reed")[
        "ok"
    ]
    assert officer.told["exam"]["attested"][0]["by"] == "Mrs Reed"
    assert officer.command("exam.end", sitting=1)["ok"]
    assert officer.told["exam"]["sitting"]["stage"] == "ended"


def test_another_rooms_page_hears_nothing_of_it(site: ExamSite) -> None:
    other = site.page("lab-1")
    assert other.told["exam"]["places"] == []


@pytest.fixture(scope="module")
def case(site: ExamSite) -> str:
    """A case of the afternoon's paper, which has not started."""
    found = {"room": "lab-1", "seat": "A1", "what": "Earbuds", "where": "in an ear"}
    page = site.page("lab-1")
    answer = page.command("exam.found", **(line(90) | {"sitting": 2}), **found)
    assert answer["ok"], answer
    nobody = page.command("exam.found", **(line(91) | {"sitting": 2}), **(found | {"seat": "B4"}))
    assert nobody["code"] == "seat.unknown"
    return f"/cases/{answer['case']}"


FACTS = {"nature": "Earbuds were seen.", "discovered_by": "Mrs Reed, invigilator", "disruption": "Nobody."}


def test_a_case_is_written_checked_and_signed_by_the_officer_alone(site: ExamSite, case: str) -> None:
    assert "no record" in text(site.look(case))
    refused = site.send(f"{case}/sign")
    assert refused.status_code == 409
    assert "Say what was seen" in text(refused)
    assert "Nothing is sent." in text(site.send(case, **FACTS))
    assert "Signed." in text(site.send(f"{case}/sign"))
    late = site.send(case, **(FACTS | {"nature": "Something else."}))
    assert late.status_code == 409
    assert site.look(f"{case}.json").json["a_nature"] == "Earbuds were seen."
    assert site.look(f"{case}.pdf").data.startswith(b"%PDF")
    assert "signed" in text(site.look("/cases"))
    assert "closed" in text(site.send(f"{case}/close"))


@pytest.mark.parametrize("path", ["/cases", "/cases/1", "/cases/1.pdf", "/cases/1.json"])
def test_nobody_else_reads_a_case(site: ExamSite, case: str, path: str) -> None:
    assert {site.look(path, other).status_code for other in (*OTHERS, INVIGILATOR)} == {403}


@pytest.mark.parametrize("path", ["/cases/1", "/cases/1/sign", "/cases/1/close", "/1/evidence"])
def test_nobody_else_writes_one_or_takes_the_evidence(site: ExamSite, case: str, path: str) -> None:
    assert {site.send(path, other).status_code for other in (*OTHERS, INVIGILATOR)} == {403}


def test_a_case_that_is_none_is_said(site: ExamSite) -> None:
    assert site.look("/cases/99").status_code == 409


def test_the_records_are_kept_until_the_officers_day(site: ExamSite) -> None:
    assert "Kept until you say for how long" in text(site.look("/1/plan"))
    assert "kept until 31 March 2026" in text(site.send("/1/keep", day="2026-03-31"))
    for bad in ("2025-10-05", "", "soon"):
        assert site.send("/1/keep", day=bad).status_code == 409
    assert site.send("/1/keep", INVIGILATOR, day="2026-03-31").status_code == 403


def test_the_evidence_comes_as_one_file(site: ExamSite) -> None:
    answer = site.send("/1/evidence")
    assert answer.mimetype == "application/zip"
    assert answer.data.startswith(b"PK")
    assert site.send("/99/evidence").status_code == 409
