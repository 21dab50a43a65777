from typing import Any

import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, Line, make_lab_site, report
from web.sockets.agent import ALLOWANCE, DROP_AFTER
from workstation_agent.protocol.frame import FrameHeader, Part, ScreenState, encode_frame

JPEG = b"\xff\xd8\xff\xe0 and so on"


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def trouble(site: LabSite, number: int) -> str:
    here = site.lab.lab.presence.of(seat(number))
    assert here
    return here.trouble


def frame(watch: str, seq: int = 1) -> bytes:
    return encode_frame(FrameHeader(watch, seq, 0, 320, 180), JPEG)


def watching(site: LabSite, agent: Line, number: int) -> tuple[Line, str]:
    """A page that shows that PC, and the name of the watch."""
    page = site.page("m.okafor")
    page.command("lesson.watch", lesson=site.lesson, seats=site.seats(number))
    return page, agent.heard("watch")[-1]["watch"]


def test_a_pc_with_its_key_is_let_in_and_told_what_it_ought_to_be(site: LabSite) -> None:
    agent = site.agent(site.lab.enrol(1))
    assert agent.open
    assert agent.heard("desired")[0]["leases"] == []
    assert site.lab.lab.presence.of(seat(1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "wrong"}, "workstation.unknown-key"),
        ({"workstation": seat(2)}, "workstation.wrong-name"),
        ({"workstation": "<b>x"}, "protocol.bad-field"),
        ({"key": None}, "protocol.bad-field"),
    ],
)
def test_anybody_else_is_refused_with_a_sentence(site: LabSite, change: dict[str, Any], code: str) -> None:
    key = site.lab.enrol(1)
    agent = site.agent({"workstation": key.workstation, "key": key.key, "agent": "1.0"} | change)
    assert not agent.open
    assert site.lab.lab.presence.all() == []
    refused = [fact.data for fact in site.lab.facts("workstation.refused")]
    assert refused == ([f'{{"code":"{code}"}}'] if code.startswith("workstation") else [])


def test_a_connection_without_any_key_is_refused(site: LabSite) -> None:
    assert not Line(site.socketio.test_client(site.app, namespace="/agent"), "/agent").open


def test_the_second_connection_with_a_key_closes_the_first(site: LabSite) -> None:
    key = site.lab.enrol(1)
    first, second = site.agent(key), site.agent(key)
    assert (first.open, second.open) == (False, True)
    assert site.lab.facts("workstation.replaced")
    assert not site.lab.facts("workstation.lost")


def test_a_closed_connection_is_a_lost_pc(site: LabSite) -> None:
    agent = site.turn_on(1)
    agent.client.disconnect(namespace="/agent")
    assert site.lab.lab.presence.of(seat(1)) is None


def test_reports_prove_locks_and_answers_prove_links(site: LabSite) -> None:
    agent = site.turn_on(1)
    page = site.page("m.okafor")
    page.command("lesson.lock", lesson=site.lesson, seats=site.seats(1), message="Look up")
    site.obey(agent)
    site.lab.clock.advance(1)
    page.command("lesson.send-link", lesson=site.lesson, seats=site.seats(1), url="https://bbc.co.uk/")
    order = agent.heard("act")[0]["order"]
    agent.say("acted", {"order": order, "result": "done", "detail": ""})
    link, lock = site.lab.lab.progress.recent(site.lab.lesson)
    assert (lock.summary, link.summary) == ("1 of 1 locked.", "1 of 1 opened it.")


def test_a_picture_goes_untouched_to_the_page_that_shows_it(site: LabSite) -> None:
    agent = site.turn_on(1)
    page, watch = watching(site, agent, 1)
    agent.say("frame", frame(watch, seq=3))
    said = {"seq": 3, "w": 320, "h": 180, "parts": [[0, 0, 320, 180, len(JPEG)]], "whole": True}
    assert page.heard_whole("frame") == [[seat(1), "thumb", said, JPEG]]


def test_a_picture_larger_than_asked_for_is_dropped_and_said(site: LabSite) -> None:
    agent = site.turn_on(1)
    page, watch = watching(site, agent, 1)
    agent.say("frame", encode_frame(FrameHeader(watch, 1, 0, 7680, 4320), JPEG))
    assert page.heard("frame") == []
    assert trouble(site, 1) == "It sent what we cannot read: the picture is larger than was asked for."


