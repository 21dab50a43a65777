"""The seats of a lesson's room: the seating plan, and what is known of each PC now."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.leases import Lease
from controller.domain.lessons import Lesson
from controller.domain.seats import Known, Place, Seat, seat
from controller.services.lab.desired import active_leases
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from controller.storage.tables.timetable import SeatingRow
from controller.storage.tables.workstations import LeaseRow, WorkstationRow

_PLACE = (
    WorkstationRow.id,
    WorkstationRow.name,
    WorkstationRow.row,
    WorkstationRow.column,
    WorkstationRow.key_hash,
    WorkstationRow.last_seen_at,
)


class Seats:
    def __init__(self, database: Database, presence: Presence) -> None:
        self._database, self._presence = database, presence

    def ids(self, room: str) -> frozenset[str]:
        with self._database.read() as session:
            return frozenset(session.scalars(select(WorkstationRow.id).where(WorkstationRow.room_id == room)))

    def of(self, lesson: Lesson) -> Sequence[Seat]:
        """In the order of the seating plan, row by row from the board."""
        with self._database.read() as session:
            places = _places(session, lesson)
            known = {place.workstation: self._known(place) for place in places}
            leases: dict[str, list[Lease]] = {}
            for lease in active_leases(session, list(known)):
                leases.setdefault(lease.workstation, []).append(lease)
            ending = _ending(session, known, leases)
        return [
            seat(place, known[one], leases.get(one, ()), ending.get(one, ()))
            for place in places
            if (one := place.workstation)
        ]

    def pupil_at(self, lesson: Lesson, workstation: str) -> str | None:
        """The id of whoever the seating plan puts there."""
        with self._database.read() as session:
            row = session.get(SeatingRow, {"class_id": lesson.class_id, "workstation_id": workstation})
        return row.pupil_id if row else None

    def _known(self, place: Place) -> Known | None:
        here = self._presence.of(place.workstation)
        return here.known if here else None


def _ending(
    session: Session, known: Mapping[str, Known | None], leases: Mapping[str, Sequence[Lease]]
) -> Mapping[str, set[str]]:
    """The kinds of what PCs hold still though it has ended."""
    wanted = {lease.id for some in leases.values() for lease in some}
    held = {lease for one in known.values() if one for lease in one.in_force} - wanted
    ending: dict[str, set[str]] = {}
    if held:
        query = select(LeaseRow.workstation_id, LeaseRow.kind).where(LeaseRow.id.in_(held))
        for workstation, kind in session.execute(query):
            ending.setdefault(workstation, set()).add(kind)
    return ending


def _places(session: Session, lesson: Lesson) -> list[Place]:
    seating = (SeatingRow.workstation_id == WorkstationRow.id) & (SeatingRow.class_id == lesson.class_id)
    query = (
        select(*_PLACE, PupilRow.given, PupilRow.family)
        .outerjoin(SeatingRow, seating)
        .outerjoin(PupilRow, PupilRow.id == SeatingRow.pupil_id)
        .where(WorkstationRow.room_id == lesson.room)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    return [
        Place(
            workstation=workstation,
            name=name,
            row=row,
            column=column,
            pupil=f"{given} {family}" if given else None,
            enrolled=key_hash is not None,
            last_seen_at=seen_at,
        )
        for workstation, name, row, column, key_hash, seen_at, given, family in session.execute(query)
    ]
