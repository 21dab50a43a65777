from datetime import UTC, datetime

from controller.clock import ManualClock
from web.sockets.meter import Allowance, Meter


def meter() -> tuple[Meter, ManualClock]:
    clock = ManualClock(datetime(2025, 10, 6, tzinfo=UTC))
    return Meter(Allowance(messages_per_s=10, bytes_per_s=1000), clock), clock


def test_a_burst_of_two_seconds_worth_and_then_no_more() -> None:
    counted, _ = meter()
    assert [counted.admits(1) for _ in range(22)] == [True] * 20 + [False] * 2
    assert counted.refused_in_a_row == 2


def test_bytes_are_counted_apart_from_messages() -> None:
    counted, _ = meter()
    assert counted.admits(1500)
    assert not counted.admits(600)
    assert counted.admits(400)


def test_time_gives_it_back_up_to_the_burst() -> None:
    counted, clock = meter()
    while counted.admits(1):
        pass
    clock.advance(0.5)
    assert [counted.admits(1) for _ in range(6)] == [True] * 5 + [False]
    clock.advance(3600)
    assert [counted.admits(1) for _ in range(21)] == [True] * 20 + [False]


def test_one_admitted_message_forgives_those_refused_before() -> None:
    counted, clock = meter()
    while counted.admits(1):
        pass
    clock.advance(1)
    counted.admits(1)
    assert counted.refused_in_a_row == 0
