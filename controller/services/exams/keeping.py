"""How long the records of a sitting are kept: until the officer's day, and longer while a case is open."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.daily import Daily
from controller.services.exams.book import record
from controller.services.exams.cases import is_open
from controller.services.exams.floor import row_of
from controller.services.exams.naming import naming
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.exam_rooms import CaseRow, IncidentRow
from controller.storage.tables.exams import CandidateRow, EntryRow, SittingRow


class Keeping:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.tick = Daily(clock, self.run).tick

    def until(self, number: int) -> date | None:
        """The last day; None for as long as nobody has said one."""
        with self._database.read() as session:
            return row_of(session, number).keep_until

    def keep_until(self, by: Account, number: int, day: date) -> None:
        """The last day. Raises Refused for one that is before the sitting."""
        with self._database.write() as session:
            row = row_of(session, number)
            if day < row.on:
                raise Refused("sitting.keep", "Choose a day after the sitting: the last for appeals.")
            row.keep_until = day
            record(session, self._clock.now(), by, "sitting.keep-until", number, {"day": day.isoformat()})

    def run(self) -> list[int]:
        """The sittings that were deleted. A sitting without a day is kept; what the journal says stays."""
        now = self._clock.now()
        today = local(now).date()
        with self._database.write() as session:
            over = SittingRow.keep_until < today, SittingRow.on < today  # it may have been put off since
            due = select(SittingRow).where(*over).order_by(SittingRow.id)
            gone = [row.id for row in session.scalars(due) if not is_open(session, row.id)]
            for number in gone:
                _delete(session, number)
            if gone:
                _forget_candidates(session)
                fact = Fact("exams.purged", "job:exams", "exams:plan", {"sittings": gone})
                append(session, now, fact)
        return gone


def _delete(session: Session, number: int) -> None:
    """Whatever names it, in every table."""
    incidents = select(IncidentRow.id).where(IncidentRow.sitting_id == number)
    session.execute(delete(CaseRow).where(CaseRow.incident_id.in_(incidents)))
    for column in naming(SittingRow):
        session.execute(delete(column.table).where(column == number))
    session.delete(session.get_one(SittingRow, number))
    session.flush()


def _forget_candidates(session: Session) -> None:
    """Those who are in no sitting any more."""
    entered = select(EntryRow.candidate)
    session.execute(delete(CandidateRow).where(CandidateRow.number.not_in(entered)))
