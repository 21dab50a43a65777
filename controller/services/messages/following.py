"""What was not passed on follows the pupil to the next lesson, and goes back to the office at the end."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import MessageChanged
from controller.domain.lessons import Lesson
from controller.domain.messages import AT_THE_END, TRAVELS, MessageState
from controller.domain.timetable import LessonId, local
from controller.services.bus import EventBus
from controller.services.lab.lessons import Lessons
from controller.services.messages import rows
from controller.storage.database import Database
from controller.storage.tables.messages import MessageRow


class Following:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, lessons: Lessons) -> None:
        self._database, self._clock, self._bus, self._lessons = database, clock, bus, lessons

    def tick(self) -> None:
        """Cheap while nothing waits, which is most of the time."""
        wait = MessageRow.state.in_([state.value for state in AT_THE_END])
        with self._database.read() as session:
            found = session.scalars(select(MessageRow).where(wait)).all()
        for row in found:
            if not self._is_over(row.lesson):
                continue
            coming = self._next(row.pupil_id) if row.on == local(self._clock.now()).date() else None
            if coming is None or row.state in TRAVELS:  # the rest the office has, wherever the pupil is
                self._follow(row.number, row.lesson, coming)

    def _is_over(self, lesson: str) -> bool:
        known = self._lessons.get(LessonId.parse(lesson))
        return known is None or self._clock.now() >= known.ends_at

    def _next(self, pupil: str) -> Lesson | None:
        now = self._clock.now()
        return next((one for one in self._lessons.today_of_pupil(pupil) if one.ends_at > now), None)

    def _follow(self, number: int, lesson: str, coming: Lesson | None) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            row = rows.known(session, number)
            if row.lesson != lesson or row.state not in AT_THE_END:
                return  # somebody was quicker
            if coming is None:
                rows.become(session, row, AT_THE_END[MessageState(row.state)], None, now)
            else:
                self._move(session, row, coming)
        self._bus.publish(MessageChanged(number, (lesson, *([str(coming.id)] if coming else []))))

    def _move(self, session: Session, row: MessageRow, coming: Lesson) -> None:
        row.lesson, row.teacher_id, row.opened_at = str(coming.id), coming.teacher_id, None
        row.moves += 1
        rows.changed(row, None, self._clock.now())
        rows.record(session, row, "moved", None, self._clock.now(), {"moves": row.moves})
