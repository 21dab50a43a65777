"""Seats under a name that a teacher gave them, kept for one lesson or for the room."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.tables.lesson_desk import SeatGroupRow
from controller.storage.tables.workstations import WorkstationRow

MOST = 12


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """`kept`: for every lesson of its teacher in that room, not for one only."""

    id: int
    name: str
    seats: tuple[str, ...]
    kept: bool


class Groups:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, by: Account, lesson: Lesson) -> Sequence[SeatGroup]:
        """By name. A PC that is gone from the room is gone from its groups."""
        with self._database.read() as session:
            query = select(WorkstationRow.id).where(WorkstationRow.room_id == lesson.room)
            room = set(session.scalars(query))
            rows = session.scalars(select(SeatGroupRow).where(*_mine(by, lesson)))
            groups = [
                SeatGroup(
                    row.id, row.name, tuple(s for s in json.loads(row.seats) if s in room), not row.lesson
                )
                for row in rows
            ]
        return sorted((one for one in groups if one.seats), key=lambda one: one.name.casefold())

    def save(self, by: Account, lesson: Lesson, name: str, seats: Sequence[str], kept: bool) -> None:
        """One of the same name is replaced. Raises Refused."""
        if not name:
            raise Refused("group.no-name", "Give the group a name.")
        with self._database.write() as session:
            rows = session.scalars(select(SeatGroupRow).where(*_mine(by, lesson))).all()
            same = next((row for row in rows if row.name.casefold() == name.casefold()), None)
            if same is None and len(rows) >= MOST:
                raise Refused("group.too-many", f"There are {MOST} groups already. Delete one first.")
            row = same or _new(session, by, lesson)
            row.name, row.seats = name, json.dumps(list(seats))
            row.lesson = None if kept else str(lesson.id)

    def delete(self, by: Account, group: int) -> None:
        """Only one's own; one that is gone already is gone."""
        mine = SeatGroupRow.id == group, SeatGroupRow.account_id == by.id
        with self._database.write() as session:
            session.execute(delete(SeatGroupRow).where(*mine))


def _new(session: Session, by: Account, lesson: Lesson) -> SeatGroupRow:
    row = SeatGroupRow(account_id=by.id, room_id=lesson.room)
    session.add(row)
    return row


def _mine(by: Account, lesson: Lesson) -> tuple[ColumnElement[bool], ...]:
    of_lesson = or_(SeatGroupRow.lesson.is_(None), SeatGroupRow.lesson == str(lesson.id))
    return SeatGroupRow.account_id == by.id, SeatGroupRow.room_id == lesson.room, of_lesson
