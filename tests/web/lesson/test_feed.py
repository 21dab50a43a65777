import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, Line, make_lab_site


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def follow(site: LabSite, username: str = "m.okafor") -> Line:
    page = site.page(username)
    assert page.say("follow", f"lesson:{site.lesson}")["ok"]
    return page


def test_a_page_that_opens_is_told_the_whole_wall(site: LabSite) -> None:
    site.turn_on(1)
    (wall,) = follow(site).heard("wall")
    assert len(wall["seats"]) == 30
    first, second, *_ = wall["seats"]
    assert (first["name"], first["condition"]) == ("PC-01", "free")
    assert second["condition"] == "not-enrolled"
    assert wall["orders"] == []


def test_what_changes_is_told_and_bursts_are_told_once(site: LabSite) -> None:
    page = follow(site)
    site.later_now()
    before = len(page.heard("wall"))
    agent = site.turn_on(1)
    site.later_now()
    assert len(page.heard("wall")) == before + 2, "the first at once, of the rest only the last"
    page.command("lesson.lock", lesson=site.lesson, seats=site.seats(1), message="")
    site.obey(agent)
    site.later_now()
    wall = page.heard("wall")[-1]
    assert wall["seats"][0]["condition"] == "locked"
    assert wall["orders"][0]["summary"] == "1 of 1 locked."
    assert wall["orders"][0]["seats"][0] | {"at": ""} == {
        "id": seat(1),
        "name": "PC-01",
        "step": "in-force",
        "here": True,
        "achieved": True,
        "detail": "",
        "at": "",
    }


def test_a_pc_of_another_room_is_nobodys_news(site: LabSite) -> None:
    page = follow(site)
    site.later_now()
    before = len(page.heard("wall"))
    code = site.lab.lab.enrolment.make_code(site.lab.account("admin"), "lab-2-pc-01").code
    site.agent(site.lab.lab.enrolment.enrol(code, "LAB2-01", "test"))
    assert len(page.heard("wall")) == before


def test_each_second_says_who_was_heard_and_what_is_the_newest_picture(site: LabSite) -> None:
    site.turn_on(1)
    page = follow(site)
    site.lab.tick(2)
    assert page.heard("pulse")[-1] == {seat(1): [2.0, None]}


def test_nobody_follows_a_lesson_that_is_not_theirs(site: LabSite) -> None:
    for username in ("j.pritchard", "admin", "safeguarding"):
        answer = site.page(username).say("follow", f"lesson:{site.lesson}")
        assert answer["code"] == "follow.not-allowed"
    for topic in ("lesson:", "lesson:x", f"lesson:{site.lesson}x", "lesson", 7, None):
        assert not site.page("m.okafor").say("follow", topic)["ok"]


def test_when_the_lesson_is_over_its_pages_hear_no_more(site: LabSite) -> None:
    page = follow(site)
    site.lab.clock.advance(55 * 60)
    site.lab.services.ticker.tick()
    assert page.heard("lesson-over") == [{}]
    before = len(page.heard("wall"))
    site.later_now()
    site.turn_on(1)
    site.later_now()
    assert len(page.heard("wall")) == before


def test_a_page_that_closed_is_forgotten(site: LabSite) -> None:
    page = follow(site)
    page.client.disconnect(namespace="/desk")
    heard = len(page.heard("pulse"))
    site.lab.tick(1)
    assert len(page.heard("pulse")) == heard
