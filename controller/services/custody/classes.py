"""The classes of a teacher's day, so that the pupil in front of them is one tap away."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.lessons import Lesson
from controller.services.lab.lessons import Lessons
from controller.storage.database import Database
from controller.storage.tables.people import ClassMemberRow, PupilRow


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    given: str
    family: str


class Classes:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._lessons = Lessons(database, clock)

    def today(self, account_id: int) -> Sequence[Lesson]:
        return self._lessons.today_for(account_id)

    def now(self, lessons: Sequence[Lesson]) -> Lesson | None:
        """The one that is on, or else the one that was last: a pupil may still be on the way out."""
        begun = [one for one in lessons if one.starts_at <= self._clock.now()]
        return begun[-1] if begun else None

    def members(self, class_id: str) -> Sequence[Member]:
        query = (
            select(PupilRow)
            .join(ClassMemberRow, ClassMemberRow.pupil_id == PupilRow.id)
            .where(ClassMemberRow.class_id == class_id)
            .order_by(PupilRow.given, PupilRow.family)
        )
        with self._database.read() as session:
            return [Member(row.id, row.given, row.family) for row in session.scalars(query)]
