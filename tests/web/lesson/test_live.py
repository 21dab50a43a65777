from typing import Any

import pytest

from tests.web.lab_site import LabSite, Line
from workstation_agent.protocol.frame import FrameHeader, encode_frame
from workstation_agent.protocol.sessions import ShowFrame

JPEG = b"\xff\xd8\xff a screen"
MOVE = {"kind": "move", "x": 1, "y": 2}
BODIES: dict[str, dict[str, Any]] = {
    "lesson.control": {"seat": "lab-1-pc-01"},
    "lesson.input": {"session": "control-0", "events": [MOVE]},
    "lesson.show": {"seats": ["lab-1-pc-01"], "mode": "window"},
    "lesson.show-picture": {"session": "show-0", "width": 640, "height": 360, "picture": JPEG},
    "lesson.keep-session": {"session": "show-0"},
    "lesson.end-session": {"session": "show-0"},
    "lesson.screenshot": {"seat": "lab-1-pc-01", "reason": "An insult"},
}
NAMING = ("lesson.control", "lesson.show", "lesson.screenshot")


def ask(site: LabSite, page: Line, name: str, **changes: Any) -> dict[str, Any]:
    return page.command(name, **{"lesson": site.lesson} | BODIES[name] | changes)


def running(site: LabSite, page: Line, agent: Line, name: str = "lesson.control", **asked: Any) -> str:
    session = ask(site, page, name, **asked)["session"]
    assert isinstance(session, str)
    agent.say("session", {"session": session, "state": "running", "why": None, "detail": ""})
    return session


def test_control_from_the_page_to_the_pc_and_back(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent)
    assert agent.heard("control")[0]["by"] == "Mrs M. Okafor"
    assert page.heard("session")[-1]["state"] == "running"
    assert ask(site, page, "lesson.input", session=session)["ok"]
    assert agent.heard("input") == [{"session": session, "events": [MOVE]}]
    assert ask(site, page, "lesson.keep-session", session=session)["goes_on"] is True
    assert ask(site, page, "lesson.end-session", session=session)["ok"]
    assert agent.heard("uncontrol") == [{"session": session}]
    assert ask(site, page, "lesson.keep-session", session=session)["goes_on"] is False
    assert ask(site, page, "lesson.input", session=session)["code"] == "control.over"


def test_another_page_of_the_same_teacher_does_not_hold_it(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    session, other = running(site, page, agent), site.page("m.okafor")
    assert ask(site, other, "lesson.input", session=session)["code"] == "control.over"
    assert ask(site, other, "lesson.control")["code"] == "control.taken"
    ask(site, other, "lesson.end-session", session=session)
    assert agent.heard("uncontrol") == []


def test_what_a_closed_page_held_ends(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent)
    page.client.disconnect("/desk")
    assert agent.heard("uncontrol") == [{"session": session}]


def test_input_is_limited(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent)
    answers = [ask(site, page, "lesson.input", session=session, events=[MOVE] * 64) for _ in range(12)]
    assert {one.get("code") for one in answers} == {None, "control.too-fast"}
    assert sum(one["ok"] for one in answers) == 9


@pytest.mark.parametrize(
    "events",
    [
        [],
        [MOVE] * 65,
        [{"kind": "move", "x": -1, "y": 0}],
        [{"kind": "move", "x": 70_000, "y": 0}],
        [{"kind": "exec", "text": "rm"}],
        "move",
        [None],
    ],
)
def test_input_that_is_out_of_range_is_refused_as_a_whole(site: LabSite, page: Line, events: Any) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent)
    assert ask(site, page, "lesson.input", session=session, events=events)["code"] == "command.malformed"
    assert agent.heard("input") == []


