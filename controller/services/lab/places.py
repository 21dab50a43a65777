"""Rooms and the places of their PCs, as the network manager adds, names and takes them away."""

from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.errors import Refused
from controller.services.lab.enrolment_codes import forget_unused
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.timetable import RoomRow, SeatingRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.limits import MAX_NAME

MOST_AT_ONCE = 60
PER_ROW = 6


class Places:
    """Each change is journaled. All raise Refused with a sentence for the person at the desk."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add_room(self, by: Account, name: str, pcs: int) -> str:
        """The room's id. Its PCs are called PC-01 and on, six to a row."""
        with self._database.write() as session:
            named = _name(name, "room")
            if session.scalars(select(RoomRow).where(func.lower(RoomRow.name) == named.lower())).first():
                raise Refused("place.room-taken", f"There is a {named} already. Add PCs to that room.")
            room = RoomRow(id=f"room-{uuid4().hex[:8]}", name=named)
            session.add(room)
            session.flush()
            self._tell(session, by, f"room:{room.id}", "room.added", {"name": named})
            self._add(session, by, room.id, pcs)
            return room.id

    def add_pcs(self, by: Account, room: str, pcs: int) -> None:
        with self._database.write() as session:
            if session.get(RoomRow, room) is None:
                raise Refused("place.no-room", "There is no such room. Reload the page and choose again.")
            self._add(session, by, room, pcs)

    def rename(self, by: Account, workstation: str, name: str) -> None:
        with self._database.write() as session:
            row, named = _row(session, workstation), _name(name, "PC")
            if named.lower() in _names(session, row.room_id) - {row.name.lower()}:
                raise Refused(
                    "place.name-taken", f"There is a {named} in this room already. Choose another name."
                )
            self._tell(
                session, by, f"workstation:{row.id}", "workstation.renamed", {"from": row.name, "to": named}
            )
            row.name = named

    def remove(self, by: Account, workstation: str) -> None:
        """Only a place where nothing has happened: the school answers for what was done at the others."""
        with self._database.write() as session:
            row = _row(session, workstation)
            if row.key_hash is not None:
                raise Refused("place.enrolled", f"{row.name} is enrolled. Revoke its key first.")
            name = row.name
            session.execute(delete(SeatingRow).where(SeatingRow.workstation_id == row.id))
            forget_unused(session, workstation=row.id)
            session.delete(row)
            try:
                session.flush()
            except IntegrityError as error:  # whatever else speaks of this place
                sentence = f"{name} has been used in lessons, and its record is kept. Rename it instead."
                raise Refused("place.used", sentence) from error
            self._tell(session, by, f"workstation:{workstation}", "workstation.removed", {"name": name})

    def _add(self, session: Session, by: Account, room: str, pcs: int) -> None:
        if not 1 <= pcs <= MOST_AT_ONCE:
            raise Refused("place.how-many", f"Add from 1 to {MOST_AT_ONCE} PCs at once.")
        taken = _names(session, room)
        last = session.scalar(select(func.max(WorkstationRow.row)).where(WorkstationRow.room_id == room)) or 0
        names = (name for n in range(1, 10_000) if (name := f"PC-{n:02}").lower() not in taken)
        for place in range(pcs):
            row, column = last + 1 + place // PER_ROW, 1 + place % PER_ROW
            pc = WorkstationRow(
                id=f"ws-{uuid4().hex[:12]}", room_id=room, name=next(names), row=row, column=column
            )
            session.add(pc)
        self._tell(session, by, f"room:{room}", "workstations.added", {"count": pcs})

    def _tell(self, session: Session, by: Account, subject: str, kind: str, data: dict[str, object]) -> None:
        append(session, self._clock.now(), Fact(kind, f"account:{by.username}", subject, data))


def _name(asked: str, what: str) -> str:
    name = clean_text(asked, MAX_NAME)
    if not name:
        raise Refused("place.no-name", f"Give the {what} a name.")
    return name


def _row(session: Session, workstation: str) -> WorkstationRow:
    row = session.get(WorkstationRow, workstation)
    if row is None:
        raise Refused("workstation.unknown", "There is no such PC. Reload the page and choose again.")
    return row


def _names(session: Session, room: str) -> set[str]:
    return {
        name.lower()
        for name in session.scalars(select(WorkstationRow.name).where(WorkstationRow.room_id == room))
    }
