"""A room without a lesson that somebody has gone into: for all that is kept, that is a lesson of theirs."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from controller.domain.lessons import Lesson
from controller.domain.timetable import LONDON, LessonId, local
from controller.storage.tables.lesson_desk import VisitRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.timetable import RoomRow

TITLE = "Supervised time"
_TAKEN = (
    select(VisitRow, AccountRow, RoomRow)
    .join(AccountRow, AccountRow.id == VisitRow.account_id)
    .join(RoomRow, RoomRow.id == VisitRow.room_id)
    .where(VisitRow.lesson.startswith("r"))
)


def named(session: Session, lesson: LessonId) -> Lesson | None:
    """Also when it is over."""
    return _lesson(session, _TAKEN.where(VisitRow.id == lesson.slot, VisitRow.lesson == str(lesson)))


def in_room(session: Session, room: str, now: datetime) -> Lesson | None:
    """The one that goes on."""
    on = VisitRow.ended_at.is_(None), VisitRow.started_at <= now, VisitRow.until > now
    mine = select(VisitRow.id).where(VisitRow.room_id == room, *on)
    return _lesson(session, _TAKEN.where(VisitRow.id.in_(mine)).order_by(VisitRow.id))


def name_of(visit: VisitRow) -> str:
    return str(LessonId(visit.id, local(visit.started_at).date(), free=True))


def _lesson(session: Session, query: Select[VisitRow, AccountRow, RoomRow]) -> Lesson | None:
    rows = [
        found
        for found in session.execute(query)
        if LessonId.parse(found[0].lesson).slot == found[0].id  # not that of somebody who came to join
    ]
    if not rows:
        return None
    visit, by, room = rows[0]
    return Lesson(
        id=LessonId.parse(visit.lesson),
        class_id="",
        subject=TITLE,
        year=0,
        room=room.id,
        room_name=room.name,
        period="no lesson",
        starts_at=visit.started_at.astimezone(LONDON),
        ends_at=(visit.ended_at or visit.until).astimezone(LONDON),
        teacher_id=by.id,
        teacher=by.display_name,
    )
