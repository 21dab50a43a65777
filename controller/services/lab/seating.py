"""Seating by hand: where the PCs of a room stand, for everybody, and which pupil of a class sits at which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import SeatingChanged, SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.seating import SeatingPlan
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.sitters import Sitters, members_of, seated
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.lesson_desk import ArrangedRoomRow, SeatPlanRow
from controller.storage.tables.timetable import SeatingRow
from controller.storage.tables.workstations import WorkstationRow

CHANGED = Refused("seating.changed", "The room or the class has changed meanwhile. Reload the page.")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the room's grid; row 1 is at the board, and both count from 1."""

    row: int
    column: int


class Seating:
    """Each change is journaled, and raises Refused with nothing changed."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus, sitters: Sitters) -> None:
        self._database, self._clock, self._bus, self._sitters = database, clock, bus, sitters

    def plan(self, lesson: Lesson) -> SeatingPlan:
        here = {seat: one.pupil for seat, one in self._sitters.of(lesson).items() if one.pupil}
        with self._database.read() as session:
            room = _room(session, lesson.room)
            planned = {seat: who for seat, who in seated(session, lesson.class_id).items() if seat in room}
            return SeatingPlan(members_of(session, lesson.class_id), planned, here)

    def arrange(self, by: Account, lesson: Lesson, spots: Mapping[str, Spot]) -> None:
        """Where every PC of the room stands, for all classes from now on."""
        if len(set(spots.values())) != len(spots):
            raise Refused("seating.same-place", "Two PCs cannot stand at the same place. Move one of them.")
        with self._database.write() as session:
            room = _room(session, lesson.room)
            if room.keys() != spots.keys():
                raise CHANGED
            for seat, spot in spots.items():
                room[seat].row, room[seat].column = spot.row, spot.column
            now = self._clock.now()
            session.merge(ArrangedRoomRow(room_id=lesson.room, at=now, by_account_id=by.id))
            places = {seat: [spot.row, spot.column] for seat, spot in spots.items()}
            self._tell(session, by, "room.arranged", f"room:{lesson.room}", {"places": places})
        self._changed(lesson.room, room)

    def seat(self, by: Account, lesson: Lesson, plan: Mapping[str, str]) -> None:
        """Which pupil sits at which PC of this room, for this class; seats that are not named are empty."""
        if len(set(plan.values())) != len(plan):
            raise Refused("seating.twice", "A pupil cannot sit at two PCs. Move one of them.")
        with self._database.write() as session:
            room = _room(session, lesson.room)
            members = {one.id for one in members_of(session, lesson.class_id)}
            if not (room.keys() >= plan.keys() and members >= set(plan.values())):
                raise CHANGED
            here = SeatingRow.class_id == lesson.class_id, SeatingRow.workstation_id.in_(room)
            session.execute(delete(SeatingRow).where(*here))
            session.add_all(
                SeatingRow(class_id=lesson.class_id, workstation_id=seat, pupil_id=pupil)
                for seat, pupil in plan.items()
            )
            mark = SeatPlanRow(class_id=lesson.class_id, room_id=lesson.room, at=self._clock.now())
            mark.by_account_id = by.id
            session.merge(mark)
            data = {"room": lesson.room, "seats": dict(plan)}
            self._tell(session, by, "class.seated", f"class:{lesson.class_id}", data)
        self._changed(lesson.room, room)

    def _changed(self, room: str, seats: Iterable[str]) -> None:
        self._bus.publish(SeatsChanged(room, tuple(seats)))
        self._bus.publish(SeatingChanged(room))

    def _tell(
        self, session: Session, by: Account, kind: str, subject: str, data: Mapping[str, object]
    ) -> None:
        append(session, self._clock.now(), Fact(kind, f"account:{by.username}", subject, data))


def _room(session: Session, room: str) -> dict[str, WorkstationRow]:
    rows = session.scalars(select(WorkstationRow).where(WorkstationRow.room_id == room))
    return {row.id: row for row in rows}
