"""One paper, one sitting of it, and one room, for the tests of exams."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from controller.domain.exams.seating import ExamRoom
from controller.domain.exams.sittings import Paper, Session, Sitting

MATHS = Paper("AQA", "GCSE Mathematics", "8300/1F", "Paper 1 Foundation")
MORNING = Sitting(
    1, "Summer 2027", MATHS, date(2027, 5, 13), Session.AM, time(9), timedelta(hours=1, minutes=30)
)
HALL = ExamRoom("hall", "Main hall", rows=5, columns=4, across_m=1.25, along_m=1.5)
LAB = ExamRoom("lab-1", "Lab 1", rows=2, columns=4, across_m=0.8, along_m=1.5)


def sitting(number: int, **changes: Any) -> Sitting:
    return replace(MORNING, id=number, **changes)
