from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from controller.clock import ManualClock
from controller.services.lab.watches import Picture
from tests.web.fakes import FakeLater
from web.outbox import Outbox
from web.sockets.frames import STALE_S, FrameRelay
from workstation_agent.protocol.watches import WatchSize


class Viewers:
    """Keeps what each page was sent, and takes a picture when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self._taken: list[Callable[..., None]] = []

    def __call__(self, event: str, payload: Any, *, to: str, callback: Any, **_: Any) -> None:
        assert event == "frame"
        _, _, seq, jpeg = payload
        assert jpeg == b"jpeg"
        self.sent.append((to, seq))
        self._taken.append(callback)

    def take(self) -> None:
        self._taken.pop(0)()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2025, 10, 6, tzinfo=UTC))


@pytest.fixture
def viewers() -> Viewers:
    return Viewers()


@pytest.fixture
def relay(viewers: Viewers, clock: ManualClock) -> FrameRelay:
    return FrameRelay(Outbox(viewers, FakeLater()), clock)


def picture(seq: int, workstation: str = "pc-01", size: WatchSize = WatchSize.THUMB) -> Picture:
    return Picture(workstation, size, seq, b"jpeg")


def test_everybody_who_shows_a_screen_gets_its_picture(relay: FrameRelay, viewers: Viewers) -> None:
    relay.send(picture(1), {"a"})
    relay.send(picture(1, "pc-02"), {"a", "b"})
    assert sorted(viewers.sent) == [("a", 1), ("a", 1), ("b", 1)]


def test_a_page_that_is_busy_gets_only_the_newest_afterwards(relay: FrameRelay, viewers: Viewers) -> None:
    for seq in range(1, 6):
        relay.send(picture(seq), {"slow"})
    assert viewers.sent == [("slow", 1)]
    viewers.take()
    assert viewers.sent == [("slow", 1), ("slow", 5)]
    viewers.take()
    assert len(viewers.sent) == 2


def test_a_slow_page_slows_no_other_and_one_screen_no_other(relay: FrameRelay, viewers: Viewers) -> None:
    relay.send(picture(1), {"slow"})
    relay.send(picture(2), {"slow", "quick"})
    relay.send(picture(1, size=WatchSize.FULL), {"slow"})
    assert viewers.sent == [("slow", 1), ("quick", 2), ("slow", 1)]


def test_a_page_that_never_answers_is_tried_again(
    relay: FrameRelay, viewers: Viewers, clock: ManualClock
) -> None:
    relay.send(picture(1), {"lost"})
    clock.advance(STALE_S - 1)
    relay.send(picture(2), {"lost"})
    clock.advance(1)
    relay.send(picture(3), {"lost"})
    assert viewers.sent == [("lost", 1), ("lost", 3)]


def test_a_page_that_has_left_is_forgotten(relay: FrameRelay, viewers: Viewers) -> None:
    relay.send(picture(1), {"gone"})
    relay.send(picture(2), {"gone"})
    relay.leave("gone")
    viewers.take()
    assert viewers.sent == [("gone", 1)]
