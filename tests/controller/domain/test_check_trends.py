from datetime import date

import pytest

from controller.domain.check_trends import KEYS, Cohort, Line, locked, natural, tapped, total, weekly
from controller.domain.checks import Count
from controller.domain.school_weeks import Span, weeks
from controller.domain.spreads import Spread, spread
from simulators.demo_clock import NORTHGATE

WEEKS = weeks(Span(date(2025, 9, 8), date(2025, 9, 19)), NORTHGATE)
LINES = [
    Line(date(2025, 9, 8), True, "10A/Tu", "10A", 10, Count(28, 0, 25, 2)),
    Line(date(2025, 9, 12), False, "9B/Co", "9B", 9, Count(28, 20, 5, 1)),
    Line(date(2025, 9, 15), False, "9B/Co", "9B", 9, Count(28, 0, 28, 0)),
    Line(date(2025, 9, 14), False, "9B/Co", "9B", 9, Count(28, 28, 0, 0)),  # a Sunday
]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (Cohort.YEAR, ["Year 9", "Year 10"]),
        (Cohort.FORM, ["9B", "10A"]),
        (Cohort.CLASS, ["9B/Co", "10A/Tu"]),
    ],
)
def test_each_group_has_a_count_for_each_week_and_loses_nobody(by: Cohort, names: list[str]) -> None:
    found = weekly(LINES, WEEKS, KEYS[by])
    assert list(found) == names
    assert found[names[0]] == [Count(28, 20, 5, 1), Count(28, 0, 28, 0)]
    assert total(one for counts in found.values() for one in counts).pupils == 3 * 28


def test_shares_are_of_those_who_were_looked_at() -> None:
    many = Count(1200, 400, 560, 40)  # of the 1,200, 200 were not looked at
    assert str(locked(many, 5)) == "96 %"
    assert str(tapped(many, 5)) == "41 %"
    assert locked(Count(), 5) is tapped(Count(3, 0, 0, 3), 5) is None


def test_natural_order_counts_years() -> None:
    assert sorted(["10A", "9B", "9A/Co", "Year 7"], key=natural) == ["Year 7", "9A/Co", "9B", "10A"]


def test_the_spread_of_a_few_says_too_much_of_each() -> None:
    assert spread([90, 95, 99]) is None
    assert spread([80, 90, 95, 99]) == Spread(4, 87.5, 92.5, 96)
