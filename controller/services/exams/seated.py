"""Who sits an exam now, or is about to: their phones stay where they are until the paper is over."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.attendance import Presence, presence
from controller.domain.timetable import local
from controller.services.exams import plan_store
from controller.services.exams.floor import lines_of
from controller.storage.tables.exams import CandidateRow, EntryRow, SittingRow
from controller.storage.tables.pouches import PouchRow

AWAY = frozenset({Presence.ABSENT, Presence.FINISHED})


@dataclass(frozen=True, slots=True)
class Sat:
    """`paper` is its awarding body and code; `until` when this candidate's time is over, as planned."""

    paper: str
    until: datetime

    @property
    def words(self) -> str:
        return f"{self.paper} until {local(self.until):%H:%M}"


def sat_by(session: Session, pupil_id: str, today: date) -> Sat | None:
    """The paper that this pupil sits now; None without one, or if absent or finished.

    One that nobody has ended is over with its day: no pouch stays shut for weeks because of it.
    """
    query = (
        select(SittingRow, CandidateRow.number, EntryRow.extra_percent)
        .join(EntryRow, EntryRow.sitting_id == SittingRow.id)
        .join(CandidateRow, CandidateRow.number == EntryRow.candidate)
        .where(CandidateRow.pupil_id == pupil_id, SittingRow.on == today, *_IS_ON)
    )
    for row, candidate, extra in session.execute(query):
        sitting = plan_store.sitting(row)
        if presence(sitting, lines_of(session, row.id, candidate)) not in AWAY:
            return Sat(f"{row.awarding_body} {row.code}", sitting.finish(extra))
    return None


def kept_in(session: Session, now: datetime, until: datetime) -> frozenset[str]:
    """Pupils whom no station may let out by itself up to then: a paper of theirs has not ended.

    Also one that has not begun, and whatever the register says meanwhile: a station that cannot be reached
    goes by what it was told before, and may have been told long before.
    """
    query = (
        select(CandidateRow.pupil_id)
        .join(EntryRow, EntryRow.candidate == CandidateRow.number)
        .join(SittingRow, SittingRow.id == EntryRow.sitting_id)
        .where(CandidateRow.pupil_id.is_not(None), SittingRow.ended_at.is_(None))
        .where(SittingRow.on.between(local(now).date(), local(until).date()))
    )
    return frozenset(pupil for pupil in session.scalars(query) if pupil)


def tags_of(session: Session, pupils: frozenset[str]) -> frozenset[bytes]:
    """Of all of their pouches."""
    query = select(PouchRow.tag).where(PouchRow.pupil_id.in_(pupils))
    return frozenset(session.scalars(query)) if pupils else frozenset()


_IS_ON = (SittingRow.started_at.is_not(None), SittingRow.ended_at.is_(None))
