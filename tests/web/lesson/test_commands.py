from typing import Any

import pytest

from tests.labs import seat
from tests.web.lab_site import LabSite, Line

BODIES: dict[str, dict[str, Any]] = {
    "lesson.lock": {"message": "Look up"},
    "lesson.unlock": {},
    "lesson.send-link": {"url": "https://www.bbc.co.uk/bitesize"},
    "lesson.watch": {},
    "lesson.blank": {},
    "lesson.sites": {"mode": "only", "patterns": ["bbc.co.uk"]},
    "lesson.apps": {"mode": "not", "names": ["minetest"]},
    "lesson.mute": {},
    "lesson.storage": {},
    "lesson.end": {"kind": "lock"},
    "lesson.free": {},
    "lesson.message": {"text": "Save your work"},
    "lesson.start-program": {"program": "libreoffice-writer"},
    "lesson.power": {"kind": "restart"},
    "lesson.wake": {},
}


def ask(site: LabSite, page: Line, name: str, **changes: Any) -> dict[str, Any]:
    return page.command(name, **{"lesson": site.lesson, "seats": site.seats(1)} | BODIES[name] | changes)


def test_lock_and_unlock_reach_the_pc(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    answer = ask(site, page, "lesson.lock")
    assert answer == {"ok": True, "order": site.lab.lab.progress.recent(site.lab.lesson)[0].id}
    assert agent.heard("desired")[-1]["leases"][0]["message"] == "Look up"
    assert ask(site, page, "lesson.unlock")["ok"]
    assert agent.heard("desired")[-1]["leases"] == []


def test_a_seat_named_twice_is_one_seat(site: LabSite, page: Line) -> None:
    site.turn_on(1)
    assert ask(site, page, "lesson.lock", seats=site.seats(1, 1))["ok"]
    assert len(site.lab.lab.progress.recent(site.lab.lesson)[0].seats) == 1


def test_a_link_is_opened_once(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    assert ask(site, page, "lesson.send-link")["ok"]
    assert [act["url"] for act in agent.heard("act")] == ["https://www.bbc.co.uk/bitesize"]


def test_a_refusal_of_the_service_is_a_sentence_on_the_page(site: LabSite, page: Line) -> None:
    site.turn_on(1)
    answer = ask(site, page, "lesson.unlock")
    assert (answer["ok"], answer["code"]) == (False, "order.nothing-locked")
    assert answer["sentence"] == "None of those PCs is locked."


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_only_a_teacher_may(common: LabSite, name: str, username: str) -> None:
    assert ask(common, common.known_page(username), name)["code"] == "command.not-allowed"


@pytest.mark.parametrize("name", BODIES)
def test_only_the_lessons_own_teacher_may(common: LabSite, common_agent: Line, name: str) -> None:
    other = common.known_page("j.pritchard")  # is in Lab 2 at this time
    assert ask(common, other, name)["code"] == "lesson.not-yours"
    assert len(common_agent.heard("desired")) == 1
    assert common_agent.heard("watch") == []


@pytest.mark.parametrize("name", BODIES)
def test_only_the_lessons_own_seats(common: LabSite, name: str) -> None:
    page = common.known_page("m.okafor")
    answer = ask(common, page, name, seats=["lab-2-pc-01"])
    assert answer["code"] == "lesson.wrong-seat"
    assert ask(common, page, "lesson.watch", full="lab-2-pc-01")["code"] == "lesson.wrong-seat"


def test_not_before_and_not_after_the_lesson(site: LabSite, page: Line) -> None:
    before = site.lesson
    site.lab.clock.advance(56 * 60)
    for name, body in BODIES.items():
        answer = page.command(name, lesson=before, seats=site.seats(1), **body)
        assert answer["code"] == "lesson.none", name


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("lesson.lock", {"message": "x" * 201}),
        ("lesson.lock", {"message": 7}),
        ("lesson.lock", {"seats": []}),
        ("lesson.lock", {"seats": seat(1)}),
        ("lesson.lock", {"seats": ["../x"]}),
        ("lesson.lock", {"lesson": "../1"}),
        ("lesson.lock", {"until": "tomorrow"}),
        ("lesson.send-link", {"url": "javascript:alert(1)"}),
        ("lesson.send-link", {"url": "file:///etc/passwd"}),
        ("lesson.send-link", {"url": "https://" + "x" * 2000}),
        ("lesson.lock", {"minutes": 0}),
        ("lesson.blank", {"minutes": 241}),
        ("lesson.blank", {"message": "there is none"}),
        ("lesson.sites", {"mode": "maybe"}),
        ("lesson.sites", {"mode": "not", "patterns": []}),
        ("lesson.sites", {"patterns": ["bbc.co.uk"] * 201}),
        ("lesson.sites", {"patterns": ["x" * 301]}),
        ("lesson.sites", {"patterns": ["b b c"]}),
        ("lesson.sites", {"patterns": ["*"]}),
        ("lesson.sites", {"patterns": [{"host": "bbc.co.uk"}]}),
        ("lesson.apps", {"names": []}),
        ("lesson.apps", {"names": ["<script>"]}),
        ("lesson.apps", {"names": ["a"] * 101}),
        ("lesson.end", {"kind": "everything"}),
        ("lesson.message", {"text": "x" * 281}),
        ("lesson.start-program", {"program": "rm -rf /"}),
        ("lesson.power", {"kind": "explode"}),
        ("lesson.watch", {"seats": [seat(1)] * 1201}),
        ("lesson.watch", {"full": ["a"]}),
        ("lesson.watch", {"monitor": 17}),
        ("lesson.watch", {"monitor": -1}),
        ("lesson.watch", {"lacking": ["no such id"]}),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    common: LabSite, name: str, changes: dict[str, Any]
) -> None:
    answer = ask(common, common.known_page("m.okafor"), name, **changes)
    assert answer["code"] == "command.malformed"
    assert answer["sentence"].endswith(".")


def test_a_page_that_closes_is_shown_nothing_more(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    ask(site, page, "lesson.watch", full=seat(1))
    assert {watch["size"] for watch in agent.heard("watch")} == {"thumb", "full"}
    page.client.disconnect(namespace="/desk")
    assert len(agent.heard("unwatch")) == 2


def test_watching_is_no_sign_of_a_person(site: LabSite, page: Line) -> None:
    """Or a wall left open would keep its login alive for ever."""
    for _ in range(61):
        site.wall_clock.advance(60)
        answer = ask(site, page, "lesson.watch")
    assert answer["code"] == "login.ended"


def test_a_pc_that_is_on_needs_no_call_and_one_that_never_was_cannot_be_called(
    site: LabSite, page: Line
) -> None:
    site.turn_on(1)
    assert ask(site, page, "lesson.wake")["note"] == "They are on already."
    refused = ask(site, page, "lesson.wake", seats=site.seats(2))
    assert (refused["ok"], refused["code"]) == (False, "wake.unknown")
