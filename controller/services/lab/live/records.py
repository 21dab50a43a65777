"""Live sessions written down: who controlled or showed which screen, when, and why it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from controller.storage.tables.sessions import LabSessionRow


class SessionKind(StrEnum):
    CONTROL = "control"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Begun:
    """`workstation`: the PC that is controlled, or whose screen is shown; None for the teacher's own."""

    kind: SessionKind
    by: Account
    lesson: Lesson
    workstation: str | None
    seats: int
    user: str | None


class SessionRecords:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def start(self, begun: Begun) -> str:
        """The session's id. Raises StorageError when it cannot be journaled; it may not begin then."""
        now, name = self._clock.now(), f"{begun.kind.value}-{uuid4().hex[:16]}"
        row = LabSessionRow(
            id=name,
            kind=begun.kind.value,
            account_id=begun.by.id,
            lesson=str(begun.lesson.id),
            room_id=begun.lesson.room,
            workstation_id=begun.workstation,
            seats=begun.seats,
            user=begun.user,
            started_at=now,
        )
        data = {"session": name, "lesson": row.lesson, "seats": row.seats, "user": row.user}
        with self._database.write() as session:
            session.add(row)
            who = f"account:{begun.by.username}"
            append(session, now, Fact(f"{begun.kind.value}.started", who, _subject(row), data))
        return name

    def end(self, name: str, why: str) -> None:
        with self._database.write() as session:
            self._end(session, session.get_one(LabSessionRow, name), self._clock.now(), why)

    def end_left_over(self) -> None:
        """At start: what was going on when the controller last stopped ended with it."""
        with self._database.write() as session:
            for row in session.scalars(select(LabSessionRow).where(LabSessionRow.ended_at.is_(None))):
                self._end(session, row, self._clock.now(), "the controller restarted")

    def _end(self, session: Session, row: LabSessionRow, at: datetime, why: str) -> None:
        if row.ended_at is not None:
            return
        row.ended_at, row.why = at, why
        by = session.get_one(AccountRow, row.account_id).username
        data = {"session": row.id, "why": why}
        append(session, at, Fact(f"{row.kind}.ended", f"account:{by}", _subject(row), data))


def _subject(row: LabSessionRow) -> str:
    return f"workstation:{row.workstation_id}" if row.workstation_id else f"room:{row.room_id}"
