"""The school's lab PCs as a network manager sees them: enrolled or not, last seen, and what troubles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from controller.domain.school import Room
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.about import About


@dataclass(frozen=True, slots=True)
class Computer:
    """`hostname`, `agent`, `os` and `trouble` come from the PC itself, and are hostile until escaped."""

    id: str
    name: str
    hostname: str | None
    agent: str
    os: str
    enrolled_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    here: bool
    trouble: str

    @property
    def enrolled(self) -> bool:
        return self.enrolled_at is not None and self.revoked_at is None


@dataclass(frozen=True, slots=True)
class LabRoom:
    room: Room
    computers: tuple[Computer, ...]

    @property
    def enrolled(self) -> int:
        return sum(computer.enrolled for computer in self.computers)

    @property
    def here(self) -> int:
        return sum(computer.here for computer in self.computers)


class Computers:
    def __init__(self, database: Database, presence: Presence) -> None:
        self._database, self._presence = database, presence

    def rooms(self) -> Sequence[LabRoom]:
        """Rooms that have PCs, by name."""
        query = select(WorkstationRow).order_by(WorkstationRow.row, WorkstationRow.column)
        with self._database.read() as session:
            pcs = session.scalars(query).all()
            rooms = session.scalars(select(RoomRow).order_by(RoomRow.name)).all()
        labs = (
            LabRoom(
                Room(room.id, room.name), tuple(self._computer(pc) for pc in pcs if pc.room_id == room.id)
            )
            for room in rooms
        )
        return [lab for lab in labs if lab.computers]

    def take_about(self, workstation: str, about: About) -> None:
        """What the PC says of itself, kept for when it is off: above all by which address it can be woken."""
        said = {"agent": about.agent, "os": about.os} | {
            name: ",".join(getattr(about, name)) for name in ("modes", "acts", "macs")
        }
        with self._database.read() as session:
            row = session.get_one(WorkstationRow, workstation)
            if all(getattr(row, name) == value for name, value in said.items()):
                return  # a room that returns must not wait for as many writes as it has PCs
        with self._database.write() as session:
            session.execute(update(WorkstationRow).where(WorkstationRow.id == workstation).values(said))

    def _computer(self, row: WorkstationRow) -> Computer:
        here = self._presence.of(row.id)
        return Computer(
            id=row.id,
            name=row.name,
            hostname=row.hostname,
            agent=row.agent,
            os=row.os,
            enrolled_at=row.enrolled_at,
            revoked_at=row.revoked_at,
            last_seen_at=row.last_seen_at,
            here=here is not None,
            trouble=here.trouble if here else "",
        )
