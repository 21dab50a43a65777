"""The seats of a lesson's room: the seating plan, and what is known of each PC now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.lessons import Lesson
from controller.domain.seats import Known, Place, Seat, seat
from controller.services.lab.desired import active_leases
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from controller.storage.tables.timetable import SeatingRow
from controller.storage.tables.workstations import WorkstationRow


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
            leases = list(active_leases(session, [place.workstation for place in places]))
        return [
            seat(
                place,
                self._known(place),
                frozenset(x.id for x in leases if x.workstation == place.workstation),
            )
            for place in places
        ]

    def pupil_at(self, lesson: Lesson, workstation: str) -> str | None:
        """The id of whoever the seating plan puts there."""
        with self._database.read() as session:
            row = session.get(SeatingRow, {"class_id": lesson.class_id, "workstation_id": workstation})
        return row.pupil_id if row else None

    def _known(self, place: Place) -> Known | None:
        here = self._presence.of(place.workstation)
        return here.known if here else None


def _places(session: Session, lesson: Lesson) -> list[Place]:
    seating = (SeatingRow.workstation_id == WorkstationRow.id) & (SeatingRow.class_id == lesson.class_id)
    query = (
        select(WorkstationRow, PupilRow.given, PupilRow.family)
        .outerjoin(SeatingRow, seating)
        .outerjoin(PupilRow, PupilRow.id == SeatingRow.pupil_id)
        .where(WorkstationRow.room_id == lesson.room)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    return [
        Place(
            workstation=row.id,
            name=row.name,
            row=row.row,
            column=row.column,
            pupil=f"{given} {family}" if given else None,
            enrolled=row.key_hash is not None,
            last_seen_at=row.last_seen_at,
        )
        for row, given, family in session.execute(query)
    ]
