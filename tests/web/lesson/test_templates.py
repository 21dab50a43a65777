from typing import Any

import pytest

from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site

STEPS: dict[str, Any] = {
    "mute": True,
    "sites": {"mode": "only", "patterns": ["https://www.bbc.co.uk/bitesize?x=1"]},
    "links": ["https://www.bbc.co.uk/bitesize"],
}


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def page(site: LabSite) -> Line:
    return site.page("m.okafor")


def send(page: Line, command: str, **payload: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.say("command", {"name": command, "payload": payload})
    return answer


def save(page: Line, **changes: Any) -> dict[str, Any]:
    return send(page, "template.save", **{"name": "Starter", "steps": STEPS} | changes)


def test_a_template_is_made_edited_listed_and_deleted(page: Line) -> None:
    (made,) = save(page)["templates"]
    assert made["name"] == "Starter"
    assert made["steps"]["sites"] == {"mode": "only", "patterns": ["www.bbc.co.uk/bitesize"]}
    (edited,) = save(page, template=made["id"], name="First", steps={"lock": "Listen"})["templates"]
    assert (edited["name"], edited["steps"]["lock"], edited["steps"]["mute"]) == ("First", "Listen", False)
    assert send(page, "template.list")["templates"] == [edited]
    assert send(page, "template.delete", template=made["id"])["templates"] == []


def test_it_is_applied_to_the_seats_that_are_meant(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    (made,) = save(page)["templates"]
    asked = {"lesson": site.lesson, "seats": site.seats(1, 1), "template": made["id"]}
    answer = send(page, "lesson.apply-template", **asked)
    assert (answer["name"], len(answer["orders"]), answer["refused"]) == ("Starter", 3, [])
    assert {lease["kind"] for lease in agent.heard("desired")[-1]["leases"]} == {"mute", "sites"}
    other = site.page("j.pritchard")
    assert send(other, "lesson.apply-template", **asked)["code"] == "lesson.not-yours"
    wrong = asked | {"seats": ["lab-2-pc-01"]}
    assert send(page, "lesson.apply-template", **wrong)["code"] == "lesson.wrong-seat"
    gone = asked | {"template": made["id"] + 1}
    assert send(page, "lesson.apply-template", **gone)["code"] == "template.unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "x" * 41},
        {"name": 7},
        {"steps": {"links": ["javascript:alert(1)"]}},
        {"steps": {"links": ["https://example.org"] * 6}},
        {"steps": {"sites": {"mode": "only", "patterns": ["not a site!"]}}},
        {"steps": {"sites": {"mode": "maybe", "patterns": []}}},
        {"steps": {"lock": "x" * 201}},
        {"steps": {"explode": True}},
        {"template": "one"},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(page: Line, changes: dict[str, Any]) -> None:
    answer = save(page, **changes)
    assert answer["code"] == "command.malformed"
    assert answer["sentence"].endswith(".")


@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_templates_are_for_teachers(site: LabSite, username: str) -> None:
    line = site.page(username)
    assert send(line, "template.list")["code"] == "command.not-allowed"
    assert save(line)["code"] == "command.not-allowed"
