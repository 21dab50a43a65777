from collections.abc import Callable

import pytest

from tests.web.fakes import FakeLater
from web.outbox import GAP_S, Outbox


class Wire:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str, object]] = []

    def __call__(
        self, event: str, payload: object, *, to: str, namespace: str, callback: Callable[..., None] | None
    ) -> None:
        self.sent.append((namespace, to, event, payload))


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def later() -> FakeLater:
    return FakeLater()


@pytest.fixture
def outbox(wire: Wire, later: FakeLater) -> Outbox:
    return Outbox(wire, later)


def test_what_is_told_goes_at_once(outbox: Outbox, wire: Wire) -> None:
    outbox.tell("reception", "pouch", {"n": 1})
    outbox.tell("pc-01", "desired", {"version": 2}, namespace="/agent")
    assert wire.sent == [
        ("/desk", "reception", "pouch", {"n": 1}),
        ("/agent", "pc-01", "desired", {"version": 2}),
    ]


def test_a_burst_becomes_its_first_and_its_last(outbox: Outbox, wire: Wire, later: FakeLater) -> None:
    for number in range(30):
        outbox.tell_soon("lesson:1", "seats", lambda number=number: number)
    assert [payload for *_, payload in wire.sent] == [0]
    assert [delay for delay, _ in later.waiting] == [GAP_S]
    later.run()
    assert [payload for *_, payload in wire.sent] == [0, 29]


def test_after_a_quiet_gap_the_next_goes_at_once(outbox: Outbox, wire: Wire, later: FakeLater) -> None:
    outbox.tell_soon("lesson:1", "seats", lambda: 1)
    later.run()
    assert later.waiting == []
    outbox.tell_soon("lesson:1", "seats", lambda: 2)
    assert [payload for *_, payload in wire.sent] == [1, 2]


def test_the_gap_holds_after_a_late_one_too(outbox: Outbox, wire: Wire, later: FakeLater) -> None:
    for round_ in range(3):
        outbox.tell_soon("lesson:1", "seats", lambda round_=round_: round_)
        outbox.tell_soon("lesson:1", "seats", lambda round_=round_: round_ + 10)
        later.run()
    assert [payload for *_, payload in wire.sent] == [0, 10, 11, 12]


def test_rooms_and_events_do_not_wait_for_each_other(outbox: Outbox, wire: Wire) -> None:
    outbox.tell_soon("lesson:1", "seats", lambda: 1)
    outbox.tell_soon("lesson:2", "seats", lambda: 2)
    outbox.tell_soon("lesson:1", "orders", lambda: 3)
    assert [payload for *_, payload in wire.sent] == [1, 2, 3]


def test_a_snapshot_that_fails_is_logged_and_the_next_gets_through(
    outbox: Outbox, wire: Wire, later: FakeLater, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> object:
        raise RuntimeError("no such lesson")

    outbox.tell_soon("lesson:1", "seats", fail)
    outbox.tell_soon("lesson:1", "seats", lambda: 2)
    later.run()
    assert "no such lesson" in caplog.text
    assert [payload for *_, payload in wire.sent] == [2]
