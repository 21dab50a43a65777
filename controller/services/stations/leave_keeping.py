"""Forgets what people wrote about leave, needs and holds once the school year is over; the facts stay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, Delete, String, Update, cast, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.holds import HELD
from controller.domain.timetable import local
from controller.services.custody.purging import ended_before
from controller.services.daily import Daily
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.leave import LeaveRequestRow, StandingLeaveRow
from controller.storage.tables.pouches import ExemptionRow, GrantRow, HoldRow
from controller.storage.tables.records import JournalWordsRow
from controller.storage.tables.stations import TapDecisionRow


class LeaveKeeping:
    """`years` more school years are kept after the one in which leave, a need or a hold ended."""

    def __init__(self, database: Database, clock: Clock, years: int) -> None:
        self._database, self._clock, self._years = database, clock, years
        self.tick = Daily(clock, self.run).tick

    def run(self) -> int:
        """How many rows lost what was written in them; that they did is journaled."""
        now = self._clock.now()
        before = ended_before(local(now).date(), self._years)
        with self._database.write() as session:
            statements: list[Update | Delete] = [*_blanked(before), _deleted(before)]
            count = sum(_done(session, one) for one in statements)
            if count:
                data = {"what": "words about leave", "rows": count, "before": before.isoformat()}
                append(session, now, Fact("records.purged", "clock", "records:leave", data))
        return count


def _done(session: Session, statement: Update | Delete) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)
    return int(done.rowcount)


def _blanked(before: datetime) -> Sequence[Update]:
    grant, asked, weekly = GrantRow, LeaveRequestRow, StandingLeaveRow
    hold, tap = HoldRow, TapDecisionRow
    wrote = or_(grant.note != "", grant.back_word != "")
    return (
        update(grant).where(grant.expires_at < before, wrote).values(note="", back_word=""),
        update(asked)
        .where(asked.expires_at < before, or_(asked.word != "", asked.title != ""))
        .values(word="", title=""),
        update(weekly).where(weekly.last_on < before.date(), weekly.place != "").values(place="", trouble=""),
        update(hold).where(hold.ends_at < before, hold.sentence != "").values(sentence=""),
        update(tap).where(tap.at < before, tap.code == HELD, tap.sentence != "").values(sentence=""),
    )


def _deleted(before: datetime) -> Delete:
    """But for why a need was given that still stands."""
    stands = or_(ExemptionRow.ends_at.is_(None), ExemptionRow.ends_at >= before)
    needs = select(literal("exemption:").concat(cast(ExemptionRow.id, String))).where(stands)
    row = JournalWordsRow
    return delete(row).where(row.at < before, row.subject.not_in(needs))
