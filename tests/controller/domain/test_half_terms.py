"""Half-terms are fixed: no choice of days moves one by a day, and no two of them share one."""

from datetime import date, timedelta
from itertools import pairwise

from controller.domain.half_terms import reported
from controller.domain.school_weeks import Span
from simulators.demo_clock import NORTHGATE

CALENDAR = NORTHGATE.calendar
TODAY = date(2026, 6, 10)


def names(since: date, until: date, today: date = TODAY) -> list[str]:
    return [one.name for one in reported(CALENDAR, Span(since, until), today)]


def test_a_term_is_two_halves_and_only_what_is_over_is_one() -> None:
    found = reported(CALENDAR, Span(date(2026, 1, 5), TODAY), TODAY)
    assert [one.name for one in found] == [
        "Spring 2026, first half",
        "Spring 2026, second half",
        "Summer 2026, first half",
    ]
    assert found[0].span == Span(date(2026, 1, 6), date(2026, 2, 13))  # an INSET day before, half-term after
    assert names(date(2026, 1, 5), TODAY, date(2026, 2, 13)) == ["Autumn 2025, second half"]  # not over yet


def test_days_that_differ_give_the_same_spans_or_others_and_never_overlapping_ones() -> None:
    days = [date(2025, 9, 1) + timedelta(days=count) for count in range(280)]
    found = {one.span for day in days for one in reported(CALENDAR, Span(day, TODAY), TODAY)}
    ordered = sorted(found, key=lambda one: one.since)
    assert len(ordered) == 5
    assert all(one.until < other.since for one, other in pairwise(ordered))


def test_weeks_of_a_half_term_that_goes_on_show_the_one_before() -> None:
    assert names(date(2025, 9, 8), date(2025, 9, 12), date(2025, 9, 22)) == ["Summer 2025, second half"]
    assert names(date(2024, 9, 8), date(2024, 9, 12)) == []


def test_without_a_calendar_they_are_whole_months() -> None:
    found = reported(None, Span(date(2026, 3, 20), TODAY), TODAY)
    assert [one.name for one in found] == ["March 2026", "April 2026", "May 2026"]
    assert found[0].span == Span(date(2026, 3, 1), date(2026, 3, 31))
