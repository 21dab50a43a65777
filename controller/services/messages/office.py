"""What the office does: sends a word from home, answers who would like to ring, sees it through."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import MessageChanged
from controller.domain.messages import Answer, Kind, Message, MessageState, check_text
from controller.domain.timetable import LessonId, local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.lessons import Lessons
from controller.services.messages import rows
from controller.services.messages.whereabouts import Finding
from controller.services.stations.leave_rows import pupil_of
from controller.storage.database import Database
from controller.storage.tables.messages import MessageRow


@dataclass(frozen=True, slots=True)
class Office:
    database: Database
    clock: Clock
    bus: EventBus
    lessons: Lessons
    finding: Finding

    def send(
        self, by: Account, pupil_id: str, text: str, urgent: bool = False, once: str | None = None
    ) -> Message:
        """To the pupil's lesson now, or the next one today. Raises Refused when none is left.

        What was sent already under the name `once` is given back, and nothing is sent again.
        """
        text, now = check_text(text), self.clock.now()
        with self.database.read() as session:
            pupil = pupil_of(session, pupil_id)
            name = f"{pupil.given} {pupil.family}"
            if sent := self._sent(session, by, pupil_id, text, once):
                return sent
        lesson = self.finding.of(pupil_id).receives
        if lesson is None:
            sentence = f"{name} has no lesson left today, so no teacher can be told. Find the pupil."
            raise Refused("message.no-lesson", sentence)
        row = MessageRow(
            kind=Kind.FROM_HOME.value,
            on=local(now).date(),
            pupil_id=pupil_id,
            text=text,
            urgent=urgent,
            state=MessageState.WAITING.value,
            by_id=by.id,
            at=now,
            lesson=str(lesson.id),
            teacher_id=lesson.teacher_id,
            changed_at=now,
            once=once,
        )
        with self.database.write() as session:
            if sent := self._sent(session, by, pupil_id, text, once):
                return sent  # the other of two presses was quicker
            session.add(row)
            session.flush()
            rows.record(session, row, "sent", by, now, {"characters": len(text)})
            message = rows.message_of(session, row, lesson)
        self.bus.publish(MessageChanged(message.number, (message.lesson,)))
        return message

    def take_back(self, by: Account, number: int) -> None:
        """Raises Refused when it was told meanwhile."""
        self._step(by, number, MessageState.TAKEN_BACK)

    def told(self, by: Account, number: int) -> None:
        """The office told the pupil itself, after nobody had."""
        self._step(by, number, MessageState.TOLD)

    def done(self, by: Account, number: int) -> None:
        """The pupil rang, or the matter is settled otherwise."""
        self._step(by, number, MessageState.DONE)

    def answer(self, by: Account, number: int, answer: Answer, text: str = "") -> None:
        """Goes to the lesson in which the pupil is by now. Raises Refused for «we rang» without words."""
        text, now = text.strip(), self.clock.now()
        if answer is Answer.RANG:
            text = check_text(text)
        with self.database.read() as session:
            pupil = rows.known(session, number).pupil_id
        lesson = self.finding.of(pupil).receives
        with self.database.write() as session:
            row = rows.known(session, number)
            if row.kind != Kind.RING_HOME:
                raise Refused("message.no-request", "That is no request to ring home.")
            before = row.lesson
            row.answer, row.answer_text, row.opened_at = answer.value, text, None
            if lesson is not None:
                row.lesson, row.teacher_id = str(lesson.id), lesson.teacher_id
            rows.become(session, row, MessageState.ANSWERED, by, now)
            waits = row.lesson
        self.bus.publish(MessageChanged(number, tuple({before, waits})))

    def todays(self) -> Sequence[Message]:
        """All of today, the newest first."""
        today = local(self.clock.now()).date()
        query = select(MessageRow).where(MessageRow.on == today).order_by(MessageRow.number.desc())
        with self.database.read() as session:
            found = session.scalars(query).all()
            ids = {row.lesson for row in found if row.lesson}
            lessons = {one: self.lessons.get(LessonId.parse(one)) for one in ids}
            return [rows.message_of(session, row, lessons.get(row.lesson)) for row in found]

    def _sent(
        self, session: Session, by: Account, pupil_id: str, text: str, once: str | None
    ) -> Message | None:
        """What was sent under that name. Raises Refused where it was something else."""
        row = session.scalars(select(MessageRow).where(MessageRow.once == once)).first() if once else None
        if row is None:
            return None
        if (row.by_id, row.pupil_id, row.text) != (by.id, pupil_id, text):
            sentence = f"That was sent already at {local(row.at):%H:%M}, in other words: look at the list."
            raise Refused("message.sent-already", sentence)
        return rows.message_of(session, row, self.lessons.get(LessonId.parse(row.lesson)))

    def _step(self, by: Account, number: int, state: MessageState) -> None:
        with self.database.write() as session:
            row = rows.known(session, number)
            rows.become(session, row, state, by, self.clock.now())
            lesson = row.lesson
        self.bus.publish(MessageChanged(number, (lesson,)))
