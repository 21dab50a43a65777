"""A school year by London's clock. The examples are a term of autumn 2025 to spring 2026, with half-term."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_rules.calendar import Calendar, CalendarError, Term, Week, school_time_after
from device_rules.school_day import LONDON, Session
from tests.device_rules.samples import day

seeded = settings(deadline=None, derandomize=True)
MORNING = Session(time(8, 40), time(12, 10), None)
AFTERNOON = Session(time(13, 5), time(15, 10), None)
FULL = (MORNING, AFTERNOON)
WEEK_A = Week("A", dict.fromkeys(range(5), FULL))
WEEK_B = Week("B", {**dict.fromkeys(range(4), FULL), 4: (MORNING,)})  # half a day on Fridays
CLOSED = {
    day("2025-09-01"): "INSET day",
    **{date(2025, 10, 27) + timedelta(days=number): "half-term" for number in range(5)},
    day("2026-05-04"): "Early May bank holiday",
}
AUTUMN = Term("Autumn", day("2025-09-01"), day("2025-12-19"), "A")
SPRING = Term("Spring", day("2026-01-05"), day("2026-03-27"), "B")
SUMMER = Term("Summer", day("2026-04-13"), day("2026-07-21"))
SCHOOL = Calendar((AUTUMN, SPRING, SUMMER), (WEEK_A, WEEK_B), CLOSED)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def after(start, **amount):
    return school_time_after(SCHOOL, at(start), **amount).replace(tzinfo=None).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2025-09-01", "INSET day"),
        ("2025-09-02", None),
        ("2025-09-06", "weekend"),
        ("2025-10-27", "half-term"),
        ("2025-12-19", None),
        ("2025-12-20", "outside the terms"),
        ("2026-05-04", "Early May bank holiday"),
        ("2030-01-01", "outside the terms"),
    ],
)
def test_why_a_day_is_closed(on, why):
    assert SCHOOL.why_closed(day(on)) == why
    assert SCHOOL.is_open(day(on)) is (why is None)


def test_a_weekday_without_sessions_is_closed():
    short = Calendar((AUTUMN,), (Week("A", {0: FULL}),), {})
    assert short.why_closed(day("2025-09-02")) == "no sessions on this day"


@pytest.mark.parametrize(
    ("on", "week"),
    [
        ("2025-09-01", "A"),
        ("2025-09-07", "A"),
        ("2025-09-08", "B"),
        ("2025-10-20", "B"),
        ("2025-11-03", "A"),  # half-term took no turn
        ("2026-01-05", "B"),
        ("2026-01-12", "A"),
        ("2026-04-13", "A"),
    ],
)
def test_weeks_take_turns_over_the_weeks_with_school(on, week):
    assert SCHOOL.week_on(day(on)).name == week


def test_there_is_no_week_in_the_holidays():
    assert SCHOOL.week_on(day("2025-12-25")) is None


def test_a_term_that_starts_in_the_middle_of_a_week_has_a_short_first_week():
    term = Term("Autumn", day("2025-09-03"), day("2025-12-19"), "A")
    calendar = Calendar((term,), (WEEK_A, WEEK_B), {})
    assert [calendar.week_on(day(on)).name for on in ("2025-09-05", "2025-09-08")] == ["A", "B"]


def test_the_other_week_has_its_own_sessions():
    assert len(SCHOOL.sessions_on(day("2025-09-05"))) == 2
    assert len(SCHOOL.sessions_on(day("2025-09-12"))) == 1


@pytest.mark.parametrize(
    ("start", "sessions", "end"),
    [
        ("2025-10-06T10:00", 1, "2025-10-06T12:10"),
        ("2025-10-06T10:00", 2, "2025-10-06T15:10"),
        ("2025-10-06T12:30", 1, "2025-10-06T15:10"),  # at lunch: the afternoon is the first
        ("2025-10-06T15:10", 1, "2025-10-07T12:10"),  # the day is over
        ("2025-10-03T14:00", 2, "2025-10-06T12:10"),  # over the weekend
        ("2025-09-12T10:00", 2, "2025-09-15T12:10"),  # a Friday of week B has one session
        ("2025-10-24T10:00", 3, "2025-11-03T15:10"),  # over half-term and the end of summer time
        ("2025-12-19T14:00", 2, "2026-01-05T12:10"),  # over Christmas
        ("2025-08-20T10:00", 1, "2025-09-02T12:10"),  # before the year starts, and its INSET day
        ("2026-03-27T14:00", 2, "2026-04-13T12:10"),  # over Easter and the start of summer time
    ],
)
def test_after_so_many_sessions(start, sessions, end):
    assert after(start, sessions=sessions) == end


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2025-10-06T10:00", 1, "2025-10-06T11:00"),
        ("2025-10-06T11:40", 1, "2025-10-06T13:35"),  # lunch does not count
        ("2025-10-06T12:30", 0.5, "2025-10-06T13:35"),
        ("2025-10-06T15:00", 1, "2025-10-07T09:30"),
        ("2025-10-24T12:00", 0.5, "2025-11-03T09:00"),
    ],
)
def test_after_so_many_hours_of_school(start, hours, end):
    assert after(start, hours=hours) == end


def test_any_zone_may_ask():
    start = at("2025-10-06T10:00")
    answers = {school_time_after(SCHOOL, moment, sessions=2) for moment in (start, start.astimezone(UTC))}
    assert answers == {at("2025-10-06T15:10")}


@pytest.mark.parametrize(
    ("start", "amount", "sentence"),
    [
        (datetime(2025, 10, 6, 10), {"sessions": 1}, "has no time zone"),
        (at("2025-10-06T10:00"), {}, "in sessions or in hours"),
        (at("2025-10-06T10:00"), {"sessions": 1, "hours": 1}, "in sessions or in hours"),
        (at("2025-10-06T10:00"), {"sessions": 0}, "at least one session"),
        (at("2025-10-06T10:00"), {"hours": -1}, "at least one session"),
        (at("2025-10-06T10:00"), {"hours": 0}, "at least one session"),
        (at("2025-10-06T10:00"), {"hours": float("nan")}, "at least one session"),
        (at("2025-10-06T10:00"), {"hours": float("inf")}, "at least one session"),
        (at("2026-07-21T14:00"), {"sessions": 2}, "the calendar ends on 2026-07-21, before that much school"),
        (at("2026-07-21T14:00"), {"hours": 2}, "add the next term"),
        (at("2030-01-01T14:00"), {"sessions": 1}, "add the next term"),
    ],
)
def test_what_cannot_be_counted_is_told_in_a_sentence(start, amount, sentence):
    with pytest.raises(CalendarError, match=sentence):
        school_time_after(SCHOOL, start, **amount)


@pytest.mark.parametrize(
    ("terms", "weeks", "sentence"),
    [
        ((), (WEEK_A,), "the calendar is empty"),
        ((AUTUMN,), (), "the calendar is empty"),
        ((Term("Autumn", AUTUMN.end, AUTUMN.start),), (WEEK_A,), "`Autumn` ends before it starts"),
        ((SPRING,), (WEEK_A,), "starts with week `B`, which is not one; use `A`"),
        ((SUMMER, Term("Late", SUMMER.end, SUMMER.end)), (WEEK_A,), "`Summer` and `Late` overlap"),
        ((SUMMER,), (Week("A", {1: (AFTERNOON, MORNING)}),), "Tuesday of week `A` overlap or run backwards"),
        ((SUMMER,), (Week("A", {1: (MORNING, MORNING)}),), "overlap or run backwards"),
        ((SUMMER,), (Week("A", {1: (Session(time(9), time(9), None),)}),), "overlap or run backwards"),
    ],
)
def test_a_calendar_that_cannot_be_right_is_refused(terms, weeks, sentence):
    with pytest.raises(CalendarError, match=sentence):
        Calendar(terms, weeks, {})


moments = st.datetimes(datetime(2025, 8, 1), datetime(2026, 6, 30), timezones=st.sampled_from([UTC, LONDON]))


@seeded
@given(moments, st.integers(1, 20))
def test_sessions_end_when_a_session_of_an_open_day_ends(start, count):
    end = school_time_after(SCHOOL, start, sessions=count)
    assert end > start
    assert end in [until for _, until in SCHOOL.sessions_on(end.date())]


@seeded
@given(moments, st.integers(1, 10), st.integers(1, 10))
def test_some_sessions_and_then_some_more_are_all_of_them(start, first, second):
    middle = school_time_after(SCHOOL, start, sessions=first)
    assert school_time_after(SCHOOL, middle, sessions=second) == school_time_after(
        SCHOOL, start, sessions=first + second
    )


@seeded
@given(moments, st.integers(1, 600), st.integers(1, 600))
def test_some_minutes_and_then_some_more_are_all_of_them(start, first, second):
    middle = school_time_after(SCHOOL, start, hours=first / 60)
    end = school_time_after(SCHOOL, start, hours=(first + second) / 60)
    assert abs(school_time_after(SCHOOL, middle, hours=second / 60) - end) < timedelta(milliseconds=1)


@seeded
@given(moments, st.integers(1, 2000))
def test_hours_end_within_a_session_and_hold_just_so_much_school(start, minutes):
    end = school_time_after(SCHOOL, start, hours=minutes / 60)
    assert any(begin < end <= until for begin, until in SCHOOL.sessions_on(end.date()))
    passed = sum(
        (
            max(timedelta(), min(until, end).astimezone(UTC) - max(begin, start).astimezone(UTC))
            for begin, until in SCHOOL.sessions_after(start)
        ),
        timedelta(),
    )
    assert abs(passed - timedelta(minutes=minutes)) < timedelta(milliseconds=1)


@seeded
@given(moments, moments, st.integers(1, 20))
def test_what_is_taken_later_is_not_due_earlier(one, other, count):
    first, second = sorted([one, other])
    assert school_time_after(SCHOOL, first, sessions=count) <= school_time_after(
        SCHOOL, second, sessions=count
    )


@seeded
@given(st.dates(date(2025, 8, 1), date(2026, 8, 1)))
def test_sessions_start_by_the_clock_on_the_wall_all_year(on):
    for begin, _ in SCHOOL.sessions_on(on):
        assert begin.astimezone(LONDON).time() in (time(8, 40), time(13, 5))
        assert begin.astimezone(UTC).hour == begin.hour - (1 if begin.dst() else 0)
