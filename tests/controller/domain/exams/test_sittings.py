from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from controller.domain.exams.sittings import Session, Stage, working_time
from tests.controller.domain.exams.samples import MORNING, sitting


@pytest.mark.parametrize(
    ("minutes", "percent", "given"), [(90, 0, 90), (90, 25, 113), (60, 25, 75), (105, 50, 158), (45, 100, 90)]
)
def test_extra_time_is_rounded_up_to_a_whole_minute(minutes: int, percent: int, given: int) -> None:
    assert working_time(timedelta(minutes=minutes), percent) == timedelta(minutes=given)


def test_the_finish_counts_from_the_real_start() -> None:
    late = replace(MORNING, started_at=MORNING.due_at + timedelta(minutes=7))
    assert f"{MORNING.finish():%H:%M}" == "10:30"
    assert f"{late.finish(25):%H:%M}" == "11:00"


def test_a_sitting_over_the_night_of_a_clock_change_lasts_as_long_by_every_clock() -> None:
    night = sitting(
        2, on=date(2026, 10, 25), starts=time(0, 30), session=Session.AM, length=timedelta(hours=2)
    )
    assert night.due_at.astimezone(UTC) == datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert night.finish().astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert f"{night.finish():%H:%M %Z}" == "01:30 GMT"


def test_a_sitting_is_planned_then_started_then_ended() -> None:
    started = replace(MORNING, started_at=MORNING.due_at)
    ended = replace(started, ended_at=started.finish())
    assert [one.stage for one in (MORNING, started, ended)] == [Stage.PLANNED, Stage.STARTED, Stage.ENDED]
