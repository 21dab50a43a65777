"""A lesson: a slot of the timetable on one date, with the people and the room that belong to it."""

from dataclasses import dataclass
from datetime import datetime

from controller.domain.timetable import LessonId


@dataclass(frozen=True, slots=True)
class Lesson:
    """`class_id` is the school's own, such as `9B/Co`; `teacher` is shown to pupils. Times are aware.

    Where `id.free`, somebody has taken a room that is free: there is no class, and no year.
    """

    id: LessonId
    class_id: str
    subject: str
    year: int
    room: str
    room_name: str
    period: str
    starts_at: datetime
    ends_at: datetime
    teacher_id: int
    teacher: str

    @property
    def class_name(self) -> str:
        return self.class_id.partition("/")[0]

    @property
    def title(self) -> str:
        return f"{self.class_name} {self.subject}".strip()
