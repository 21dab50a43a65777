"""What the school's file says of seats, where nobody has arranged them by hand since."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from controller.domain.school import School, Workstation
from controller.storage.rows import add_rows
from controller.storage.tables.lesson_desk import ArrangedRoomRow, SeatPlanRow
from controller.storage.tables.people import ClassMemberRow
from controller.storage.tables.timetable import SeatingRow
from controller.storage.tables.workstations import WorkstationRow

Fields = dict[str, Any]


def workstation_fields(session: Session, school: School) -> Iterator[Fields]:
    """PCs of an arranged room stay where they stand; one that is new there comes in a row behind them."""
    arranged = set(session.scalars(select(ArrangedRoomRow.room_id)))
    standing = {row.id: row for row in session.scalars(select(WorkstationRow))}
    for pc in school.workstations:
        known = standing.get(pc.id)
        fields: Fields = {"id": pc.id, "room_id": pc.room, "name": pc.name}
        if pc.room not in arranged:
            yield fields | {"row": pc.row, "column": pc.column}
        elif known is not None and known.room_id == pc.room:
            yield fields
        else:
            yield fields | {"row": _last_row(standing, pc) + pc.row, "column": pc.column}


def take_seating(session: Session, school: School) -> None:
    """Needs the classes' members and the rooms' PCs. Who left a class leaves its seats as well."""
    session.execute(delete(SeatingRow).where(~_by_hand() | ~_still_member()))
    rooms = {pc.id: pc.room for pc in school.workstations}
    plans = {(row.class_id, row.room_id) for row in session.scalars(select(SeatPlanRow))}
    seats = (
        {"class_id": seat.class_id, "workstation_id": seat.workstation, "pupil_id": seat.pupil}
        for seat in school.seating
        if (seat.class_id, rooms[seat.workstation]) not in plans
    )
    add_rows(session, SeatingRow, seats)


def _by_hand() -> Any:
    place = and_(
        WorkstationRow.id == SeatingRow.workstation_id,
        WorkstationRow.room_id == SeatPlanRow.room_id,
        SeatPlanRow.class_id == SeatingRow.class_id,
    )
    return exists().where(place)


def _still_member() -> Any:
    same = and_(
        ClassMemberRow.class_id == SeatingRow.class_id, ClassMemberRow.pupil_id == SeatingRow.pupil_id
    )
    return exists().where(same)


def _last_row(standing: dict[str, WorkstationRow], pc: Workstation) -> int:
    return max((row.row for row in standing.values() if row.room_id == pc.room), default=0)
