"""What a paper uses on PCs is laid down on its plan, and each PC is seen in the room, over one school."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from controller.bootstrap import build
from controller.clock import ManualClock
from controller.config import Settings
from tests.controller.services.exams.exam_school import HALL, taken
from tests.labs import FakeLab, FakePc
from tests.schools import MONDAY_PERIOD_2
from tests.web.conftest import NINE, ORIGIN
from tests.web.fakes import FakeLater
from tests.web.sittings.test_sittings import INVIGILATOR, OTHERS, ExamSite, text
from web.app import create_app
from web.settings import WebSettings
from web.sittings import desk as sittings

SITES = "https://exam.example.org/2026\nmaths.example.org"


@pytest.fixture(scope="module")
def site(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExamSite]:
    data = tmp_path_factory.mktemp("exam-pcs") / "data"
    shutil.copytree(northgate_data, data)
    clock = ManualClock(MONDAY_PERIOD_2)
    school = replace(build(Settings(data_dir=data), clock), link=clock)
    _, rooms, by = taken(school)
    rooms.put(by, HALL, school_room="lab-1")
    assert school.exam_pcs
    later, wall_clock = FakeLater(), ManualClock(NINE)
    settings = WebSettings("Northgate School", b"k" * 32, ORIGIN, async_mode="threading")
    app, socketio = create_app(school, settings, desks=(sittings.attach,), later=later, wall_clock=wall_clock)
    app.testing = False
    yield ExamSite(app, socketio, school, later, wall_clock, school)  # type: ignore[arg-type]  # real services
    school.close()


@pytest.fixture(scope="module")
def pc(site: ExamSite) -> FakePc:
    return FakeLab(site.school, site.school.clock).turn_on(1)  # type: ignore[arg-type]  # it is a manual one


def test_it_is_laid_down_on_the_plan_as_people_write_sites(site: ExamSite) -> None:
    done = site.send("/1/profile", sites=SITES, login="exam*")
    assert "What the paper uses is kept." in text(done)
    assert "exam.example.org/2026\nmaths.example.org</textarea>" in done.text
    assert 'value="exam*"' in site.look("/1/plan").text
    refused = site.send("/1/profile", sites="not a site", login="")
    assert refused.status_code == 409
    assert "is no site" in text(refused)
    assert "not a site</textarea>" in refused.text, "what was typed is still there"
    assert "Ask the network manager" in text(site.send("/1/profile", program="minetest"))
    assert "None of its rooms is tied" in text(site.look("/2/plan"))


def test_nobody_else_lays_it_down(site: ExamSite) -> None:
    answers = {site.send("/1/profile", other, sites="x.org").status_code for other in (*OTHERS, INVIGILATOR)}
    assert answers == {403}


def test_the_room_sees_each_pc_and_hears_of_a_departure_at_once(site: ExamSite, pc: FakePc) -> None:
    officer, invigilator = site.page(), site.page(username=INVIGILATOR)
    first, *rest = invigilator.told["exam-pcs"]["pcs"]
    assert (first["name"], first["state"]) == ("PC-01", "waits")
    assert rest == []
    assert officer.command("exam.start", sitting=1, override="No gate today")["ok"]
    (lease,) = pc.desired.leases
    pc.report((lease.id,), user="exam07")
    assert invigilator.told["exam-pcs"]["pcs"][0]["state"] == "in-force"
    pc.report((lease.id,), user="9okafort")
    told = invigilator.told["exam-pcs"]
    assert told["pcs"][0]["state"] == "departed"
    (departure,) = told["departures"]
    assert departure["words"] == "Somebody is logged in at PC-01 as 9okafort, which is not the exam's login."
    named = {"sitting": 1, "departure": departure["id"]}
    written = invigilator.command("exam.log-departure", **named)
    assert written["ok"]
    assert officer.told["exam"]["incidents"][0]["words"] == departure["words"]
    assert officer.told["exam-pcs"]["departures"][0]["incident"] == written["incident"]
    assert invigilator.command("exam.set-aside-departure", **named)["ok"], "two may press at once"
    strange = invigilator.command("exam.log-departure", sitting=1, departure=9)
    assert strange["code"] == "departure.unknown"
    other = invigilator.command("exam.set-aside-departure", sitting=2, departure=departure["id"])
    assert other["code"] == "departure.unknown"
