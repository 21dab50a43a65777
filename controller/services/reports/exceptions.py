"""The section about exceptions: leave that was given and needs that stand, as counts that name nobody."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from controller.documents.model import Section, Table
from controller.domain.half_terms import HalfTerm
from controller.domain.school_weeks import Span
from controller.domain.suppression import Protected, protect
from controller.domain.timetable import LONDON
from controller.storage.tables.leave import LeaveRequestRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import ExemptionRow, GrantRow

Stages = Mapping[str, Sequence[int]]
"""The policy's key stages: their years by their name."""
Pairs = Iterable[tuple[str, int]]
OTHER = "Other years"
HIDDEN = "*"
WHOLE = (
    "It is counted over a whole half-term that is over, once, and kept as it was counted: weeks of your own "
    "choice, or a later count, could be subtracted from one another until one pupil is left. "
)


def leave(session: Session, half: HalfTerm, stages: Stages, least: int) -> Section:
    since, until = moments(half.span)
    grant, asked = GrantRow, LeaveRequestRow
    query = select(grant.kind, PupilRow.year).join(PupilRow, PupilRow.id == grant.pupil_id)
    query = query.outerjoin(asked, asked.id == grant.request_id)
    query = query.where(or_(asked.id.is_(None), asked.posts == "", asked.approved.is_(True)))
    given = session.execute(query.where(grant.issued_at >= since, grant.issued_at <= until))
    return Section(
        title=f"Leave given, by kind: {half.name}",
        how="Each leave that was given for one pouch to be opened before the release, whether or not "
        f"it was used, {half.span}. " + WHOLE + _note(least),
        table=_table([(kind, year) for kind, year in given], stages, least),
        empty="No leave was given in that half-term.",
    )


def needs(session: Session, half: HalfTerm, stages: Stages, least: int) -> Section:
    """Rounded as well: the same pupils have them in the next half-term, so a step of one would tell."""
    since, until = moments(half.span)
    need = ExemptionRow
    query = select(need.kind, PupilRow.year).join(PupilRow, PupilRow.id == need.pupil_id)
    query = query.where(need.starts_at <= until, or_(need.ends_at.is_(None), need.ends_at > since))
    return Section(
        title=f"Standing needs, by kind: {half.name}",
        how=f"Each standing need that held at any time from {half.span}: a pupil with two kinds counts in "
        f"both. Every number is rounded to the nearest {least}. " + WHOLE + _note(least),
        table=_table([(kind, year) for kind, year in session.execute(query)], stages, least, least),
        empty="No pupil had a standing need in that half-term.",
    )


def _note(least: int) -> str:
    return (
        f"{HIDDEN} stands for a count from 1 to {least - 1}, or for one from which such a count could be "
        "worked out; a 0 is shown."
    )


def moments(span: Span) -> tuple[datetime, datetime]:
    return (
        datetime.combine(span.since, datetime.min.time(), LONDON),
        datetime.combine(span.until, datetime.max.time(), LONDON),
    )


def _table(pairs: Pairs, stages: Stages, least: int, nearest: int = 1) -> Table:
    counts = Counter((kind, _stage(year, stages)) for kind, year in pairs)
    kinds = sorted({kind for kind, _ in counts})
    columns = [*stages, *({OTHER} & {stage for _, stage in counts})]
    if not kinds:
        return Table(("Kind", *columns, "All"), ())
    table = protect([[counts[kind, stage] for stage in columns] for kind in kinds], least)
    return Table(("Kind", *columns, "All"), tuple(_rows(kinds, table, nearest)), totals=True)


def _rows(kinds: Sequence[str], table: Protected, nearest: int) -> Iterable[tuple[str, ...]]:
    def shown(counts: Sequence[int | None]) -> Iterator[str]:
        return (_shown(one, nearest) for one in counts)

    for at, kind in enumerate(kinds):
        yield _word(kind), *shown(table.cells[at]), *shown(table.row_totals[at : at + 1])
    yield "All", *shown(table.column_totals), *shown([table.total])


def _stage(year: int, stages: Stages) -> str:
    return next((name for name, years in stages.items() if year in years), OTHER)


def _word(kind: str) -> str:
    return kind.replace("-", " ").capitalize()


def _shown(count: int | None, nearest: int) -> str:
    return HIDDEN if count is None else f"{(count + nearest // 2) // nearest * nearest:,}"
