"""Reads and changes messages, in the transaction of whoever asks."""

from datetime import datetime

from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.domain.messages import Answer, Kind, Message, MessageState, check_move
from controller.errors import Refused
from controller.services.stations.leave_rows import name_of
from controller.storage.journal import Fact, append
from controller.storage.tables.messages import MessageRow
from controller.storage.tables.people import PupilRow

CLOCK = "clock"


def known(session: Session, number: int) -> MessageRow:
    row = session.get(MessageRow, number)
    if row is None:
        raise Refused("message.unknown", "That message is not in the list any more. Reload the page.")
    return row


def become(session: Session, row: MessageRow, state: MessageState, by: Account | None, now: datetime) -> None:
    """The next step, with its journal row. Raises Refused, saying who did what when, where it is too late."""
    was = MessageState(row.state)
    check_move(was, state, name_of(session, row.changed_by_id or row.by_id), row.changed_at)
    row.state = state.value
    changed(row, by, now)
    record(session, row, state.value, by, now, {"was": was.value, "answer": row.answer})


def changed(row: MessageRow, by: Account | None, now: datetime) -> None:
    row.changed_by_id, row.changed_at, row.revision = (by.id if by else None), now, row.revision + 1


def record(
    session: Session, row: MessageRow, what: str, by: Account | None, now: datetime, more: dict[str, object]
) -> None:
    """Never what was written: the journal keeps for ever."""
    actor = f"account:{by.username}" if by else CLOCK
    facts = {"message": row.number, "kind": row.kind, "lesson": row.lesson, "urgent": row.urgent}
    append(session, now, Fact(f"message.{what}", actor, f"pupil:{row.pupil_id}", facts | more))


def message_of(session: Session, row: MessageRow, lesson: Lesson | None) -> Message:
    pupil = session.get_one(PupilRow, row.pupil_id)
    return Message(
        number=row.number,
        kind=Kind(row.kind),
        pupil=row.pupil_id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        text=row.text,
        urgent=row.urgent,
        state=MessageState(row.state),
        by=name_of(session, row.by_id),
        at=row.at,
        lesson=row.lesson,
        place=f"{lesson.subject}, {lesson.room_name}, {lesson.teacher}" if lesson else "",
        opened_at=row.opened_at,
        moves=row.moves,
        answer=Answer(row.answer) if row.answer else None,
        answer_text=row.answer_text,
        changed_by=name_of(session, row.changed_by_id),
        changed_at=row.changed_at,
    )
