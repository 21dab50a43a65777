"""What the teacher of a lesson sees and does. Whose lesson it is was checked before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import MessageChanged
from controller.domain.lessons import Lesson
from controller.domain.messages import Answer, Badge, Kind, Message, MessageState
from controller.domain.seating import Member
from controller.domain.timetable import LessonId, local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.lessons import Lessons
from controller.services.lab.sitters import members_of
from controller.services.messages import rows
from controller.services.stations.leave_rows import name_of, pupil_of
from controller.storage.database import Database
from controller.storage.tables.messages import MessageRow

UNREAD = (MessageState.WAITING.value, MessageState.ANSWERED.value)
OPEN_REQUEST = (MessageState.ASKED.value, MessageState.ANSWERED.value, MessageState.PASSED_ON.value)


@dataclass(frozen=True, slots=True)
class Classroom:
    database: Database
    clock: Clock
    bus: EventBus
    lessons: Lessons

    def lesson(self, lesson: str) -> Lesson:
        """Raises Refused for one that the timetable does not know any more."""
        found = self.lessons.get(LessonId.parse(lesson))
        if found is None:
            raise Refused("lesson.unknown", "The timetable has changed. Reload the page.")
        return found

    def badge(self, lesson: str) -> Badge:
        with self.database.read() as session:
            urgent = session.scalars(select(MessageRow.urgent).where(*_unread(lesson))).all()
        return Badge(len(urgent), any(urgent))

    def pupils(self, lesson: Lesson) -> Sequence[Member]:
        with self.database.read() as session:
            return members_of(session, lesson.class_id)

    def read(self, by: Account, lesson: Lesson) -> Sequence[Message]:
        """What waits in this lesson, and its own requests. That it was opened, and by whom, is journaled."""
        now, name = self.clock.now(), str(lesson.id)
        here = (MessageRow.lesson == name) & MessageRow.state.in_((*UNREAD, *OPEN_REQUEST))
        told = list[int]()
        with self.database.write() as session:
            found = session.scalars(select(MessageRow).where(here).order_by(MessageRow.number)).all()
            for row in found:
                if row.opened_at is None and row.state in UNREAD:
                    row.opened_at = now
                    rows.record(session, row, "opened", by, now, {})
                    told.append(row.number)
            messages = [rows.message_of(session, row, lesson) for row in found]
        self.bus.publish(*(MessageChanged(number, ()) for number in told))
        return messages

    def told(self, by: Account, lesson: Lesson, number: int) -> None:
        """Raises Refused when it has followed the pupil elsewhere, or was told or taken back meanwhile."""
        with self.database.write() as session:
            row = rows.known(session, number)
            self._check_here(row, lesson)
            rows.become(session, row, _once_told(row), by, self.clock.now())
        self.bus.publish(MessageChanged(number, (str(lesson.id),)))

    def ask_to_ring(self, by: Account, lesson: Lesson, pupil_id: str) -> int:
        """Its number. Raises Refused for a pupil of another class, or when one is under way."""
        now = self.clock.now()
        with self.database.write() as session:
            pupil = pupil_of(session, pupil_id)
            if pupil_id not in {one.id for one in members_of(session, lesson.class_id)}:
                raise Refused("message.not-in-class", "That pupil is not in this class. Reload the page.")
            same = (MessageRow.pupil_id == pupil_id) & MessageRow.state.in_(OPEN_REQUEST)
            if (row := session.scalars(select(MessageRow).where(same)).first()) is not None:
                who, at = name_of(session, row.by_id), f"{local(row.at):%H:%M}"
                sentence = f"{who} asked that for {pupil.given} {pupil.family} at {at} already."
                raise Refused("message.asked-already", sentence)
            row = MessageRow(
                kind=Kind.RING_HOME.value,
                on=local(now).date(),
                pupil_id=pupil_id,
                text="",
                urgent=False,
                state=MessageState.ASKED.value,
                by_id=by.id,
                at=now,
                lesson=str(lesson.id),
                teacher_id=lesson.teacher_id,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            rows.record(session, row, "asked", by, now, {})
            number = row.number
        self.bus.publish(MessageChanged(number, (str(lesson.id),)))
        return number

    def _check_here(self, row: MessageRow, lesson: Lesson) -> None:
        if row.lesson == str(lesson.id) and row.on == lesson.id.on:
            return
        other = self.lessons.get(LessonId.parse(row.lesson)) if row.lesson else None
        where = f"followed the pupil to {other.teacher}" if other else "gone back to reception"
        raise Refused("message.elsewhere", f"That message has {where}.")


def _unread(lesson: str) -> tuple[ColumnElement[bool], ...]:
    return MessageRow.lesson == lesson, MessageRow.state.in_(UNREAD)


def _once_told(row: MessageRow) -> MessageState:
    """An answer that leaves nothing more to do is done when the pupil knows it."""
    if row.kind == Kind.FROM_HOME:
        return MessageState.TOLD
    return MessageState.DONE if row.answer == Answer.RANG else MessageState.PASSED_ON