def test_a_page_that_comes_later_is_given_the_picture_there_is(site: LabSite) -> None:
    agent = site.turn_on(1)
    _, watch = watching(site, agent, 1)
    agent.say("frame", frame(watch))
    part = FrameHeader(watch, 2, 0, 320, 180, (Part(16, 0, 32, 16, len(JPEG)),), ScreenState.BLACK)
    agent.say("frame", encode_frame(part, JPEG))
    late, _ = watching(site, agent, 1)
    parts = [[0, 0, 320, 180, len(JPEG)], [16, 0, 32, 16, len(JPEG)]]
    said = {"seq": 2, "w": 320, "h": 180, "parts": parts, "whole": True, "state": "black"}
    assert late.heard_whole("frame") == [[seat(1), "thumb", said, JPEG + JPEG]]


def test_pictures_nobody_asked_for_go_nowhere(site: LabSite) -> None:
    agent, other = site.turn_on(1), site.turn_on(2)
    page, watch = watching(site, agent, 1)
    other.say("frame", frame(watch))
    agent.say("frame", frame("made-up"))
    assert page.heard("frame") == []


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("report", None),
        ("report", "text"),
        ("report", report(version=-1)),
        ("report", report(in_force=[{"id": "<script>"}])),
        ("report", report(in_force=[{"id": "a", "since": "noon"}] * 999)),
        ("acted", {"order": "a"}),
        ("acted", {"order": "unknown", "result": "done", "detail": ""}),
        ("frame", "not binary"),
        ("frame", b""),
        ("frame", b"\x05hello, no picture"),
        ("frame", bytes(900_001)),
        ("frame", encode_frame(FrameHeader("w1", 1, 0, 320, 180, (Part(300, 0, 32, 16, 14),)), JPEG)),
    ],
)
def test_nonsense_is_dropped_with_a_word_for_the_network_manager(
    site: LabSite, event: str, body: object
) -> None:
    agent = site.turn_on(1)
    agent.say(event, body)
    assert agent.open, "one bad message is no reason to leave a PC unreachable"
    assert trouble(site, 1).startswith("It sent what we cannot read: ")
    assert trouble(site, 1).endswith(".")


def test_a_pc_cannot_send_what_only_pages_send(site: LabSite) -> None:
    agent = site.turn_on(1)
    agent.client.emit("command", {"name": "lesson.lock"}, namespace="/agent")
    agent.client.emit("follow", f"lesson:{site.lesson}", namespace="/agent")
    assert site.lab.lab.progress.recent(site.lab.lesson) == []
    assert agent.heard("wall") == []


def test_hostile_words_from_a_pc_are_made_harmless_text(site: LabSite) -> None:
    agent = site.turn_on(1)
    agent.say("report", report(user="\u202e<img src=x onerror=alert(1)>" + "x" * 500))
    here = site.lab.lab.presence.of(seat(1))
    assert here
    assert here.known.user
    assert here.known.user.startswith("<img src=x")
    assert len(here.known.user) == 64


def test_a_pc_that_sends_too_much_is_cut_short_and_then_off(site: LabSite) -> None:
    agent = site.turn_on(1)
    for _ in range(int(ALLOWANCE.messages_per_s * 2) + 1):
        agent.say("beat", {})
    assert trouble(site, 1) == "It sends more than it may; the rest is dropped."
    for _ in range(DROP_AFTER):
        if agent.open:
            agent.say("beat", {})
    assert not agent.open
    assert "far too much" in site.lab.facts("workstation.lost")[0].data


def test_a_beat_is_a_sign_of_life(site: LabSite) -> None:
    agent = site.turn_on(1)
    site.lab.clock.advance(4)
    agent.say("beat", {})
    assert site.lab.lab.presence.silence_s("lab-1") == {seat(1): 0.0}


def test_a_beat_says_when_the_next_one_comes(site: LabSite) -> None:
    agent = site.turn_on(1)
    for body, every_s in (({"every_s": 0.5}, 0.5), ({}, 5.0)):
        agent.say("beat", body)
        here = site.lab.lab.presence.of(seat(1))
        assert here
        assert here.every_s == every_s
    agent.say("beat", {"every_s": 0.001})
    assert "`beat.every_s` must be" in trouble(site, 1)


def test_a_pc_that_returns_is_watched_again_once_it_can_answer(site: LabSite) -> None:
    key = site.lab.enrol(1)
    agent = site.agent(key)
    site.obey(agent)
    watching(site, agent, 1)
    back = site.agent(key)
    assert back.heard("watch") == []
    site.obey(back)
    assert len(back.heard("watch")) == 1
