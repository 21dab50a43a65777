from datetime import datetime, timedelta

import pytest

from controller.clock import ManualClock
from controller.domain.timetable import LONDON
from controller.services.daily import Daily


def test_it_is_done_at_a_start_and_then_once_with_each_date_of_the_school() -> None:
    clock, done = ManualClock(datetime(2026, 7, 6, 22, 30, tzinfo=LONDON)), list[str]()
    daily = Daily(clock, lambda: done.append(f"{clock.now().astimezone(LONDON):%d %H}"))
    for _ in range(5):  # midnight in London is an hour before that of the clock's own UTC
        daily.tick()
        clock.advance(timedelta(hours=1))
    assert done == ["06 22", "07 00"]


def test_what_failed_is_tried_again_at_the_next_tick() -> None:
    tries = list[int]()

    def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk")

    daily = Daily(ManualClock(datetime(2026, 7, 6, 9, tzinfo=LONDON)), work)
    with pytest.raises(OSError, match="disk"):
        daily.tick()
    daily.tick()
    daily.tick()
    assert len(tries) == 2
