"""Who has logged in where in a lesson's room, and how that goes with the class's seating plan."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.lessons import Lesson
from controller.domain.seating import Member, Sitter, login_key, sitter
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.people import ClassMemberRow, PupilRow
from controller.storage.tables.timetable import SeatingRow


class Sitters:
    def __init__(self, database: Database, presence: Presence) -> None:
        self._database, self._presence = database, presence

    def of(self, lesson: Lesson) -> Mapping[str, Sitter]:
        """By workstation; where nobody is logged in there is none."""
        users = {
            one.workstation.id: one.known.user
            for one in self._presence.all(lesson.room)
            if one.known.user is not None
        }
        if not users:
            return {}
        with self._database.read() as session:
            known = _by_login(session, {login_key(user) for user in users.values()} - {""})
            planned = seated(session, lesson.class_id)
            if lesson.id.free:  # nobody is in the wrong class where there is none
                members = {one.id for one in known.values()}
            else:
                members = {one.id for one in members_of(session, lesson.class_id)}
        return {
            seat: sitter(user, known.get(login_key(user)), planned.get(seat), members)
            for seat, user in users.items()
        }


def members_of(session: Session, class_id: str) -> tuple[Member, ...]:
    query = (
        select(PupilRow)
        .join(ClassMemberRow, ClassMemberRow.pupil_id == PupilRow.id)
        .where(ClassMemberRow.class_id == class_id)
        .order_by(PupilRow.family, PupilRow.given)
    )
    return tuple(map(_member, session.scalars(query)))


def seated(session: Session, class_id: str) -> dict[str, str]:
    """Pupils by workstation, in every room of that class."""
    rows = session.scalars(select(SeatingRow).where(SeatingRow.class_id == class_id))
    return {row.workstation_id: row.pupil_id for row in rows}


def _by_login(session: Session, logins: set[str]) -> dict[str, Member]:
    rows = session.scalars(select(PupilRow).where(PupilRow.login.in_(logins)))
    return {row.login: _member(row) for row in rows}


def _member(row: PupilRow) -> Member:
    return Member(row.id, f"{row.given} {row.family}", row.login)
