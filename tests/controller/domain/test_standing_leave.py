from datetime import date, datetime, time

import pytest

from controller.domain.standing_leave import Pattern, overlap, pattern, words
from controller.domain.timetable import LONDON, Timetable
from controller.errors import Refused
from device_rules.calendar_document import read_calendar

TWO_WEEKS = """\
terms: [{name: Autumn, from: 2025-09-01, until: 2025-12-19, week: A}]
weeks:
  A: {monday: [08:40-15:10], tuesday: [08:40-15:10]}
  B: {monday: [08:40-15:10], tuesday: [08:40-15:10]}
"""
TODAY = date(2025, 10, 6)  # a Monday
TIMES, DAYS = ("13:10", "15:10", ""), ("2025-10-06", "2026-07-17", "2025-12-19")


def made(**changes: object) -> Pattern:
    given = {"weekdays": [1, 3], "times": TIMES, "days": DAYS, "today": TODAY} | changes
    return pattern(**given)  # type: ignore[arg-type]  # a test may give what is wrong


def test_it_says_when_and_falls_on_its_days_alone() -> None:
    one, timetable = made(), Timetable(())
    assert words(one) == "Tuesdays and Thursdays, 13:10 to 15:10"
    assert one.falls_on(date(2025, 10, 7), timetable)
    assert not one.falls_on(date(2025, 10, 8), timetable)
    assert not one.falls_on(date(2026, 7, 21), timetable)


def test_in_a_timetable_of_two_weeks_it_may_be_of_one_of_them() -> None:
    timetable = Timetable((), read_calendar(TWO_WEEKS))
    one, other = made(weekdays=[0], week="A"), made(weekdays=[0], week="B")
    assert words(one) == "Mondays of week A, 13:10 to 15:10"
    mondays = [date(2025, 10, 6), date(2025, 10, 13), date(2025, 10, 20)]
    assert [day for day in mondays if one.falls_on(day, timetable)] == [date(2025, 10, 13)]
    assert [day for day in mondays if other.falls_on(day, timetable)] == [mondays[0], mondays[2]]
    assert not overlap(one, other)
    assert overlap(one, made(weekdays=[0]))


def test_its_times_are_the_schools_own() -> None:
    one = made(times=("13:10", "15:10", "14:50"))
    starts, ends, back = one.times(date(2025, 10, 28))  # the clocks went back on the 26th
    assert starts == datetime(2025, 10, 28, 13, 10, tzinfo=LONDON)
    assert (ends.time(), back and back.time()) == (time(15, 10), time(14, 50))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weekdays": []}, "standing.no-weekday"),
        ({"weekdays": [6]}, "standing.no-weekday"),
        ({"times": ("15:10", "13:10", "")}, "standing.bad-times"),
        ({"times": ("13:10", "15:10", "13:00")}, "standing.bad-times"),
        ({"times": ("noon", "15:10", "")}, "standing.bad-times"),
        ({"days": ("2025-10-06", "2027-07-17", "2025-12-19")}, "standing.bad-days"),
        ({"days": ("2025-10-06", "2025-10-01", "2025-12-19")}, "standing.bad-days"),
        ({"days": ("today", "2026-07-17", "2025-12-19")}, "standing.bad-days"),
        ({"days": ("2025-10-06", "2026-07-17", "2025-10-06")}, "standing.bad-review"),
        ({"days": ("2025-10-06", "2026-07-17", "2026-08-01")}, "standing.bad-review"),
    ],
)
def test_what_cannot_be_says_why(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        made(**changes)
    assert refused.value.code == code
