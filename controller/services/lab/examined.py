"""PCs that are in an exam: what each ought to hold for it, and that no order of a lesson reaches it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.exams.pcs import until
from controller.domain.leases import limits_from
from controller.domain.timetable import local
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.tables.exam_pcs import ExamLeaseRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol import desired as wire
from workstation_agent.protocol.restrictions import EXAM

NAMED = 2
_ON = (ExamLeaseRow.ended_at.is_(None),)


def exam_leases(
    session: Session, workstations: Collection[str], now: datetime
) -> Mapping[str, tuple[wire.Lease, ...]]:
    if not _any(session, now):
        return {}
    query = select(ExamLeaseRow).where(
        ExamLeaseRow.workstation_id.in_(workstations), *_ON, ExamLeaseRow.ends_at > now
    )
    held: dict[str, tuple[wire.Lease, ...]] = {}
    for row in session.scalars(query.order_by(ExamLeaseRow.sitting_id)):
        left_s = (row.ends_at - now).total_seconds()
        limits = limits_from(EXAM, row.limits)
        lease = wire.Lease(row.id, EXAM, "", row.ends_at, left_s, limits)
        held[row.workstation_id] = (*held.get(row.workstation_id, ()), lease)
    return held


def exam_ends(
    session: Session, workstations: Collection[str], now: datetime
) -> Mapping[str, tuple[str, ...]]:
    """What has been ended, and could still be held by a PC that was away."""
    if not _any(session, now):
        return {}
    query = select(ExamLeaseRow.workstation_id, ExamLeaseRow.id).where(
        ExamLeaseRow.workstation_id.in_(workstations),
        ExamLeaseRow.ended_at.is_not(None),
        ExamLeaseRow.ends_at > now,
    )
    ends: dict[str, tuple[str, ...]] = {}
    for workstation, lease in session.execute(query):
        ends[workstation] = (*ends.get(workstation, ()), lease)
    return ends


def refuse_in_exam(session: Session, seats: Collection[str], now: datetime) -> None:
    """Raises Refused, with the names of PCs that are in an exam and until when."""
    if not _any(session, now):
        return
    query = (
        select(WorkstationRow.name, ExamLeaseRow.finishes_at)
        .join(WorkstationRow, WorkstationRow.id == ExamLeaseRow.workstation_id)
        .where(ExamLeaseRow.workstation_id.in_(seats), *_ON, ExamLeaseRow.ends_at > now)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    found: dict[str, datetime] = {}
    for name, finishes_at in session.execute(query):
        found[name] = max(finishes_at, found.get(name, finishes_at))
    if found:
        last = max(found.values())
        when = until(last, now, f"{local(last):%H:%M}")
        raise Refused("order.exam", f"{_names(list(found))} in an exam {when}.")


class Examined:
    """Asked before somebody controls a PC, or shows its screen or something on it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def refuse(self, seats: Collection[str]) -> None:
        """Raises Refused."""
        with self._database.read() as session:
            refuse_in_exam(session, seats, self._clock.now())


def _any(session: Session, now: datetime) -> bool:
    """Asked first: on most days there is none, and a hall of PCs is a long question."""
    return (
        session.scalars(select(ExamLeaseRow.id).where(ExamLeaseRow.ends_at > now).limit(1)).first()
        is not None
    )


def _names(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} is"
    rest = len(names) - NAMED
    others = f" and {rest} other{'s' if rest > 1 else ''}" if rest > 0 else ""
    return f"{', '.join(names[:NAMED])}{others} are" if others else f"{' and '.join(names)} are"
