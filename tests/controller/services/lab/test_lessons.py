from datetime import datetime, timedelta

import pytest

from controller.clock import ManualClock
from controller.domain.lessons import Lesson
from controller.domain.timetable import LONDON, LessonId
from tests.labs import FakeLab


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-10-{text}").replace(tzinfo=LONDON)


def move(clock: ManualClock, to: datetime) -> None:
    clock.advance(to - clock.now())


def test_the_lesson_that_the_newcomer_sees(lab: FakeLab) -> None:
    lesson = lab.lesson
    assert (lesson.class_name, lesson.room_name, lesson.period) == ("9B", "Lab 1", "Period 2")
    assert (lesson.title, lesson.teacher, lesson.year) == ("9B Computing", "Mrs M. Okafor", 9)
    assert (lesson.starts_at, lesson.ends_at) == (at("06T10:00"), at("06T11:00"))


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("06T09:59:59", "Period 1"),
        ("06T10:00:00", "Period 2"),
        ("06T10:59:59", "Period 2"),
        ("06T11:00:00", None),
        ("06T11:20:00", "Period 3"),
        ("06T15:10:00", None),
        ("04T10:05:00", None),  # a Saturday
    ],
)
def test_a_lesson_starts_with_its_minute_and_ends_before_the_next(
    lab: FakeLab, moment: str, period: str | None
) -> None:
    move(lab.clock, at(moment))
    found = lab.lab.lessons.now_for(lab.teacher.id)
    assert (found.period if found else None) == period


def test_the_next_lesson_is_later_today_or_on_another_day(lab: FakeLab) -> None:
    def coming() -> Lesson:
        found = lab.lab.lessons.next_for(lab.teacher.id)
        assert found
        return found

    move(lab.clock, at("06T11:05"))
    assert coming().starts_at == at("06T11:20")
    move(lab.clock, at("06T14:30"))
    assert coming().starts_at == at("07T08:40")  # tutor time
    move(lab.clock, at("10T16:00"))  # a Friday: after the weekend
    assert coming().starts_at == at("13T08:40")


def test_somebody_who_teaches_nobody_has_no_lesson(lab: FakeLab) -> None:
    admin = lab.account("admin").id
    assert lab.lab.lessons.now_for(admin) is None
    assert lab.lab.lessons.next_for(admin) is None


def test_a_lesson_is_found_by_its_name_and_by_its_room(lab: FakeLab) -> None:
    assert lab.lab.lessons.get(lab.lesson.id) == lab.lesson
    assert lab.lab.lessons.in_room("lab-1") == lab.lesson
    other = lab.lab.lessons.in_room("lab-2")
    assert other
    assert other.class_name == "8D"
    weekend = LessonId(lab.lesson.id.slot, lab.lesson.id.on + timedelta(days=5))
    assert lab.lab.lessons.get(weekend) is None
    assert lab.lab.lessons.get(LessonId(10**8, lab.lesson.id.on)) is None
