"""Messages and leave at the real app, over one site: who may do and read what."""

import pytest

from controller.domain.grants import ReasonCode, Terms
from device_rules.vocabulary import Exemption, LeaveKind
from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site

WORDS = "Your grandmother collects you at 15:10"
ONCE = "0f4c1f6e-0000-4000-8000-000000000001"
NOTE = "Insulin at ten"
WHY = ("insulin", "medical", "young-carer", "young_carer", "adjustment", "exemption", "health", "grandmother")
OFFICE: dict[str, dict[str, object]] = {
    "message.where": {"pupil": "p0332"},
    "message.send": {"pupil": "p0332", "text": WORDS, "once": ONCE},
    "message.take-back": {"message": 1},
    "message.told": {"message": 1},
    "message.answer": {"message": 1, "answer": "send-now"},
    "message.done": {"message": 1},
    "reception.class": {"group": "9B"},
    "reception.ask-leave": {"pupils": ["p0332"], "kind": "trip", "reason": "visit"},
    "reception.cancel-request": {"request": 1},
    "reception.seen-back": {"leave": 1, "word": "Here"},
    "weekly.end": {"weekly": 1},
}
CLASSROOM: dict[str, dict[str, object]] = {
    "note.read": {},
    "note.class": {},
    "note.pass-on": {"message": 1},
    "note.ask-to-ring": {"pupil": "p0332"},
}
BAD: list[tuple[str, dict[str, object]]] = [
    ("message.send", {"pupil": "p0332", "text": "x" * 201, "once": ONCE}),
    ("message.send", {"pupil": "p0332", "text": WORDS}),
    ("message.send", {"pupil": "p0332", "text": WORDS, "once": "short"}),
    ("message.send", {"pupil": "p0332", "text": WORDS, "urgent": "yes", "once": ONCE}),
    ("message.answer", {"message": 1, "answer": "perhaps"}),
    ("reception.ask-leave", {"pupils": [], "kind": "trip", "reason": "visit"}),
    ("reception.ask-leave", {"pupils": ["p0332"], "kind": "picnic", "reason": "visit"}),
    ("reception.ask-leave", {"pupils": ["p0332"], "kind": "trip", "reason": "visit", "until": "soon"}),
    ("weekly.give", {"pupil": "p0332", "place": "College", "weekdays": [9]}),
    ("approval.decide", {"request": 1, "approves": "yes"}),
]


@pytest.fixture(scope="module")
def site(common_lab: FakeLab) -> LabSite:
    return make_lab_site(common_lab)


@pytest.fixture(scope="module")
def office(site: LabSite) -> Line:
    return site.page("reception")


@pytest.fixture(scope="module")
def teacher(site: LabSite) -> Line:
    page = site.page("m.okafor")
    for topic in ("lesson", "notes"):
        assert page.say("follow", f"{topic}:{site.lesson}")["ok"]
    return page


@pytest.fixture(scope="module")
def others(site: LabSite) -> dict[str, Line]:
    return {name: site.page(name) for name in ("j.pritchard", "exams", "safeguarding", "admin")}


@pytest.mark.parametrize("name", OFFICE)
def test_the_offices_commands_are_the_offices(teacher: Line, others: dict[str, Line], name: str) -> None:
    said = [page.command(name, **OFFICE[name])["code"] for page in (teacher, *others.values())]
    assert set(said) == {"command.not-allowed"}


@pytest.mark.parametrize("name", CLASSROOM)
def test_what_waits_in_a_lesson_is_its_teachers_alone(
    site: LabSite, office: Line, others: dict[str, Line], name: str
) -> None:
    asked = {"lesson": site.lesson, **CLASSROOM[name]}
    wrong = others["j.pritchard"].command(name, **asked)
    assert wrong["code"] in ("lesson.not-yours", "lesson.none")
    assert office.command(name, **asked)["code"] == "command.not-allowed"


def test_nobody_follows_what_is_not_theirs(site: LabSite, office: Line, others: dict[str, Line]) -> None:
    for page in (office, *others.values()):
        assert page.say("follow", f"notes:{site.lesson}")["code"] == "follow.not-allowed"
    for page in others.values():
        assert page.say("follow", "messages")["code"] == "follow.not-allowed"


@pytest.mark.parametrize(("name", "payload"), BAD)
def test_what_cannot_be_read_does_nothing(
    site: LabSite, office: Line, name: str, payload: dict[str, object]
) -> None:
    said = office.command(name, **payload)
    assert (said["ok"], said["code"]) == (False, "command.malformed")
    assert site.lab.services.messages.office.todays() == []


def test_a_request_is_decided_by_who_has_the_post_and_by_nobody_else(
    site: LabSite, office: Line, teacher: Line, others: dict[str, Line]
) -> None:
    asked = office.command(
        "reception.ask-leave", pupils=["p0340", "p0341"], kind="trip", reason="visit", second=True, minutes=60
    )
    request = asked["leave"]["request"]
    for page in (teacher, others["exams"]):
        assert page.command("approval.decide", request=request, approves=True)["code"] == "approval.not-yours"
        assert page.say("follow", "approvals")["ok"]
        assert page.heard("approvals")[-1] == {"requests": []}
    senior = others["j.pritchard"]
    assert senior.say("follow", "approvals")["ok"]
    assert [one["id"] for one in senior.heard("approvals")[-1]["requests"]] == [request]
    assert office.command("approval.decide", request=request, approves=True)["code"] == "approval.own-request"
    assert senior.command("approval.decide", request=request, approves=False)["code"] == "approval.needs-word"
    assert senior.command("approval.decide", request=request, approves=True)["ok"]
    assert office.command("reception.cancel-request", request=request)["ended"] == 2


def test_no_byte_of_a_teachers_page_says_why_or_what_before_it_is_opened(
    site: LabSite, office: Line, teacher: Line
) -> None:
    """A need, leave for a need, and a message from home; the page, its news and every answer to it."""
    services = site.lab.services
    mates = [one.id for one in services.messages.classroom.pupils(site.lab.lesson)]
    by = next(one for one in services.accounts.all() if one.username == "safeguarding")
    services.reception.exemptions.give(by, mates[0], Exemption.MEDICAL)
    until = site.lab.lesson.ends_at
    terms = Terms(LeaveKind.MEDICAL, ReasonCode.HEALTH, until, NOTE)
    services.reception.leave.asking.ask(by, [mates[1]], terms)
    assert office.command("message.send", pupil=mates[0], text=WORDS, urgent=True, once=ONCE)["ok"]
    site.later_now()
    assert teacher.heard("notes")[-1] == {"notes": {"waiting": 1, "urgent": True}}
    assert {one["may"] for one in teacher.heard("may-use")[-1]["may"]} == {"use"}
    assert {one["id"] for one in teacher.heard("may-use")[-1]["may"]} >= {mates[0], mates[1]}
    pupils = teacher.command("note.class", lesson=site.lesson)
    page = site.get(site.log_in("m.okafor"), "/lesson").text
    heard = f"{teacher.client.queue} {pupils} {page}".lower()
    assert [word for word in WHY if word in heard] == []
    (note,) = teacher.command("note.read", lesson=site.lesson)["notes"]
    assert note["text"] == WORDS
    assert teacher.command("note.pass-on", lesson=site.lesson, message=note["id"])["ok"]
    site.later_now()
    assert teacher.heard("notes")[-1] == {"notes": {"waiting": 0, "urgent": False}}
