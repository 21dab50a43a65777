"""The tables of leave and of needs: of half-terms that are over, counted once and kept as they were counted.

So no two reports can be subtracted: they show the same table, or tables of times that share no day.
"""

from collections.abc import Callable

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.documents.model import Section, Table
from controller.domain.half_terms import HalfTerm, reported
from controller.domain.school_weeks import Span
from controller.domain.timetable import local
from controller.services.reports import exceptions
from controller.services.reports.exceptions import Stages
from controller.services.school_days import SchoolDays
from controller.storage.database import Database
from controller.storage.tables.reports import SettledCountRow

CONTENT = TypeAdapter(Section)
Count = Callable[[Session, HalfTerm, Stages, int], Section]
COUNTS: dict[str, Count] = {"leave": exceptions.leave, "needs": exceptions.needs}


class Settled:
    def __init__(self, database: Database, clock: Clock, days: SchoolDays, least: int) -> None:
        self._database, self._clock, self._days, self._least = database, clock, days, least

    def sections(self, span: Span, stages: Stages) -> tuple[Section, ...]:
        """Of each half-term that `span` touches, or of the last one before it."""
        today = local(self._clock.now()).date()
        halves = reported(self._days.timetable().calendar, span, today)
        return tuple(self._of(what, half, stages) for what in COUNTS for half in halves) or (_NONE_YET,)

    def _of(self, what: str, half: HalfTerm, stages: Stages) -> Section:
        with self._database.read() as session:
            kept = _kept(session, what, half.span)
        return kept or self._count(what, half, stages)

    def _count(self, what: str, half: HalfTerm, stages: Stages) -> Section:
        with self._database.write() as session:
            if kept := _kept(session, what, half.span):
                return kept  # somebody else was quicker
            section = COUNTS[what](session, half, stages, self._least)
            content = CONTENT.dump_json(section).decode()
            since, until = half.span.since, half.span.until
            session.add(SettledCountRow(what=what, since=since, until=until, section=content))
        return section


def _kept(session: Session, what: str, span: Span) -> Section | None:
    """Of these days or, where the calendar was changed since, of any that share one with them."""
    row = SettledCountRow
    shares = (row.since <= span.until) & (row.until >= span.since)
    found = session.scalars(select(row).where(row.what == what, shares).order_by(row.id)).first()
    return CONTENT.validate_json(found.section) if found else None


_NONE_YET = Section(
    title="Leave given and standing needs",
    how=exceptions.WHOLE,
    table=Table(("Kind", "All"), ()),
    empty="No half-term is over yet of which they could be counted.",
)
