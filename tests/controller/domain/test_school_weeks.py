from datetime import date, timedelta

import pytest

from controller.domain.school_weeks import LONGEST, Span, of_term, usual, weeks, within
from device_rules.calendar import Calendar
from simulators.demo_clock import NORTHGATE

TODAY = date(2025, 11, 5)  # a Wednesday, in the week after half-term
AUTUMN = Span(date(2025, 9, 1), TODAY)


def calendar() -> Calendar:
    assert NORTHGATE.calendar
    return NORTHGATE.calendar


def test_a_week_without_school_is_no_week_of_a_report() -> None:
    found = weeks(AUTUMN, NORTHGATE)
    assert [week.label for week in found][-3:] == ["13 Oct", "20 Oct", "3 Nov"]  # half-term from 27 October
    assert [len(week.days) for week in found][:2] == [4, 5]  # an INSET day
    assert found[-1].days == (date(2025, 11, 3), date(2025, 11, 4), TODAY)


def test_the_last_six_weeks_begin_on_a_monday_and_end_today() -> None:
    assert usual(TODAY) == Span(date(2025, 9, 29), TODAY)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Span(TODAY, TODAY + timedelta(days=3)), Span(TODAY, TODAY)),
        (Span(TODAY + timedelta(days=3), TODAY), Span(TODAY, TODAY)),
        (Span(date(1066, 10, 14), TODAY), Span(TODAY - LONGEST, TODAY)),
        (Span(date(2025, 10, 6), date(2025, 10, 7)), Span(date(2025, 10, 6), date(2025, 10, 7))),
    ],
)
def test_nothing_of_tomorrow_and_no_more_than_a_year(asked: Span, found: Span) -> None:
    assert within(asked, TODAY) == found


def test_a_term_goes_as_far_as_it_has_come() -> None:
    assert of_term("Autumn 2025", calendar().terms, TODAY) == AUTUMN
    assert of_term("Spring 2026", calendar().terms, TODAY) is None
    assert of_term("Nowhere", calendar().terms, TODAY) is None
    whole = of_term("Autumn 2025", calendar().terms, date(2026, 2, 1))
    assert whole == Span(date(2025, 9, 1), date(2025, 12, 19))
