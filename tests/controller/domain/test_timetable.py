from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.school import Period
from controller.domain.timetable import (
    AFTER,
    BEFORE,
    BETWEEN,
    LONDON,
    LessonId,
    Timetable,
    bounds,
    local,
)
from simulators.northgate import PERIODS

NORTHGATE = Timetable(PERIODS)
MONDAY = date(2025, 10, 6)
CLOCKS_GO_BACK, CLOCKS_GO_FORWARD = date(2025, 10, 26), date(2026, 3, 29)  # both Sundays, at 01:00 UTC

moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
dates = st.dates(date(2024, 1, 1), date(2030, 1, 1))
periods = st.sampled_from(PERIODS)


def at(hour: int, minute: int, on: date = MONDAY) -> datetime:
    return datetime.combine(on, time(hour, minute), LONDON)


@given(st.integers(0, 999_999_999), dates)
def test_a_lesson_is_read_as_it_is_written(slot: int, on: date) -> None:
    assert LessonId.parse(str(LessonId(slot, on))) == LessonId(slot, on)


@given(st.text())
def test_no_text_but_what_is_written_names_a_lesson(text: str) -> None:
    try:
        lesson = LessonId.parse(text)
    except ValueError:
        return
    assert str(lesson) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "412",
        "@2025-10-06",
        "412@",
        "0412@2025-10-06",
        "٤١٢@2025-10-06",
        "-1@2025-10-06",
        "412@20251006",
        "412@2025-W41-1",
        "412@2025-02-30",
        "412@2025-10-06 ",
        "1234567890@2025-10-06",
    ],
)
def test_what_is_no_lesson(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the two sentences differ; that it is refused counts
        LessonId.parse(text)


@given(periods, dates)
def test_a_period_is_as_long_as_its_clock_times_say(period: Period, on: date) -> None:
    start, end = (moment.astimezone(UTC) for moment in bounds(period, on))
    by_the_clock = datetime.combine(on, period.ends) - datetime.combine(on, period.starts)
    assert end - start == by_the_clock


@given(periods, dates)
def test_a_period_is_the_one_of_its_every_moment(period: Period, on: date) -> None:
    start, end = (moment.astimezone(UTC) for moment in bounds(period, on))
    inside = [start, start + (end - start) / 2, end - timedelta(microseconds=1)]
    expected = period if NORTHGATE.is_school_day(on) else None
    assert [NORTHGATE.period_at(moment) for moment in inside] == [expected] * 3
    assert NORTHGATE.period_at(end) != period


@given(moments)
def test_every_moment_is_something_to_the_policy(moment: datetime) -> None:
    words = {period.during for period in PERIODS} | {BEFORE, AFTER, BETWEEN}
    assert NORTHGATE.during_at(moment) in words


@given(moments)
def test_the_zone_in_which_a_moment_is_written_does_not_matter(moment: datetime) -> None:
    assert NORTHGATE.period_at(moment) == NORTHGATE.period_at(local(moment))
    assert NORTHGATE.during_at(moment) == NORTHGATE.during_at(local(moment))


@pytest.mark.parametrize(
    ("hour", "minute", "word"),
    [
        (0, 0, BEFORE),
        (8, 39, BEFORE),
        (8, 40, "tutor-time"),
        (9, 0, "lesson"),
        (10, 59, "lesson"),
        (11, 0, "social-time"),
        (15, 9, "lesson"),
        (15, 10, AFTER),
        (23, 59, AFTER),
    ],
)
def test_the_words_of_a_school_day(hour: int, minute: int, word: str) -> None:
    assert NORTHGATE.during_at(at(hour, minute)) == word


def test_a_gap_is_between_lessons() -> None:
    gapped = Timetable((PERIODS[1], PERIODS[4]))
    assert gapped.during_at(at(10, 30)) == BETWEEN
    assert gapped.period_at(at(10, 30)) is None


def test_there_is_no_school_at_the_weekend_or_without_periods() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert NORTHGATE.period_at(at(10, 5, saturday)) is None
    assert NORTHGATE.during_at(at(10, 5, saturday)) == AFTER
    assert Timetable(()).during_at(at(10, 5)) == AFTER
    with pytest.raises(ValueError, match="empty"):
        Timetable(()).end_of_day(MONDAY)


@pytest.mark.parametrize(
    ("on", "utc_hour"),
    [
        (CLOCKS_GO_BACK - timedelta(days=2), 8),
        (CLOCKS_GO_BACK + timedelta(days=1), 9),
        (CLOCKS_GO_FORWARD - timedelta(days=2), 9),
        (CLOCKS_GO_FORWARD + timedelta(days=1), 8),
    ],
)
def test_lessons_keep_to_the_clock_on_the_wall_when_it_changes(on: date, utc_hour: int) -> None:
    start, _ = bounds(PERIODS[1], on)
    assert start.astimezone(UTC) == datetime.combine(on, time(utc_hour), UTC)


@pytest.mark.parametrize(("on", "hours"), [(CLOCKS_GO_BACK, 4), (CLOCKS_GO_FORWARD, 2)])
def test_an_event_in_the_night_of_the_change_is_as_long_as_it_is(on: date, hours: int) -> None:
    """A Sunday, so no lesson; but an exam week's hall may be let."""
    start, end = bounds(Period("Night", "lesson", time(0, 30), time(3, 30)), on)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


def test_the_day_ends_with_its_last_period() -> None:
    assert NORTHGATE.end_of_day(MONDAY) == at(15, 10)
    assert Timetable(tuple(reversed(PERIODS))).end_of_day(MONDAY) == at(15, 10)