def test_a_show_is_relayed_as_bytes(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent, "lesson.show")
    assert agent.heard("show")[0]["mode"] == "window"
    assert ask(site, page, "lesson.show-picture", session=session)["ok"]
    [frame] = agent.heard("show-frame")
    assert ShowFrame.from_bytes(frame) == ShowFrame(session, 1, 640, 360, JPEG)
    agent.say("shown", {"show": session, "seq": 1, "lost": False})
    ask(site, page, "lesson.show-picture", session=session)
    assert len(agent.heard("show-frame")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"picture": b"GIF89a"},
        {"picture": "text"},
        {"picture": None},
        {"picture": JPEG + bytes(600_000)},
        {"width": 0},
        {"height": 5000},
    ],
)
def test_what_is_no_picture_of_a_screen_is_refused(
    site: LabSite, page: Line, changes: dict[str, Any]
) -> None:
    agent = site.turn_on(1)
    session = running(site, page, agent, "lesson.show")
    assert ask(site, page, "lesson.show-picture", session=session, **changes)["code"] == "command.malformed"
    assert agent.heard("show-frame") == []


def test_a_screenshot_is_told_when_it_is_kept(site: LabSite, page: Line) -> None:
    agent = site.turn_on(1)
    assert ask(site, page, "lesson.screenshot") == {"ok": True}
    watch = agent.heard("watch")[-1]
    agent.say("frame", encode_frame(FrameHeader(watch["watch"], 1, 1, 640, 360), JPEG))
    assert page.heard("session")[-1]["sentence"] == "The screenshot of PC-01 is kept."


@pytest.mark.parametrize("reason", ["", "      ", "ab"])
def test_a_screenshot_needs_a_reason(common: LabSite, common_agent: Line, reason: str) -> None:
    page = common.known_page("m.okafor")
    assert not ask(common, page, "lesson.screenshot", reason=reason)["ok"]
    assert common_agent.heard("watch") == []


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("username", ["reception", "exams", "safeguarding", "admin"])
def test_only_a_teacher_may(common: LabSite, name: str, username: str) -> None:
    assert ask(common, common.known_page(username), name)["code"] == "command.not-allowed"


@pytest.mark.parametrize("name", BODIES)
def test_only_the_lessons_own_teacher_may(common: LabSite, common_agent: Line, name: str) -> None:
    assert ask(common, common.known_page("j.pritchard"), name)["code"] == "lesson.not-yours"
    assert common_agent.heard("control") == common_agent.heard("show") == common_agent.heard("watch") == []


@pytest.mark.parametrize("name", NAMING)
def test_only_the_lessons_own_seats(common: LabSite, name: str) -> None:
    page = common.known_page("m.okafor")
    other = {"seats": ["lab-2-pc-01"]} if name == "lesson.show" else {"seat": "lab-2-pc-01"}
    assert ask(common, page, name, **other)["code"] == "lesson.wrong-seat"
    assert ask(common, page, "lesson.show", source="lab-2-pc-01")["code"] == "lesson.wrong-seat"


@pytest.mark.parametrize("name", NAMING)
def test_a_pc_that_is_away_is_refused_in_a_sentence(site: LabSite, page: Line, name: str) -> None:
    source = {"source": "lab-1-pc-02"} if name == "lesson.show" else {}
    answer = ask(site, page, name, **source)
    assert answer["code"] == f"{name.removeprefix('lesson.')}.away"
    assert "off or out of reach" in answer["sentence"]


@pytest.mark.parametrize(
    "said",
    [
        {"session": "control-0", "state": "running", "why": None, "detail": ""},
        {"session": "x", "state": "nonsense", "why": None, "detail": ""},
        {"session": "", "state": "over"},
        None,
    ],
)
def test_what_a_pc_makes_up_about_sessions_reaches_no_page(site: LabSite, page: Line, said: Any) -> None:
    agent = site.turn_on(1)
    running(site, page, agent)
    before = len(page.heard("session"))
    agent.say("session", said)
    agent.say("shown", {"show": "show-0", "seq": 1})
    assert len(page.heard("session")) == before
    assert agent.open
