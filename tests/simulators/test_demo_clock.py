from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.timetable import LONDON, local
from controller.errors import SchoolbellError
from simulators.demo_clock import FIRST_START, NORTHGATE, demo_clock, next_start


def london(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 10, day, hour, minute, tzinfo=LONDON)


def test_a_first_start_is_in_a_lesson_on_a_monday() -> None:
    period = NORTHGATE.period_at(FIRST_START)
    assert FIRST_START.weekday() == 0
    assert period is not None
    assert period.name == "Period 2"


def test_it_goes_on_where_it_left_off_in_the_middle_of_a_lesson() -> None:
    assert next_start(london(6, 13, 30)) == london(6, 13, 30)


@pytest.mark.parametrize(
    ("left_off", "expected"),
    [
        (london(6, 12, 40), london(7, 10, 5)),  # lunch
        (london(6, 8, 0), london(6, 10, 5)),  # before school
        (london(10, 16, 0), london(13, 10, 5)),  # a Friday afternoon
        (london(11, 11, 0), london(13, 10, 5)),  # a Saturday
    ],
)
def test_otherwise_it_starts_at_five_past_ten_of_the_next_school_day(
    left_off: datetime, expected: datetime
) -> None:
    assert next_start(left_off) == expected


@given(st.datetimes(datetime(2025, 9, 1), datetime(2027, 9, 1), timezones=st.just(UTC)))
def test_it_never_goes_back_and_always_meets_a_lesson(left_off: datetime) -> None:
    begins = next_start(left_off)
    period = NORTHGATE.period_at(begins)
    assert begins >= left_off
    assert begins - left_off < timedelta(days=50)  # the summer holidays
    assert NORTHGATE.is_school_day(local(begins).date())
    assert period is not None
    assert period.during == "lesson"


def test_a_chosen_start_that_has_passed_is_refused_with_a_way_out() -> None:
    with pytest.raises(SchoolbellError, match=r"already Monday 06 October 2025, 13:30.*--data-dir"):
        demo_clock(london(6, 13, 30), london(6, 9), 1.0)


def test_a_chosen_start_is_taken() -> None:
    clock = demo_clock(None, london(6, 15, 5), 10.0)
    assert clock.spec.startswith("2025-10-06T14:05:00+00:00@")
    assert clock.spec.endswith("x10.0")
