import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from controller.clock import ManualClock, ScaledClock, SystemClock, clock_from_spec, speed_of

NINE = datetime(2025, 10, 6, 9, 0, tzinfo=timezone(timedelta(hours=1)))


def test_the_system_clock_is_aware_and_utc() -> None:
    assert clock_from_spec("system").now().utcoffset() == timedelta(0)
    assert SystemClock().monotonic() <= SystemClock().monotonic()


def test_a_scaled_clock_is_speed_times_as_far_from_its_start() -> None:
    clock = ScaledClock(NINE, time.time() - 10, speed=60)
    assert timedelta(minutes=10) <= clock.now() - NINE < timedelta(minutes=11)
    assert clock.now().tzinfo is UTC


def test_its_monotonic_seconds_pass_at_the_same_speed() -> None:
    before = time.monotonic()
    there = ScaledClock(NINE, 0, speed=60).monotonic()
    assert before * 60 <= there <= time.monotonic() * 60


def test_only_a_scaled_clock_has_a_speed_of_its_own() -> None:
    assert speed_of(ScaledClock(NINE, 0, speed=60)) == 60
    assert speed_of(SystemClock()) == speed_of(ManualClock(NINE)) == 1


def test_processes_that_share_a_spec_agree_to_the_microsecond() -> None:
    here = ScaledClock(NINE, time.time(), speed=1.23456789)
    there = clock_from_spec(here.spec)
    assert isinstance(there, ScaledClock)
    assert there.spec == here.spec
    assert there.speed == here.speed


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "now",
        "2025-10-06T09:00:00+00:00",
        "2025-10-06T09:00:00+00:00@1760000000",
        "2025-10-06T09:00:00+00:00@soonx1",
        "2025-10-06T09:00:00+00:00@1760000000x0",
        "2025-10-06T09:00:00+00:00@1760000000x601",
        "2025-10-06T09:00:00+00:00@1760000000xnan",
        "2025-10-06T09:00:00+00:00@nanx1",
        "2025-10-06T09:00:00+00:00@infx1",
        "2025-10-06T09:00:00+00:00@-1e12x600",  # leads past the year 9999
        "2025-10-06T09:00:00@1760000000x1",  # in whose time zone?
    ],
)
def test_a_wrong_spec_is_named(spec: str) -> None:
    with pytest.raises(ValueError, match="is not `system` or") as refused:
        clock_from_spec(spec)
    assert f"`{spec}`" in str(refused.value)


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(NINE)
    assert (clock.now(), clock.monotonic()) == (NINE, 0.0)
    clock.advance(timedelta(minutes=1))
    clock.advance(0.5)
    assert clock.now() - NINE == timedelta(seconds=60.5)
    assert clock.monotonic() == 60.5


def test_the_manual_clock_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ManualClock(datetime(2025, 10, 6, 9, 0))
