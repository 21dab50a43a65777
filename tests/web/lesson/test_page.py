from datetime import datetime

import pytest

from controller.domain.timetable import LONDON
from simulators.northgate_year import YEAR
from tests.labs import FakeLab
from tests.web.conftest import ORIGIN
from tests.web.lab_site import LabSite, make_lab_site


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def shown(site: LabSite, username: str = "m.okafor", at: str = "") -> str:
    if at:
        moment = datetime.fromisoformat(f"2025-10-{at}").replace(tzinfo=LONDON)
        site.lab.clock.advance(moment - site.lab.clock.now())
    answer = site.get(site.log_in(username), "/lesson")
    assert answer.status_code == 200
    return str(answer.text)


def test_after_login_the_page_is_my_lesson_now(site: LabSite) -> None:
    landing = site.log_in("m.okafor").get("/", base_url=ORIGIN)
    assert landing.location == "/lesson"
    page = shown(site)
    for words in ("9B Computing", "Lab 1", "Period 2", "ends 11:00"):
        assert words in page
    assert f'data-lesson="{site.lesson}"' in page


def test_the_device_rule_in_force_is_quoted_with_its_source(site: LabSite) -> None:
    page = shown(site)
    assert "Year 9 may not use a phone in this lesson. It stays in its locked pouch." in page
    assert "Online Safety Policy 2025-2026" in page
    assert "lockable phone pouches" in page


def test_no_script_or_style_is_written_into_the_page(site: LabSite) -> None:
    page = shown(site)
    assert "<script>" not in page
    assert "style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("06T11:05", "Your next lesson is 10B in Lab 1 at 11:20."),
        ("06T15:30", "on Tue 7 Oct."),
        ("10T15:30", "on Mon 13 Oct."),
    ],
)
def test_between_lessons_the_page_says_what_is_next(site: LabSite, at: str, words: str) -> None:
    page = shown(site, at=at)
    assert "No lesson now" in page
    place, _, day = words.partition(" on ")
    assert (day or place.split(" is ")[0]) in page
    assert "data-starts=" in page


def test_whoever_never_teaches_is_told_so(site: LabSite) -> None:
    page = shown(site, "t39", at="11T10:05")
    assert "No school today (weekend)" in page


def test_on_a_closed_day_it_says_why(site: LabSite) -> None:
    site.lab.services.school_days.take(YEAR, "year.yaml")
    page = shown(site, at="28T10:05")
    assert "No school today (half-term)" in page
    assert "on Mon 3 Nov." in page


@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_the_lesson_desk_is_for_teachers(site: LabSite, username: str) -> None:
    assert site.get(site.log_in(username), "/lesson").status_code == 403


def test_a_stranger_is_asked_to_log_in(site: LabSite) -> None:
    answer = site.get(site.app.test_client(), "/lesson")
    assert (answer.status_code, answer.location) == (302, "/login?next=/lesson")
