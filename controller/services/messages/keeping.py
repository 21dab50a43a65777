"""Forgets what messages said, a month later; that there were messages stays in the journal."""

from datetime import date, timedelta

from sqlalchemy import select, update

from controller.clock import Clock
from controller.domain.messages import KEPT
from controller.domain.timetable import local
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.messages import MessageRow


class Keeping:
    def __init__(self, database: Database, clock: Clock, kept: timedelta = KEPT) -> None:
        self._database, self._clock, self._kept = database, clock, kept
        self._done: date | None = None

    def tick(self) -> None:
        """Once a day, and at start."""
        today = local(self._clock.now()).date()
        if self._done != today:
            self._done = today
            self.forget()

    def forget(self) -> int:
        """How many texts were deleted; that they were is journaled."""
        now = self._clock.now()
        before = local(now).date() - self._kept
        old = (MessageRow.on < before) & MessageRow.purged_at.is_(None)
        with self._database.read() as session:
            numbers = session.scalars(select(MessageRow.number).where(old)).all()
        if not numbers:
            return 0
        with self._database.write() as session:
            blank = {"text": "", "answer_text": "", "purged_at": now}
            session.execute(update(MessageRow).where(MessageRow.number.in_(numbers)).values(**blank))
            data = {"what": "texts of messages", "rows": len(numbers), "before": before.isoformat()}
            append(session, now, Fact("records.purged", "clock", "records:messages", data))
        return len(numbers)
