"""The page and the commands of class checks, on one site; each test has a lesson or a class of its own."""

from typing import Any

import pytest

from controller.domain.timetable import LessonId
from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site

REASON = "Cover: Mr Pritchard was called away"


@pytest.fixture(scope="module")
def site(common_lab: FakeLab) -> LabSite:
    return make_lab_site(common_lab)


@pytest.fixture
def page(site: LabSite) -> Line:
    return site.known_page("m.okafor")  # type: ignore[no-any-return]  # cached


def change(number: int, *pupils: str, mark: str = "locked") -> dict[str, Any]:
    return {"change": f"{number:032x}", "marks": [{"pupil": one, "mark": mark} for one in pupils]}


def read(site: LabSite, username: str, path: str = "/checks") -> str:
    answer = site.get(site.known(username), path)
    assert answer.status_code == 200
    return str(answer.text)


def test_the_page_shows_the_class_of_now_by_seat(site: LabSite) -> None:
    page = read(site, "m.okafor")
    assert "9B Computing" in page
    assert "data-seated" in page
    assert "All the rest: locked" in page


def test_a_lesson_of_today_is_chosen_and_any_other_is_not(site: LabSite) -> None:
    lessons = site.lab.services.checks.classes.todays(site.lab.teacher.id)
    tutor_time = next(one for one in lessons if one.class_id == "9B/Tu")
    assert "Morning check" in read(site, "m.okafor", f"/checks?lesson={tutor_time.id}")
    assert "9B Computing" in read(site, "m.okafor", "/checks?lesson=1@1066-10-14")


@pytest.mark.parametrize("username", ["reception", "admin", "safeguarding", "exams"])
def test_nobody_but_teachers_opens_it(site: LabSite, username: str) -> None:
    assert site.get(site.known(username), "/checks").status_code == 403


def test_without_a_lesson_it_says_when_the_next_one_is(site: LabSite) -> None:
    """Two teachers to spare have none; the others of this hour have theirs."""
    services = site.lab.services
    spare = next(
        one.username
        for one in services.accounts.all()
        if one.username.startswith("t") and not services.checks.classes.todays(one.id)
    )
    assert "No class to check now" in read(site, spare)


def test_what_is_marked_is_answered_and_told_to_every_page_of_the_lesson(site: LabSite, page: Line) -> None:
    other = site.page("m.okafor")
    other.say("follow", f"check:{site.lesson}")
    first = other.heard("check")[0]["pupils"][0]["id"]
    answer = page.command("check.mark", lesson=site.lesson, **change(1, first, mark="no-phone"))
    assert answer["sheet"]["pupils"][0]["mark"] == "no-phone"
    assert other.heard("check")[-1] == answer["sheet"]


def test_it_is_the_lessons_own_teacher_who_marks(site: LabSite) -> None:
    stranger = site.known_page("j.pritchard")
    for name, payload in (("check.mark", change(2, "p0001")), ("check.tap-at", {"station": "north-1"})):
        assert stranger.command(name, lesson=site.lesson, **payload)["code"] == "check.not-yours"
    assert not stranger.say("follow", f"check:{site.lesson}")["ok"]
    yesterday = str(LessonId(LessonId.parse(site.lesson).slot, LessonId.parse(site.lesson).on.replace(day=3)))
    own = site.known_page("m.okafor").command("check.mark", lesson=yesterday, **change(3, "p0001"))
    assert own["code"] == "check.not-yours"


def test_whoever_covers_it_gives_a_reason_first(site: LabSite) -> None:
    cover = site.page("t01")
    lessons = cover.command("check.to-cover")["lessons"]
    lesson = next(one["id"] for one in lessons if one["title"] == "8D Computing")
    pupil = site.lab.services.checks.classes.sheet(
        next(one for one in site.lab.lab.lessons.on_now() if str(one.id) == lesson)
    ).pupils[0]
    assert cover.command("check.mark", lesson=lesson, **change(4, pupil.pupil))["code"] == "check.not-yours"
    assert cover.command("visit.start", lesson=lesson, reason=REASON, whole=True)["ok"]
    assert cover.command("check.mark", lesson=lesson, **change(4, pupil.pupil))["ok"]
    assert "for Mr J. Pritchard" in read(site, "t01", f"/checks?lesson={lesson}")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"change": "x", "marks": [{"pupil": "p0001", "mark": "locked"}]},
        {"change": "0" * 32, "marks": []},
        {"change": "0" * 32, "marks": [{"pupil": "p0001", "mark": "guilty"}]},
        {"change": "0" * 32, "marks": [{"pupil": "p0001", "mark": "locked"}] * 201},
    ],
)
def test_what_cannot_be_read_marks_nobody(site: LabSite, page: Line, payload: dict[str, Any]) -> None:
    answer = page.command("check.mark", lesson=site.lesson, **payload)
    assert not answer["ok"]
    assert answer["sentence"].endswith(".")


def test_a_pupil_of_another_class_is_refused_in_a_sentence(site: LabSite, page: Line) -> None:
    answer = page.command("check.mark", lesson=site.lesson, **change(5, "p0001"))
    assert answer["sentence"] == "A pupil marked there is not in this class. Reload the page."


def test_a_station_that_is_not_taken_on_counts_no_taps(site: LabSite, page: Line) -> None:
    answer = page.command("check.tap-at", lesson=site.lesson, station="office-1")
    assert answer["code"] == "check.no-station"
