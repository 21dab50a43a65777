"""Whose PCs staff controlled, and whose screens they showed to others: a reading beside StaffActions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from controller.services.staff_actions import Wanted, day_of
from controller.storage.database import Database
from controller.storage.tables.people import AccountRow
from controller.storage.tables.sessions import LabSessionRow
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow


@dataclass(frozen=True, slots=True)
class LiveSession:
    """`pc` is None for a show of the teacher's own screen; `user` is the login that was on that PC."""

    by: str
    kind: str
    room: str
    pc: str | None
    seats: int
    user: str | None
    started_at: datetime
    ended_at: datetime | None
    why: str


PastSessions = Callable[[Wanted], Sequence[LiveSession]]


def live_sessions(database: Database, wanted: Wanted) -> Sequence[LiveSession]:
    """The newest first."""
    start, end = day_of(wanted.on)
    query = (
        select(LabSessionRow, AccountRow.display_name, RoomRow.name, WorkstationRow.name)
        .join(AccountRow, AccountRow.id == LabSessionRow.account_id)
        .join(RoomRow, RoomRow.id == LabSessionRow.room_id)
        .outerjoin(WorkstationRow, WorkstationRow.id == LabSessionRow.workstation_id)
        .where(LabSessionRow.started_at >= start, LabSessionRow.started_at < end)
        .order_by(LabSessionRow.started_at.desc(), LabSessionRow.id)
    )
    if wanted.teacher is not None:
        query = query.where(LabSessionRow.account_id == wanted.teacher)
    if wanted.workstation is not None:
        query = query.where(LabSessionRow.workstation_id == wanted.workstation)
    with database.read() as session:
        return [
            LiveSession(by, one.kind, room, pc, one.seats, one.user, one.started_at, one.ended_at, one.why)
            for one, by, room, pc in session.execute(query)
        ]
