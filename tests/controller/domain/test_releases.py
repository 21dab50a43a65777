from datetime import datetime, timedelta

import pytest

from controller.domain.releases import (
    LENGTH,
    Bell,
    Count,
    Phase,
    Release,
    When,
    by_minute,
    last_minute,
    phase,
    starts_at,
)
from controller.domain.timetable import LONDON
from controller.errors import Refused

BELL = datetime(2025, 10, 6, 15, 10, tzinfo=LONDON)
BELL_TODAY = Bell(BELL)
SUNDAY = datetime(2025, 10, 5, 16, 0, tzinfo=LONDON)
MINUTE = timedelta(minutes=1)


def release(ended_at: datetime | None = None) -> Release:
    return Release(1, BELL, BELL + LENGTH, ended_at, "Ms D. Hallam", "", "", 7, 825)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BELL - MINUTE, Phase.SET),
        (BELL, Phase.OPEN),
        (BELL + LENGTH - MINUTE, Phase.OPEN),
        (BELL + LENGTH, Phase.OVER),
    ],
)
def test_a_release_is_set_then_open_then_over(now: datetime, expected: Phase) -> None:
    assert phase(release(), now) is expected


def test_a_release_ended_by_hand_is_over_at_once() -> None:
    assert phase(release(ended_at=BELL + MINUTE), BELL + MINUTE) is Phase.OVER


def test_after_the_bell_no_reason_is_needed() -> None:
    assert starts_at(When.NOW, BELL + MINUTE, BELL_TODAY, "") == BELL + MINUTE


def test_before_the_bell_a_reason_is_needed() -> None:
    with pytest.raises(Refused, match=r"ends at 15:10. Give a reason"):
        starts_at(When.NOW, BELL - MINUTE, BELL_TODAY, "")
    assert starts_at(When.NOW, BELL - MINUTE, BELL_TODAY, "Early closure, snow") == BELL - MINUTE


def test_on_a_day_without_school_a_reason_is_needed() -> None:
    with pytest.raises(Refused, match=r"not a school day \(weekend\)"):
        starts_at(When.NOW, SUNDAY, Bell(SUNDAY - MINUTE, "weekend"), "")


def test_it_can_be_set_for_the_bell_only_before_it() -> None:
    assert starts_at(When.BELL, BELL - MINUTE, BELL_TODAY, "") == BELL
    for now, bell in ((BELL, BELL_TODAY), (SUNDAY, Bell(SUNDAY + MINUTE, "weekend"))):
        with pytest.raises(Refused) as refused:
            starts_at(When.BELL, now, bell, "")
        assert refused.value.code == "release.no-bell"


def test_still_out_is_what_is_listed_and_neither_released_nor_gone_before() -> None:
    assert Count(listed=825, released=400, left_earlier=5).still_out == 420
    assert Count(listed=3, released=4, left_earlier=0).still_out == 0


def test_each_minute_of_a_release_is_counted_and_what_is_outside_is_not() -> None:
    at = [BELL - MINUTE, BELL, BELL + 0.5 * MINUTE, BELL + 2.9 * MINUTE, BELL + 4 * MINUTE]
    assert by_minute(at, BELL, BELL + 4 * MINUTE) == [2, 0, 1, 0]


def test_the_last_minute_moves_with_the_clock() -> None:
    at = [BELL - MINUTE, BELL - 0.5 * MINUTE, BELL, BELL + 0.1 * MINUTE]
    assert last_minute(at, BELL) == 2
