"""Looks: who saw which screens, from when until when. Each is a row, and two facts in the journal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.services.lab.seats import Seats
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from controller.storage.tables.workstations import LookRow


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: one PC in full, or the wall of the lesson's room (`workstation` is None)."""

    by: Account
    lesson: Lesson
    workstation: str | None

    @property
    def name(self) -> str:
        return f"workstation:{self.workstation}" if self.workstation else f"room:{self.lesson.room}"


class Looks:
    def __init__(self, database: Database, clock: Clock, seats: Seats) -> None:
        self._database, self._clock, self._seats = database, clock, seats

    def start(self, subject: Subject) -> int:
        """The look's number, which `end` wants."""
        now, lesson = self._clock.now(), subject.lesson
        one = subject.workstation
        row = LookRow(
            account_id=subject.by.id,
            lesson=str(lesson.id),
            room_id=lesson.room,
            workstation_id=one,
            seats=1 if one else len(self._seats.ids(lesson.room)),
            pupil=self._seats.pupil_at(lesson, one) if one else None,
            started_at=now,
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            data = {"look": row.id, "lesson": row.lesson, "seats": row.seats, "pupil": row.pupil}
            append(session, now, Fact("look.started", f"account:{subject.by.username}", subject.name, data))
        return row.id

    def end(self, look: int) -> None:
        with self._database.write() as session:
            self._end(session, session.get_one(LookRow, look), self._clock.now(), "")

    def end_left_over(self) -> None:
        """At start: looks that were going on when the controller last stopped ended with it."""
        with self._database.write() as session:
            for row in session.scalars(select(LookRow).where(LookRow.ended_at.is_(None))):
                self._end(session, row, self._clock.now(), "the controller restarted")

    def _end(self, session: Session, row: LookRow, at: datetime, why: str) -> None:
        if row.ended_at is not None:
            return
        row.ended_at = at
        by = session.get_one(AccountRow, row.account_id).username
        what = f"workstation:{row.workstation_id}" if row.workstation_id else f"room:{row.room_id}"
        data = {"look": row.id} | ({"why": why} if why else {})
        append(session, at, Fact("look.ended", f"account:{by}", what, data))
