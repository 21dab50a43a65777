from datetime import date, datetime, time

import pytest

from controller.domain.holds import ends_at
from controller.domain.timetable import LONDON, Timetable

FRIDAY = datetime(2025, 10, 3, 10, 5, tzinfo=LONDON)
EVERY_WEEKDAY = Timetable(())


@pytest.mark.parametrize(
    ("days", "midnight"), [(1, date(2025, 10, 4)), (2, date(2025, 10, 7)), (5, date(2025, 10, 10))]
)
def test_it_ends_with_a_school_day_of_which_today_is_the_first(days: int, midnight: date) -> None:
    assert ends_at(EVERY_WEEKDAY, FRIDAY, days) == datetime.combine(midnight, time(), LONDON)


def test_it_ends_at_midnight_where_the_school_is_in_summer_and_in_winter() -> None:
    before = datetime(2025, 10, 24, 10, 0, tzinfo=LONDON)  # the clocks go back on the 26th
    assert ends_at(EVERY_WEEKDAY, before, 2) == datetime(2025, 10, 28, tzinfo=LONDON)
