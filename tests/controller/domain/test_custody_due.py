from datetime import UTC, datetime

import pytest

from controller.domain import custody_due
from controller.domain.timetable import LONDON, Timetable
from controller.errors import Refused
from device_rules.calendar_document import read_calendar
from device_rules.vocabulary import KeptFor, Length
from simulators.northgate import PERIODS
from simulators.northgate_year import YEAR

SCHOOL, UNPLANNED = Timetable(PERIODS, read_calendar(YEAR)), Timetable(PERIODS)
END = KeptFor.END_OF_DAY


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("taken", "said", "back"),
    [
        ("2025-10-06T10:05", END, "2025-10-06T15:10"),
        ("2025-10-06T15:10", END, "2025-10-07T15:10"),
        ("2025-10-10T16:00", END, "2025-10-13T15:10"),
        ("2025-10-06T10:05", 1, "2025-10-06T12:20"),
        ("2025-10-06T12:40", 1, "2025-10-06T15:10"),
        ("2025-10-06T10:05", 4, "2025-10-07T15:10"),
        ("2025-10-10T14:00", 2, "2025-10-13T12:20"),
        ("2025-12-19T14:00", 2, "2026-01-06T12:20"),
        ("2025-10-24T15:30", END, "2025-11-03T15:10"),
    ],
)
@pytest.mark.parametrize("timetable", [SCHOOL, UNPLANNED])
def test_due_back_in_school_time(timetable: Timetable, taken: str, said: Length, back: str) -> None:
    if timetable is UNPLANNED and taken >= "2025-10-24":
        return  # without a calendar nobody knows of holidays
    assert custody_due.due(timetable, at(taken), said).at == at(back)


@pytest.mark.parametrize(
    ("taken", "said", "warning"),
    [
        ("2025-10-10T14:00", 2, ""),
        ("2025-12-19T14:00", 2, "That is 18 days away: the Christmas holiday lies between."),
        ("2025-10-24T14:00", 2, "That is 10 days away: half-term lies between."),
        ("2026-05-01T14:00", 2, "That is 4 days away: a bank holiday lies between."),
        ("2026-03-27T15:30", END, "That is 17 days away: the Easter holiday lies between."),
        ("2026-07-21T15:30", END, "That is 43 days away: the summer holiday lies between."),
    ],
)
def test_a_holiday_between_is_said_before_it_is_confirmed(taken: str, said: Length, warning: str) -> None:
    assert custody_due.due(SCHOOL, at(taken), said).warning == warning


def test_the_hour_that_is_there_twice_or_not_at_all_does_not_matter() -> None:
    """The clocks go back on 26 October 2025, and forward on 29 March 2026."""
    autumn = custody_due.due(UNPLANNED, at("2025-10-24T14:00"), 3).at.astimezone(UTC)
    spring = custody_due.due(UNPLANNED, at("2026-03-27T14:00"), 3).at.astimezone(UTC)
    assert f"{autumn:%d %b %H:%M}" == "27 Oct 15:10"  # in winter the school's clock is that of UTC
    assert f"{spring:%d %b %H:%M}" == "30 Mar 14:10"


def test_without_a_word_of_the_policy_it_is_the_schools_default_and_said_to_be() -> None:
    told = custody_due.due(SCHOOL, at("2025-10-06T10:05"), None)
    assert told.at == at("2025-10-06T15:10")
    assert "school's default" in told.why
    assert "policy does not say" in told.why


def test_a_person_may_shorten_it_and_not_lengthen_it() -> None:
    now = at("2025-10-06T10:05")
    assert custody_due.due(SCHOOL, now, 10, chosen=1).at == at("2025-10-06T12:20")
    with pytest.raises(Refused, match=r"due back on Monday 6 October at 15:10 at the latest"):
        custody_due.due(SCHOOL, now, None, chosen=10)


def test_beyond_the_calendar_the_default_is_proposed_and_said_to_be() -> None:
    told = custody_due.due(SCHOOL, at("2026-12-17T10:05"), 20)
    assert told.at == at("2026-12-17T15:10")
    assert "calendar does not reach" in told.why


def test_a_school_without_periods_is_told_so() -> None:
    with pytest.raises(Refused, match="school's day is not described"):
        custody_due.due(Timetable(()), at("2025-10-06T10:05"), None)


def test_a_day_without_a_break_is_divided_at_noon() -> None:
    lessons = tuple(period for period in PERIODS if period.during == "lesson")
    morning, afternoon = custody_due.sessions(lessons)
    assert (f"{morning.until:%H:%M}", f"{afternoon.start:%H:%M}") == ("12:00", "12:00")
