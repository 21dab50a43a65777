"""Who sits an exam now, or is about to: their phones stay where they are until the paper is over."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.attendance import Presence, presence
from controller.domain.timetable import local
from controller.services.exams import plan_store
from controller.services.exams.floor import all_lines, lines_of
from controller.storage.tables.exams import CandidateRow, EntryRow, SittingRow

OVERRUN = timedelta(hours=1)
AWAY = frozenset({Presence.ABSENT, Presence.FINISHED})


def paper_of(session: Session, pupil_id: str, today: date) -> str:
    """The paper that this pupil sits now, in words; empty for none, or if absent or finished.

    One that nobody has ended is over with its day: no pouch stays shut for weeks because of it.
    """
    query = (
        select(SittingRow, CandidateRow.number)
        .join(EntryRow, EntryRow.sitting_id == SittingRow.id)
        .join(CandidateRow, CandidateRow.number == EntryRow.candidate)
        .where(CandidateRow.pupil_id == pupil_id, SittingRow.on == today, *_IS_ON)
    )
    for row, candidate in session.execute(query):
        sitting = plan_store.sitting(row)
        if presence(sitting, lines_of(session, row.id, candidate)) not in AWAY:
            return f"{row.awarding_body} {row.code}"
    return ""


def kept_in(session: Session, now: datetime, from_then_on: datetime) -> frozenset[str]:
    """Pupils whom a release that begins then must not let out by itself, since they may still be sitting.

    A station that cannot be reached goes by what it was told before. So a paper that is planned for today
    counts from when a release is ordered, until it has ended, or an hour after it should have.
    """
    query = select(SittingRow).where(SittingRow.on == local(now).date(), SittingRow.ended_at.is_(None))
    kept: set[str] = set()
    for row in session.scalars(query):
        sitting, lines = plan_store.sitting(row), all_lines(session, row.id)
        members = select(CandidateRow.pupil_id, CandidateRow.number, EntryRow.extra_percent).join(
            EntryRow, EntryRow.candidate == CandidateRow.number
        )
        for pupil, candidate, extra in session.execute(members.where(EntryRow.sitting_id == row.id)):
            over = sitting.started_at is None and sitting.finish(extra) + OVERRUN <= from_then_on
            if pupil is None or over:
                continue
            if presence(sitting, lines.get(candidate, ())) not in AWAY:
                kept.add(pupil)
    return frozenset(kept)


_IS_ON = (SittingRow.started_at.is_not(None), SittingRow.ended_at.is_(None))
