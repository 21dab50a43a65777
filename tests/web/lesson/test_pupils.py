from typing import Any

import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, Line, make_lab_site, report

HIDE = {
    "id": "h1",
    "part": 1,
    "user": "pupil",
    "at": "2025-10-06T09:05:00+00:00",
    "on": True,
    "title": "Prizes",
}
BOTH = ["lesson.answer-hands", "lesson.show-screens"]


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def pc(site: LabSite) -> Line:
    return site.turn_on(1)


@pytest.fixture
def page(site: LabSite) -> Line:
    page = site.page("m.okafor")
    assert page.say("follow", f"lesson:{site.lesson}")["ok"]
    return page


def told(site: LabSite, page: Line, part: str) -> Any:
    site.later_now()
    return page.heard(part)[-1][part]


def test_a_hand_goes_up_on_the_page_and_is_answered(site: LabSite, pc: Line, page: Line) -> None:
    assert told(site, page, "hands") == []
    pc.say("hand", {"up": True, "waiting_s": 0})
    (hand,) = told(site, page, "hands")
    assert (hand["seat"], hand["user"]) == (seat(1), "pupil")
    assert pc.heard("pupil-state")[-1]["place"] == 1
    answer = page.command("lesson.answer-hands", lesson=site.lesson, seats=site.seats(1, 2))
    assert answer == {"ok": True, "lowered": 1}
    assert told(site, page, "hands") == []
    assert pc.heard("pupil-state")[-1]["place"] == 0


def test_a_hidden_screen_is_told_with_its_page_and_shown_again(site: LabSite, pc: Line, page: Line) -> None:
    pc.say("hide", HIDE | {"address": ""})
    pc.say("hide", HIDE | {"part": 2, "address": "https://prizes.example/"})
    (hidden,) = told(site, page, "hidden")
    assert (hidden["seat"], hidden["title"], hidden["address"]) == (
        seat(1), "Prizes", "https://prizes.example/",
    )  # fmt: skip
    answer = page.command("lesson.show-screens", lesson=site.lesson, seats=site.seats(1))
    assert answer == {"ok": True, "shown": 1}
    assert pc.heard("reveal") == [{"hide": "h1"}]
    assert told(site, page, "hidden") == []


@pytest.mark.parametrize("name", BOTH)
def test_only_for_the_own_lesson_and_its_own_seats(site: LabSite, name: str) -> None:
    teacher, other = site.page("m.okafor"), site.page("reception")
    assert other.command(name, lesson=site.lesson, seats=site.seats(1))["code"] == "command.not-allowed"
    wrong_lesson = teacher.command(name, lesson="1@2025-10-07", seats=site.seats(1))
    assert wrong_lesson["code"] == "lesson.not-yours"
    wrong_seat = teacher.command(name, lesson=site.lesson, seats=["lab-2-pc-01"])
    assert wrong_seat["code"] == "lesson.wrong-seat"
    for bad in ({}, {"lesson": site.lesson}, {"lesson": site.lesson, "seats": []}, {"seats": "all"}):
        assert teacher.command(name, **bad)["ok"] is False


@pytest.mark.parametrize("said", [{}, {"up": 1, "waiting_s": 0}, {"up": True, "waiting_s": -1}, "up", None])
def test_a_pc_that_says_nonsense_raises_no_hand(site: LabSite, pc: Line, page: Line, said: object) -> None:
    pc.say("hand", said)
    assert told(site, page, "hands") == []


@pytest.mark.parametrize("said", [{}, HIDE, HIDE | {"address": 5}, HIDE | {"address": "", "part": 9}, []])
def test_nor_hides_a_screen(site: LabSite, pc: Line, page: Line, said: object) -> None:
    pc.say("hide", said)
    assert told(site, page, "hidden") == []


def test_hostile_names_and_titles_stay_short_words(site: LabSite, pc: Line, page: Line) -> None:
    loud = "\u202e<script>" + "x" * 10_000
    pc.say("report", report(user=loud))
    pc.say("hand", {"up": True, "waiting_s": 0})
    pc.say("hide", HIDE | {"title": loud, "address": loud, "user": loud})
    assert len(told(site, page, "hands")[0]["user"]) == 64
    (hidden,) = told(site, page, "hidden")
    assert [len(hidden[part]) for part in ("user", "title", "address")] == [64, 200, 2000]
    assert "\u202e" not in str(hidden)
