from datetime import UTC, date, datetime, time

import pytest

from device_rules.school_day import LONDON, Session, midnight, period_at
from device_rules.vocabulary import During
from tests.device_rules.samples import policy, rule

DAY = [
    Session(time(8, 45), time(9, 5), During.TUTOR_TIME),
    Session(time(9, 5), time(12, 30), During.LESSON),
    Session(time(13, 20), time(15, 20), During.LESSON),
]


@pytest.mark.parametrize(
    ("clock", "during"),
    [
        ("08:44", "before-school"),
        ("08:45", "tutor-time"),
        ("09:05", "lesson"),
        ("12:29", "lesson"),
        ("12:30", None),
        ("15:19", "lesson"),
        ("15:20", "after-school"),
    ],
)
@pytest.mark.parametrize("day", ["2025-10-06", "2025-12-05"])  # with and without summer time
def test_a_moment_falls_in_a_part_of_the_day_by_the_wall_clock(day, clock, during):
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)
    assert period_at(DAY, local.astimezone(UTC)) == during


def test_a_weekend_and_a_policy_without_a_day_say_nothing():
    assert period_at(DAY, datetime(2025, 10, 4, 10, tzinfo=LONDON)) is None
    assert period_at([], datetime(2025, 10, 6, 10, tzinfo=LONDON)) is None


def test_midnight_is_londons():
    assert midnight(date(2025, 9, 1)) == datetime(2025, 8, 31, 23, tzinfo=UTC)
    assert midnight(date(2025, 12, 1)) == datetime(2025, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "during"), [("08:29", "before-school"), ("12:00", None), ("15:30", "after-school")]
)
def test_a_document_may_say_when_school_is_but_not_what_happens_in_it(clock, during):
    loaded = policy(rule("a", "allowed"), school_day=[{"from": "08:30", "until": "15:30"}])
    assert (
        period_at(loaded.sessions, datetime.fromisoformat(f"2025-10-06T{clock}").replace(tzinfo=LONDON))
        == during
    )
