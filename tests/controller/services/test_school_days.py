from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.school import LessonSlot
from controller.domain.timetable import LONDON
from controller.errors import Refused
from controller.services.school_days import SchoolDays
from controller.storage.journal import verify
from simulators.northgate import PERIODS, northgate
from simulators.northgate_year import YEAR

MONDAY, HALF_TERM, SUNDAY = date(2025, 10, 6), date(2025, 10, 28), date(2025, 10, 5)
TWO_WEEKS = """\
terms: [{name: Autumn, from: 2025-09-01, until: 2025-12-19, week: A}]
weeks:
  A: {monday: [08:40-15:10]}
  B: {monday: [08:40-15:10]}
"""
WEEK_A, WEEK_B = date(2025, 9, 1), date(2025, 9, 8)


def at_ten(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, 5, tzinfo=LONDON)


def test_without_a_calendar_every_weekday_is_a_school_day(school: Services) -> None:
    timetable = school.school_days.timetable()
    assert timetable.periods == PERIODS
    assert [timetable.why_closed(on) for on in (MONDAY, HALF_TERM, SUNDAY)] == ["", "", "weekend"]


def test_a_calendar_closes_days_and_says_why(school: Services) -> None:
    school.school_days.take(YEAR, "year.yaml")
    timetable = school.school_days.timetable()
    assert [timetable.why_closed(on) for on in (MONDAY, HALF_TERM, SUNDAY)] == ["", "half-term", "weekend"]
    assert timetable.why_closed(date(2025, 12, 25)) == "outside the terms"
    assert timetable.during_at(at_ten(HALF_TERM)) == "after-school"
    assert timetable.period_at(at_ten(HALF_TERM)) is None


def test_a_calendar_that_nobody_renewed_closes_no_school(school: Services) -> None:
    school.school_days.take(YEAR, "year.yaml")
    timetable = school.school_days.timetable()
    for far in (date(2031, 10, 6), date(2021, 10, 4)):
        assert timetable.is_school_day(far)


def test_it_is_followed_by_every_part_at_once_and_is_in_the_journal(school: Services) -> None:
    school.rules.timetable()
    school.school_days.take(YEAR, "year.yaml")
    assert school.rules.timetable().why_closed(HALF_TERM) == "half-term"
    with school.database.read() as session:
        assert isinstance(verify(session), int)


def test_it_is_kept_for_the_next_start(school: Services) -> None:
    school.school_days.take(YEAR, "year.yaml")
    assert SchoolDays(school.database, school.clock).timetable().why_closed(HALF_TERM) == "half-term"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "The calendar cannot be taken"),
        ("terms: [", "year.yaml"),
        (YEAR.replace("until: 2025-12-19", "until: 2025-08-19"), "ends before it starts"),
        (YEAR.replace("name: Autumn 2025", "nam: Autumn 2025"), "line 3"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    school: Services, document: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        school.school_days.take(document, "year.yaml")
    assert sentence in refused.value.sentence
    assert school.school_days.timetable().calendar is None


def test_in_a_timetable_of_two_weeks_each_has_its_lessons(school: Services, clock: ManualClock) -> None:
    school.school_days.take(TWO_WEEKS, "year.yaml")
    school.roster.take(replace(northgate(2), timetable=(slot("9B/Co", "A"), slot("8D/Co", "B"))))
    assert [lesson_on(school, clock, on) for on in (WEEK_A, WEEK_B)] == ["9B/Co", "8D/Co"]


def test_a_week_that_no_calendar_names_is_refused(school: Services) -> None:
    with pytest.raises(Refused, match="week A, which no calendar names"):
        school.roster.take(replace(northgate(2), timetable=(slot("9B/Co", "A"),)))


def test_a_calendar_without_a_week_that_has_lessons_is_refused(school: Services) -> None:
    school.school_days.take(TWO_WEEKS, "year.yaml")
    school.roster.take(replace(northgate(2), timetable=(slot("9B/Co", "B"),)))
    with pytest.raises(Refused, match="lessons in week B"):
        school.school_days.take(YEAR, "year.yaml")


def test_no_lesson_on_a_closed_day_and_the_next_is_after_the_holidays(
    school: Services, clock: ManualClock
) -> None:
    school.school_days.take(YEAR, "year.yaml")
    assert lesson_on(school, clock, MONDAY) == "9B/Co"
    assert lesson_on(school, clock, HALF_TERM) is None
    move(clock, at_ten(date(2025, 12, 19)) + timedelta(hours=6))
    teacher = next(one for one in school.accounts.all() if one.username == "m.okafor")
    coming = school.lab.lessons.next_for(teacher.id)
    assert coming is not None
    assert coming.starts_at.date() == date(2026, 1, 6)


def move(clock: ManualClock, to: datetime) -> None:
    clock.advance(to - clock.now())


def slot(class_id: str, week: str) -> LessonSlot:
    return LessonSlot(0, "Period 2", class_id, "lab-1", "m.okafor", week)


def lesson_on(school: Services, clock: ManualClock, on: date) -> str | None:
    move(clock, at_ten(on))
    found = school.lab.lessons.in_room("lab-1")
    return found.class_id if found else None
