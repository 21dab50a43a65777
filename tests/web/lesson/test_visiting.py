from datetime import datetime
from typing import Any

import pytest

from controller.domain.accounts import Role
from controller.domain.timetable import LONDON
from controller.services.lab.visits import SHORT
from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site

REASON = "Cover: Mr Pritchard was called away"


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def page(site: LabSite) -> Line:
    return site.page("m.okafor")


def other(page: Line) -> str:
    (lesson,) = page.command("visit.choices")["lessons"]
    assert (lesson["room"], lesson["teacher"]) == ("Lab 2", "Mr J. Pritchard")
    return str(lesson["id"])


def start(page: Line, **changes: Any) -> dict[str, Any]:
    return page.command("visit.start", **{"lesson": other(page), "reason": REASON} | changes)


def test_with_a_reason_another_lesson_opens_for_a_while(site: LabSite, page: Line) -> None:
    lesson = other(page)
    asked = {"lesson": lesson, "seats": ["lab-2-pc-01"]}
    assert page.command("lesson.lock", **asked)["code"] == "lesson.not-yours"
    path = start(page)["path"]
    client = site.log_in("m.okafor")
    shown = site.get(client, path)
    assert shown.status_code == 200
    assert f'data-lesson="{lesson}"' in shown.text
    assert REASON in shown.text
    assert page.command("lesson.lock", **asked)["ok"]
    assert page.command("lesson.lock", lesson=lesson, seats=["lab-1-pc-01"])["code"] == "lesson.wrong-seat"
    site.lab.clock.advance(SHORT)
    assert page.command("lesson.lock", **asked)["code"] == "lesson.not-yours"
    assert site.get(client, path).location == "/lesson"


def test_the_lessons_own_teacher_sees_who_is_in_it_and_why(site: LabSite, page: Line) -> None:
    own = site.page("j.pritchard")
    own.say("follow", f"lesson:{other(page)}")
    assert own.heard("visitors") == [[]]
    start(page)
    (told,) = own.heard("visitors")[-1]
    assert (told["by"], told["reason"]) == ("Mrs M. Okafor", REASON)
    page.command("visit.end", lesson=other(page))
    assert own.heard("visitors")[-1] == []


def test_a_visitors_page_is_told_when_the_visit_is_over_and_hears_no_more(site: LabSite, page: Line) -> None:
    lesson = other(page)
    assert page.say("follow", f"lesson:{lesson}")["code"] == "follow.not-allowed"
    start(page)
    assert page.say("follow", f"lesson:{lesson}")["ok"]
    page.command("lesson.watch", lesson=lesson, seats=["lab-2-pc-01"])
    site.lab.tick(SHORT.total_seconds())
    assert page.heard("lesson-over") == [{}]
    told = len(page.heard("pulse"))
    site.lab.tick(1)
    assert len(page.heard("pulse")) == told


def test_the_end_of_a_visit_ends_its_page_though_another_visit_goes_on(site: LabSite) -> None:
    """Of somebody who teaches nothing now, and has gone into two lessons."""
    site.lab.services.accounts.add("e.nair", "Ms E. Nair", Role.TEACHER)
    page, second = site.page("e.nair"), site.page("e.nair")
    first, other_lesson = [one["id"] for one in page.command("visit.choices")["lessons"]]
    for line, lesson in ((page, first), (second, other_lesson)):
        assert line.command("visit.start", lesson=lesson, reason=REASON)["ok"]
        assert line.say("follow", f"lesson:{lesson}")["ok"]
    second.command("visit.end", lesson=first)
    assert (page.heard("lesson-over"), second.heard("lesson-over")) == ([{}], [])
    told = len(page.heard("pulse"))
    site.lab.tick(1)
    assert len(page.heard("pulse")) == told


def test_leaving_ends_what_another_page_of_the_visitor_holds(site: LabSite) -> None:
    """A lock, and a control in a second tab."""
    agent, page, second = site.turn_on(1), site.page("j.pritchard"), site.page("j.pritchard")
    asked = {"lesson": site.lesson, "reason": REASON, "whole": True}
    assert page.command("visit.start", **asked)["ok"]
    assert second.say("follow", f"lesson:{site.lesson}")["ok"]
    assert page.command("lesson.lock", lesson=site.lesson, seats=site.seats(1), message="Look up")["ok"]
    assert second.command("lesson.control", lesson=site.lesson, seat=site.seats(1)[0])["ok"]
    page.command("visit.end", lesson=site.lesson)
    assert agent.heard("desired")[-1]["leases"] == []
    assert len(agent.heard("uncontrol")) == 1


