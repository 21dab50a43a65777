from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.checks import Count, Evidence, Found, Mark, by_form, evidence, may_check
from controller.domain.lessons import Lesson
from controller.domain.timetable import LONDON, LessonId

STARTS = datetime(2025, 10, 6, 10, 0, tzinfo=LONDON)
LESSON = Lesson(
    id=LessonId(412, date(2025, 10, 6)),
    class_id="9B/Co",
    subject="Computing",
    year=9,
    room="lab-1",
    room_name="Lab 1",
    period="Period 2",
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=1),
    teacher_id=1,
    teacher="Mrs M. Okafor",
)
FOUND = st.builds(
    Found,
    form=st.sampled_from(["9A", "9B"]),
    year=st.just(9),
    mark=st.sampled_from(Mark),
    tapped=st.booleans(),
)


@pytest.mark.parametrize(
    ("minutes", "may"), [(-11, False), (-10, True), (0, True), (90, True), (60 * 13, True), (60 * 14, False)]
)
def test_a_check_opens_before_the_lesson_and_closes_with_the_day(minutes: int, may: bool) -> None:
    assert may_check(LESSON, STARTS + timedelta(minutes=minutes)) is may


def test_yesterdays_lesson_is_not_checked_today() -> None:
    yesterday = replace(LESSON, id=LessonId(412, date(2025, 10, 5)), starts_at=STARTS - timedelta(days=1))
    assert not may_check(yesterday, STARTS)


def test_only_what_is_locked_has_evidence() -> None:
    assert evidence(Mark.LOCKED, tapped=True) is Evidence.TAPPED
    assert evidence(Mark.LOCKED, tapped=False) is Evidence.SEEN
    assert evidence(Mark.NO_PHONE, tapped=True) is evidence(Mark.NOT_CHECKED, tapped=False) is None


@given(st.lists(FOUND, max_size=40))
def test_the_counts_of_the_forms_add_up_to_the_class(pupils: list[Found]) -> None:
    total = sum(by_form(pupils).values(), Count())
    assert total.pupils == len(pupils) == total.locked + total.no_phone + total.not_checked
    assert total.locked == sum(one.mark is Mark.LOCKED for one in pupils)
    assert total.tapped == sum(one.mark is Mark.LOCKED and one.tapped for one in pupils)
