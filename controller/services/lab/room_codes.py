"""A code for a whole room: an unattended installation gives it at every PC, and each finds its own place."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.errors import Refused
from controller.services.lab.enrolment_codes import digest, forget_unused, missing, new_letters, shown
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import EnrolmentCodeRow

FOR_A_ROOM = timedelta(hours=4)
"""A morning of imaging. A code that leaks lets in no more machines than the room has places without a key."""


@dataclass(frozen=True, slots=True)
class RoomCode:
    """One code for as many PCs as the room lacks. `code` is empty for one that was made and shown before."""

    room: str
    code: str = field(repr=False)
    expires_at: datetime
    places: int


class RoomCodes:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def make(self, by: Account, room: str) -> RoomCode:
        """For an install without hands: each PC finds its own place. Raises Refused when none is free."""
        letters, now = new_letters(), self._clock.now()
        until = now + FOR_A_ROOM
        with self._database.write() as session:
            places = len(missing(session, room))
            forget_unused(session, room=room)
            session.add(
                EnrolmentCodeRow(code_hash=digest(letters), room_id=room, expires_at=until, places=places)
            )
            data = {"minutes": int(FOR_A_ROOM.total_seconds() // 60), "places": places}
            append(
                session, now, Fact("enrolment.room-code-made", f"account:{by.username}", f"room:{room}", data)
            )
        return RoomCode(room, shown(letters), until, places)

    def open(self) -> dict[str, RoomCode]:
        """Those that still work, by room."""
        query = select(EnrolmentCodeRow).where(
            EnrolmentCodeRow.room_id.is_not(None),
            EnrolmentCodeRow.used_at.is_(None),
            EnrolmentCodeRow.expires_at > self._clock.now(),
        )
        with self._database.read() as session:
            rows = session.scalars(query).all()
            return {
                row.room_id: RoomCode(row.room_id, "", row.expires_at, row.places)
                for row in rows
                if row.room_id
            }

    def withdraw(self, by: Account, room: str) -> None:
        """Raises Refused when there is none that works."""
        if room not in self.open():
            raise Refused("enrol.no-room-code", "That room has no code that works, so nothing was withdrawn.")
        with self._database.write() as session:
            forget_unused(session, room=room)
            fact = Fact("enrolment.room-code-withdrawn", f"account:{by.username}", f"room:{room}", {})
            append(session, self._clock.now(), fact)