def test_an_undo_of_a_visitor_gives_back_to_the_lessons_own_end(site: LabSite, page: Line) -> None:
    agent, visitor = site.turn_on(1), site.page("j.pritchard")
    lock = {"lesson": site.lesson, "seats": site.seats(1)}
    assert page.command("lesson.lock", **lock, message="Read page 12")["ok"]
    assert visitor.command("visit.start", lesson=site.lesson, reason=REASON)["ok"]
    assert visitor.command("lesson.unlock", **lock)["ok"]
    assert visitor.command("lesson.undo", lesson=site.lesson)["ok"]
    (lease,) = agent.heard("desired")[-1]["leases"]
    assert datetime.fromisoformat(lease["ends_at"]) == site.lab.lesson.ends_at


def test_a_free_room_has_a_page_and_orders_of_its_own_until_it_is_given_back(
    site: LabSite, page: Line
) -> None:
    agent = site.turn_on(1)
    site.lab.clock.advance(
        (datetime(2025, 10, 6, 12, 40, tzinfo=LONDON) - site.lab.clock.now()).total_seconds()
    )
    assert page.command("visit.choices") == {
        "ok": True,
        "lessons": [],
        "rooms": [{"id": "lab-1", "room": "Lab 1"}, {"id": "lab-2", "room": "Lab 2"}],
    }
    path = page.command("visit.start", room="lab-1", reason="Lunch club, Thursday")["path"]
    lesson = path.rpartition("/")[2]
    client = site.log_in("m.okafor")
    shown = site.get(client, path)
    assert "You have Lab 1" in shown.text
    assert f'href="{path}"' in site.get(client, "/lesson").text
    assert page.say("follow", f"lesson:{lesson}")["ok"]
    (choice,) = page.command("visit.choices")["lessons"]
    assert page.command("visit.start", lesson=choice["id"], reason="Back again, sorry")["path"] == path
    assert page.command("lesson.lock", lesson=lesson, seats=site.seats(1), message="Tidy up")["ok"]
    assert page.command("lesson.arrange", lesson=lesson, places=[])["code"] == "lesson.none"
    site.page("m.okafor").command("visit.end", lesson=lesson)
    assert page.heard("lesson-over") == [{}]
    assert agent.heard("desired")[-1]["leases"] == []
    assert site.get(client, path).location == "/lesson"


def test_a_bad_reason_or_lesson_is_refused(page: Line) -> None:
    assert start(page, reason="x")["code"] == "visit.no-reason"
    assert start(page, reason="x" * 201)["code"] == "command.malformed"
    assert start(page, lesson="elsewhere")["code"] == "visit.not-now"
    assert start(page, lesson="999@2025-10-06")["code"] == "visit.not-now"
    assert start(page, lesson="r999@2025-10-06")["code"] == "visit.not-now"
    assert start(page, room="lab-1")["code"] == "command.malformed"
    assert page.command("visit.start", reason=REASON)["code"] == "command.malformed"
    assert page.command("visit.start", room="lab-1", reason=REASON)["code"] == "visit.not-free"


@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_visits_are_for_teachers(site: LabSite, username: str) -> None:
    line = site.page(username)
    for name, payload in (
        ("visit.choices", {}),
        ("visit.start", {"lesson": "1@2025-10-06", "reason": REASON}),
        ("visit.end", {"lesson": "1@2025-10-06"}),
    ):
        assert line.command(name, **payload)["code"] == "command.not-allowed"
    assert site.get(site.log_in(username), "/lesson/visit/1@2025-10-06").status_code == 403


def test_a_path_that_is_no_lesson_leads_to_ones_own(site: LabSite) -> None:
    client = site.log_in("m.okafor")
    assert site.get(client, "/lesson/visit/nonsense").location == "/lesson"
