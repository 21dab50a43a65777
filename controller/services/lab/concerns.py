"""Concerns that pupils report, for the safeguarding team alone. The journal has no words of them.

Words are encrypted in the database; each reading of one is journaled with the name of who read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ConcernsChanged
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.pace import Pace
from controller.services.lab.sealing import Sealing
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pupil_side import ConcernRow
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.pupil import Concern as Said

REPORTS, WITHIN_S = 20, 3600.0
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Concern:
    """`at`: when the pupil sent it, by the PC's clock; `arrived_at`: when it came here."""

    id: int
    pc: str
    at: datetime
    arrived_at: datetime
    talk: bool
    taken_by: str | None
    taken_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Words:
    """`login` is as the PC said it; `pupil` the name that the school's list has for it, if any."""

    login: str
    pupil: str
    what: str
    about: str
    note: str


class Concerns:
    def __init__(
        self, database: Database, clock: Clock, link: Clock, bus: EventBus, sealing: Sealing
    ) -> None:
        self._database, self._clock, self._bus, self._sealing = database, clock, bus, sealing
        self._pace = Pace(link, REPORTS, WITHIN_S)

    def take(self, workstation: str, said: Said) -> bool:
        """Once for each PC and id. False when this PC reports too many: it keeps it, and says it again."""
        now = self._clock.now()
        mine = ConcernRow.workstation_id == workstation, ConcernRow.said_id == said.id
        known = select(ConcernRow.id).where(*mine)
        with self._database.read() as session:
            if session.scalars(known).first() is not None:
                return True
        if not self._pace.allows(workstation):
            return False
        with self._database.write() as session:
            if session.scalars(known).first() is not None:
                return True
            words = {"login": said.user, "what": said.what, "about": said.about}
            row = ConcernRow(
                workstation_id=workstation,
                said_id=said.id,
                at=min(said.at, now),
                arrived_at=now,
                sealed=self._sealing.seal(words, f"{workstation}/{said.id}"),
                talk=said.talk,
            )
            session.add(row)
            session.flush()
            append(session, now, Fact("concern.reported", "pupil", f"concern:{row.id}", {}))
        self._bus.publish(ConcernsChanged())
        return True

    def queue(self) -> Sequence[Concern]:
        """Those that are open, the oldest first, and then the newest closed ones."""
        open_ = _query().where(ConcernRow.closed_at.is_(None)).order_by(ConcernRow.arrived_at, ConcernRow.id)
        closed = _query().where(ConcernRow.closed_at.is_not(None)).order_by(ConcernRow.closed_at.desc())
        with self._database.read() as session:
            rows = [*session.execute(open_), *session.execute(closed.limit(SHOWN))]
            return [_concern(*row) for row in rows]

    def read(self, by: Account, number: int) -> Words:
        """Journaled, each time. Raises Refused."""
        with self._database.write() as session:
            row = _row(session, number)
            self._journal(session, "concern.read", by, row)
            words = self._sealing.open(row.sealed, f"{row.workstation_id}/{row.said_id}")
            note = self._sealing.open(row.sealed_note, f"note/{row.id}")["note"] if row.sealed_note else ""
            pupil = _name_of(session, words["login"])
        return Words(words["login"], pupil, words["what"], words["about"], note)

    def take_on(self, by: Account, number: int) -> None:
        """Raises Refused when it is closed, or a colleague has taken it on."""
        with self._database.write() as session:
            row = _open_row(session, number)
            if row.taken_by_id == by.id:
                return
            if row.taken_by_id is not None:
                raise Refused("concern.taken", "A colleague has taken this on already.")
            row.taken_by_id, row.taken_at = by.id, self._clock.now()
            self._journal(session, "concern.taken", by, row)
        self._bus.publish(ConcernsChanged())

    def close(self, by: Account, number: int, note: str) -> None:
        """Raises Refused without a note, or when it is closed."""
        note = note.strip()
        if not note:
            raise Refused("concern.needs-note", "Write what was done before you close it.")
        with self._database.write() as session:
            row = _open_row(session, number)
            now = self._clock.now()
            if row.taken_by_id is None:
                row.taken_by_id, row.taken_at = by.id, now
            row.closed_by_id, row.closed_at = by.id, now
            row.sealed_note = self._sealing.seal({"note": note}, f"note/{row.id}")
            self._journal(session, "concern.closed", by, row)
        self._bus.publish(ConcernsChanged())

    def _journal(self, session: Session, kind: str, by: Account, row: ConcernRow) -> None:
        append(session, self._clock.now(), Fact(kind, f"account:{by.username}", f"concern:{row.id}", {}))


def _query() -> Select[ConcernRow, str, str, str | None, str | None]:
    taken, closed = aliased(AccountRow), aliased(AccountRow)
    return (
        select(ConcernRow, WorkstationRow.name, RoomRow.name, taken.display_name, closed.display_name)
        .join(WorkstationRow, WorkstationRow.id == ConcernRow.workstation_id)
        .join(RoomRow, RoomRow.id == WorkstationRow.room_id)
        .outerjoin(taken, taken.id == ConcernRow.taken_by_id)
        .outerjoin(closed, closed.id == ConcernRow.closed_by_id)
    )


def _concern(row: ConcernRow, pc: str, room: str, taken_by: str | None, closed_by: str | None) -> Concern:
    return Concern(
        id=row.id,
        pc=f"{room}, {pc}",
        at=row.at,
        arrived_at=row.arrived_at,
        talk=row.talk,
        taken_by=taken_by,
        taken_at=row.taken_at,
        closed_by=closed_by,
        closed_at=row.closed_at,
    )


def _row(session: Session, number: int) -> ConcernRow:
    row = session.get(ConcernRow, number)
    if row is None:
        raise Refused("concern.unknown", "There is no such report. Reload the page.")
    return row


def _open_row(session: Session, number: int) -> ConcernRow:
    row = _row(session, number)
    if row.closed_at is not None:
        raise Refused("concern.closed", "That report is closed already.")
    return row


def _name_of(session: Session, login: str) -> str:
    known = session.scalars(select(PupilRow).where(PupilRow.login == login.lower()).limit(1)).first()
    return f"{known.given} {known.family}, {known.form}" if known and login else ""
