"""The rows of a check: its own, its pupils' marks, and the counts that stay when the marks are gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.domain.checks import Found, Mark, by_form
from controller.domain.lessons import Lesson
from controller.storage.tables.checks import ClassCheckCountRow, ClassCheckMarkRow, ClassCheckRow
from controller.storage.tables.people import ClassMemberRow, PupilRow
from controller.storage.tables.timetable import PeriodRow

TUTOR_TIME = "tutor-time"


@dataclass(frozen=True, slots=True)
class Change:
    """`by_id` None: a tap did it."""

    mark: Mark
    at: datetime
    by_id: int | None = None
    tapped: bool = False


def check_of(session: Session, lesson: str) -> ClassCheckRow | None:
    return session.scalars(select(ClassCheckRow).where(ClassCheckRow.lesson == lesson)).first()


def begun(session: Session, lesson: Lesson, now: datetime) -> ClassCheckRow:
    """The lesson's check, begun now if nobody has."""
    row = check_of(session, str(lesson.id))
    if row is None:
        row = ClassCheckRow(
            lesson=str(lesson.id),
            on=lesson.id.on,
            period=lesson.period,
            morning=is_morning(session, lesson),
            class_id=lesson.class_id,
            subject=lesson.subject,
            teacher_id=lesson.teacher_id,
            ends_at=lesson.ends_at,
            started_at=now,
            last_at=now,
        )
        session.add(row)
        session.flush()
    return row


def is_morning(session: Session, lesson: Lesson) -> bool:
    period = session.get(PeriodRow, lesson.period)
    return period is not None and period.during == TUTOR_TIME


def pupils_of(session: Session, class_id: str) -> list[PupilRow]:
    """By name."""
    member = ClassMemberRow
    query = select(PupilRow).join(member, member.pupil_id == PupilRow.id).where(member.class_id == class_id)
    return list(session.scalars(query.order_by(PupilRow.family, PupilRow.given)))


def marks_of(session: Session, check: ClassCheckRow | None) -> dict[str, ClassCheckMarkRow]:
    if check is None:
        return {}
    rows = session.scalars(select(ClassCheckMarkRow).where(ClassCheckMarkRow.check_id == check.id))
    return {row.pupil_id: row for row in rows}


def put_mark(session: Session, check: ClassCheckRow, pupil: str, change: Change) -> None:
    """A tap stays known when a person marks otherwise, and counts again when it is taken back."""
    row = session.get(ClassCheckMarkRow, (check.id, pupil))
    if row is None:
        row = ClassCheckMarkRow(check_id=check.id, pupil_id=pupil)
        session.add(row)
    row.mark, row.at, row.by_id = change.mark.value, change.at, change.by_id
    if change.tapped:
        row.tapped_at = change.at


def count_again(session: Session, check: ClassCheckRow) -> None:
    """In the transaction that changed a mark, so that the counts are right at any moment."""
    session.flush()
    marks = marks_of(session, check)
    found = by_form(_found(pupils_of(session, check.class_id), marks))
    session.execute(delete(ClassCheckCountRow).where(ClassCheckCountRow.check_id == check.id))
    for (form, year), count in found.items():
        row = ClassCheckCountRow(check_id=check.id, form=form, year=year, pupils=count.pupils)
        row.tapped, row.seen, row.no_phone = count.tapped, count.seen, count.no_phone
        session.add(row)


def _found(pupils: Iterable[PupilRow], marks: dict[str, ClassCheckMarkRow]) -> Iterable[Found]:
    for one in pupils:
        row = marks.get(one.id)
        mark = Mark(row.mark) if row else Mark.NOT_CHECKED
        yield Found(one.form, one.year, mark, row is not None and row.tapped_at is not None)
