"""The PCs of a room of a sitting as its page shows them, and what was seen of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.pcs import DepartureKind, PcState, Profile
from controller.services.exams.pc_plan import profile_of, tied_rooms
from controller.services.lab.presence import Here, Presence
from controller.storage.database import Database
from controller.storage.tables.exam_pcs import ExamDepartureRow, ExamLeaseRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.workstations import WorkstationRow


@dataclass(frozen=True, slots=True)
class PcStanding:
    """`user` is who is logged in; `since` when the profile was in force first."""

    id: str
    name: str
    state: PcState
    user: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Departure:
    """`settled_by` looked at it; `incident` is the entry that they made of it, if they did."""

    id: int
    pc: str
    kind: DepartureKind
    words: str
    at: datetime
    over_at: datetime | None
    settled_by: str
    incident: int | None


@dataclass(frozen=True, slots=True)
class RoomPcs:
    """No PCs where the paper uses none, or the room has none."""

    profile: Profile
    pcs: Sequence[PcStanding]
    departures: Sequence[Departure]


class PcBoard:
    def __init__(self, database: Database, presence: Presence) -> None:
        self._database, self._presence = database, presence

    def of(self, number: int, room: str) -> RoomPcs:
        with self._database.read() as session:
            profile = profile_of(session, number)
            found = _departures(session, number, room)
            departures = [one for _, one in found]
            leases = _leases(session, number, room)
            if not profile.uses_pcs and not leases:
                return RoomPcs(profile, (), departures)
            going_on = {lease for lease, one in found if one.over_at is None}
            pcs = [
                self._standing(row, leases.get(row.id), going_on)
                for row in _pcs(session, number, room, frozenset(leases))
            ]
        return RoomPcs(profile, pcs, departures)

    def has_pcs(self, number: int) -> bool:
        """Whether any of its rooms is one of the school's that has PCs."""
        with self._database.read() as session:
            schools = [school for _, school in tied_rooms(session, number)]
            there = select(WorkstationRow.id).where(WorkstationRow.room_id.in_(schools))
            return session.scalars(there.limit(1)).first() is not None

    def _standing(self, pc: WorkstationRow, lease: ExamLeaseRow | None, departed: set[str]) -> PcStanding:
        here = self._presence.of(pc.id)
        user = here.known.user if here else None
        since = lease.in_force_at if lease else None
        return PcStanding(pc.id, pc.name, _state(lease, here, departed), user or "", since)


def _state(lease: ExamLeaseRow | None, here: Here | None, departed: set[str]) -> PcState:
    if lease is not None and lease.id in departed:
        return PcState.DEPARTED
    if here is None and (lease is None or lease.in_force_at is None):
        return PcState.NOT_SEEN
    if lease is None:
        return PcState.WAITS
    return PcState.NOT_YET if lease.in_force_at is None else PcState.IN_FORCE


def _leases(session: Session, number: int, room: str) -> dict[str, ExamLeaseRow]:
    """By PC: those that go on."""
    query = select(ExamLeaseRow).where(
        ExamLeaseRow.sitting_id == number, ExamLeaseRow.room_id == room, ExamLeaseRow.ended_at.is_(None)
    )
    return {row.workstation_id: row for row in session.scalars(query)}


def _pcs(session: Session, number: int, room: str, leased: frozenset[str]) -> Sequence[WorkstationRow]:
    """Those of the school's room that it is, and any that hold on to it from elsewhere."""
    tied = [school for own, school in tied_rooms(session, number) if own == room]
    there = WorkstationRow.room_id.in_(tied) & WorkstationRow.key_hash.is_not(None)
    query = select(WorkstationRow).where(there | WorkstationRow.id.in_(leased))
    return session.scalars(query.order_by(WorkstationRow.row, WorkstationRow.column)).all()


def _departures(session: Session, number: int, room: str) -> list[tuple[str, Departure]]:
    """The newest first, each with its lease."""
    query = (
        select(ExamDepartureRow, WorkstationRow.name, AccountRow.display_name)
        .join(ExamLeaseRow, ExamLeaseRow.id == ExamDepartureRow.lease_id)
        .join(WorkstationRow, WorkstationRow.id == ExamLeaseRow.workstation_id)
        .outerjoin(AccountRow, AccountRow.id == ExamDepartureRow.settled_by_id)
        .where(ExamDepartureRow.sitting_id == number, ExamDepartureRow.room_id == room)
        .order_by(ExamDepartureRow.id.desc())
    )
    return [(row.lease_id, _departure(row, name, by or "")) for row, name, by in session.execute(query)]


def _departure(row: ExamDepartureRow, pc: str, by: str) -> Departure:
    kind = DepartureKind(row.kind)
    return Departure(row.id, pc, kind, row.words, row.at, row.over_at, by, row.incident_id)
