from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from controller.clock import ManualClock
from controller.services.lab.pictures import Pictures
from tests.web.fakes import FakeLater
from web.outbox import Outbox
from web.sockets.frames import STALE_S, FrameRelay
from workstation_agent.protocol.frame import FrameHeader, Part, ScreenState
from workstation_agent.protocol.watches import Watch, WatchSize

SIZES = {WatchSize.THUMB: (320, 180), WatchSize.FULL: (1280, 720)}


class Viewers:
    """Keeps what each page was sent, and takes a picture when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.said: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self._taken: list[Callable[..., None]] = []

    def __call__(self, event: str, payload: Any, *, to: str, callback: Any, **_: Any) -> None:
        assert event == "frame"
        _, _, said, body = payload
        self.sent.append((to, said["seq"]))
        self.said.append(said)
        self.bodies.append(body)
        self._taken.append(callback)

    def take(self, *answer: str) -> None:
        self._taken.pop(0)(*answer)


class Pc:
    """A PC's screen: each of its pictures is a letter."""

    def __init__(self, name: str = "pc-01", size: WatchSize = WatchSize.THUMB) -> None:
        self.pictures = Pictures(name, size)
        self._asked = Watch("w1", size, *SIZES[size], 50, 1000, 15.0)
        self.seq = 0

    def whole(self, letter: bytes = b"W", state: ScreenState = ScreenState.OK) -> Pictures:
        return self._send(letter, None, state)

    def part(self, letter: bytes, x: int = 0) -> Pictures:
        return self._send(letter, (Part(x, 0, 16, 16, len(letter)),), ScreenState.OK)

    def _send(self, letter: bytes, parts: tuple[Part, ...] | None, state: ScreenState) -> Pictures:
        self.seq += 1
        size = (self._asked.width, self._asked.height)
        self.pictures.take(self._asked, FrameHeader("w1", self.seq, 0, *size, parts, state), letter)
        return self.pictures


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2025, 10, 6, tzinfo=UTC))


@pytest.fixture
def viewers() -> Viewers:
    return Viewers()


@pytest.fixture
def relay(viewers: Viewers, clock: ManualClock) -> FrameRelay:
    return FrameRelay(Outbox(viewers, FakeLater()), clock)


@pytest.fixture
def pc() -> Pc:
    return Pc()


def test_everybody_who_shows_a_screen_gets_its_picture(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    relay.send(pc.whole(), {"a"})
    relay.send(Pc("pc-02").whole(), {"a", "b"})
    assert sorted(viewers.sent) == [("a", 1), ("a", 1), ("b", 1)]


def test_a_page_that_is_busy_gets_only_the_newest_afterwards(
    relay: FrameRelay, viewers: Viewers, pc: Pc
) -> None:
    for letter in (b"1", b"2", b"3", b"4", b"5"):
        relay.send(pc.whole(letter), {"slow"})
    assert viewers.bodies == [b"1"]
    viewers.take()
    assert viewers.bodies == [b"1", b"5"]
    viewers.take()
    assert len(viewers.sent) == 2


def test_a_busy_page_misses_no_part_but_those_that_others_cover(
    relay: FrameRelay, viewers: Viewers, pc: Pc
) -> None:
    relay.send(pc.whole(), {"slow"})
    for letter, x in ((b"a", 0), (b"b", 100), (b"c", 0), (b"d", 100), (b"e", 0)):
        relay.send(pc.part(letter, x), {"slow"})
    viewers.take()
    assert viewers.bodies == [b"W", b"de"]
    assert viewers.said[1] == {
        "seq": 6,
        "w": 320,
        "h": 180,
        "parts": [[100, 0, 16, 16, 1], [0, 0, 16, 16, 1]],
        "whole": False,
    }


def test_a_page_that_comes_late_gets_all_of_it(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    pc.whole()
    relay.send(pc.part(b"a"), {"late"})
    assert (viewers.bodies, viewers.said[0]["whole"]) == ([b"Wa"], True)


def test_a_page_that_lost_its_picture_is_given_all_of_it_once(
    relay: FrameRelay, viewers: Viewers, pc: Pc
) -> None:
    relay.send(pc.whole(), {"a"})
    viewers.take()
    relay.send(pc.part(b"x"), {"a"})
    viewers.take("lost")
    assert viewers.bodies == [b"W", b"x", b"Wx"]
    viewers.take("lost")
    assert len(viewers.bodies) == 3, "what has all of it and is lost still gets no more"


def test_what_the_pc_says_of_its_screen_is_passed_on(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    relay.send(pc.whole(state=ScreenState.BLACK), {"a"})
    assert viewers.said[0]["state"] == "black"


def test_a_slow_page_slows_no_other_and_one_screen_no_other(
    relay: FrameRelay, viewers: Viewers, pc: Pc
) -> None:
    relay.send(pc.whole(), {"slow"})
    relay.send(pc.whole(), {"slow", "quick"})
    relay.send(Pc(size=WatchSize.FULL).whole(), {"slow"})
    assert viewers.sent == [("slow", 1), ("quick", 2), ("slow", 1)]


def test_a_page_that_never_answers_is_tried_again(
    relay: FrameRelay, viewers: Viewers, clock: ManualClock, pc: Pc
) -> None:
    relay.send(pc.whole(), {"lost"})
    clock.advance(STALE_S - 1)
    relay.send(pc.whole(), {"lost"})
    clock.advance(1)
    relay.send(pc.whole(), {"lost"})
    assert viewers.sent == [("lost", 1), ("lost", 3)]


def test_a_page_that_has_left_is_forgotten(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    relay.send(pc.whole(), {"gone"})
    relay.send(pc.whole(), {"gone"})
    relay.leave("gone")
    viewers.take()
    assert viewers.sent == [("gone", 1)]


def test_a_pc_that_returns_begins_anew(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    relay.send(pc.whole(b"old"), {"a"})
    relay.send(pc.part(b"p"), {"a"})
    relay.send(Pc().whole(b"new"), {"a"})
    viewers.take()
    assert viewers.bodies == [b"old", b"new"]


def test_nothing_waits_of_a_screen_that_is_shown_no_more(relay: FrameRelay, viewers: Viewers, pc: Pc) -> None:
    relay.send(pc.whole(), {"slow"})
    relay.send(pc.part(b"p"), {"slow"})
    pc.pictures.end()
    viewers.take()
    assert viewers.bodies == [b"W"]


def test_a_page_that_says_it_has_no_picture_is_given_all_of_it(relay: FrameRelay, viewers: Viewers) -> None:
    pc = Pc()
    relay.send(pc.whole(), {"a"})
    relay.send_again(pc.pictures, "a")
    assert len(viewers.bodies) == 1, "it is on its way"
    viewers.take()
    relay.send_again(pc.pictures, "a")
    assert viewers.bodies == [b"W", b"W"]
    assert viewers.said[1]["whole"]


def test_a_page_that_was_sent_nothing_yet_may_say_so_too(relay: FrameRelay, viewers: Viewers) -> None:
    relay.send_again(Pc().whole(), "a")
    assert viewers.bodies == [b"W"]
