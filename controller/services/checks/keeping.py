"""Forgets what single pupils were found with, some weeks after a check; the counts stay."""

from datetime import date, timedelta

from sqlalchemy import delete, func, select

from controller.clock import Clock
from controller.domain.timetable import local
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.checks import ClassCheckChangeRow, ClassCheckMarkRow, ClassCheckRow


class Keeping:
    def __init__(self, database: Database, clock: Clock, kept: timedelta) -> None:
        self._database, self._clock, self._kept = database, clock, kept
        self._done: date | None = None

    def tick(self) -> None:
        """Once a day, and at start."""
        today = local(self._clock.now()).date()
        if self._done != today:
            self._done = today
            self.forget()

    def forget(self) -> int:
        """How many marks of single pupils were deleted; that they were is journaled."""
        now = self._clock.now()
        before = local(now).date() - self._kept
        old = select(ClassCheckRow.id).where(ClassCheckRow.on < before)
        mark = ClassCheckMarkRow
        with self._database.read() as session:
            count = session.scalar(select(func.count()).select_from(mark).where(mark.check_id.in_(old))) or 0
        if count == 0:
            return 0
        with self._database.write() as session:
            for table in (mark, ClassCheckChangeRow):
                session.execute(delete(table).where(table.check_id.in_(old)))
            data = {"what": "marks of class checks", "rows": count, "before": before.isoformat()}
            append(session, now, Fact("records.purged", "clock", "records:class-checks", data))
        return count
