"""Screens that pupils hide for something unsuitable: the page's address is kept, and no picture of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import HidingsChanged
from controller.domain.lessons import Lesson
from controller.services.bus import EventBus
from controller.services.lab.pace import Pace
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pupil_side import HidingRow
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.pupil import Hide, Reveal

LONGEST = timedelta(minutes=6)  # a minute more than the PC itself allows
TIMES, WITHIN_S = 12, 3600.0
KEPT = timedelta(days=90)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Hiding:
    """`title` and `address` come from the PC: hostile, and never to be made a link."""

    id: int
    workstation: str
    pc: str
    login: str
    pupil: str
    title: str
    address: str
    at: datetime
    ended_at: datetime | None
    ended_by: str


class Hidings:
    def __init__(
        self, database: Database, clock: Clock, link: Clock, bus: EventBus, presence: Presence
    ) -> None:
        self._database, self._clock, self._bus, self._presence = database, clock, bus, presence
        self._pace = Pace(link, TIMES, WITHIN_S)

    def take(self, workstation: str, room: str, lesson: Lesson | None, said: Hide) -> bool:
        """Whether pictures of this screen have to begin afresh."""
        with self._database.read() as session:
            known = _said(session, workstation, said.id)
        if known is not None and not _is_news(known, said):
            return False
        if known is None and not self._pace.allows(workstation):
            return False
        with self._database.write() as session:
            row = _said(session, workstation, said.id)
            began = row is None
            row = row or self._begin(session, workstation, lesson, said)
            if began or said.part > row.part:
                row.part, row.title, row.address = said.part, said.title, said.address
            ended = not said.on and row.ended_at is None
            if ended:
                self._end(session, row, "the pupil", f"workstation:{workstation}")
        self._bus.publish(HidingsChanged(room))
        return began or ended

    def end(self, by: Account, workstations: Collection[str]) -> list[str]:
        """The teacher shows the screens again; those that were hidden."""
        among = HidingRow.workstation_id.in_(workstations)
        return self._end_all(among, by.display_name, f"account:{by.username}")

    def tick(self) -> list[str]:
        """Ends what has been hidden for too long, should its PC have died with it."""
        old = HidingRow.at <= self._clock.now() - LONGEST
        return self._end_all(old, "its time was up", "controller:ticker")

    def forget(self) -> None:
        """What is older than 90 days."""
        old = HidingRow.at <= self._clock.now() - KEPT
        with self._database.read() as session:
            if session.scalars(select(HidingRow.id).where(old).limit(1)).first() is None:
                return
        with self._database.write() as session:
            gone = session.execute(delete(HidingRow).where(old).returning(HidingRow.id)).scalars().all()
            fact = Fact("hidings.forgotten", "controller:ticker", "hidings", {"count": len(gone)})
            append(session, self._clock.now(), fact)

    def open_in(self, room: str) -> Sequence[Hiding]:
        return self._read(HidingRow.ended_at.is_(None), WorkstationRow.room_id == room)

    def recent(self) -> Sequence[Hiding]:
        """The newest 200 of the last 90 days, for safeguarding."""
        return self._read(HidingRow.at > self._clock.now() - KEPT)

    def hidden(self, workstation: str) -> bool:
        with self._database.read() as session:
            return session.scalars(_open(workstation)).first() is not None

    def _begin(self, session: Session, workstation: str, lesson: Lesson | None, said: Hide) -> HidingRow:
        now = self._clock.now()
        for other in session.scalars(_open(workstation)):
            self._end(session, other, "the pupil", f"workstation:{workstation}")
        row = HidingRow(
            workstation_id=workstation,
            said_id=said.id,
            part=said.part,
            login=said.user,
            lesson=str(lesson.id) if lesson else None,
            title=said.title,
            address=said.address,
            at=now if said.on else min(said.at, now),
        )
        session.add(row)
        session.flush()
        self._journal(session, "screen.hidden", f"workstation:{workstation}", row, {})
        return row

    def _end_all(self, which: ColumnElement[bool], by: str, actor: str) -> list[str]:
        query = select(HidingRow).where(HidingRow.ended_at.is_(None), which)
        with self._database.read() as session:
            if session.scalars(query.limit(1)).first() is None:
                return []
        with self._database.write() as session:
            rows = list(session.scalars(query))
            for row in rows:
                self._end(session, row, by, actor)
            told = [(row.workstation_id, row.said_id) for row in rows]
            of = WorkstationRow.id.in_([workstation for workstation, _ in told])
            rooms = session.scalars(select(WorkstationRow.room_id).where(of).distinct()).all()
        for workstation, said_id in told:
            self._presence.send(workstation, Reveal(said_id))
        self._bus.publish(*(HidingsChanged(room) for room in rooms))
        return [workstation for workstation, _ in told]

    def _end(self, session: Session, row: HidingRow, by: str, actor: str) -> None:
        row.ended_at, row.ended_by = self._clock.now(), by
        self._journal(session, "screen.shown", actor, row, {"by": by})

    def _journal(
        self, session: Session, kind: str, actor: str, row: HidingRow, data: dict[str, object]
    ) -> None:
        fact = Fact(kind, actor, f"workstation:{row.workstation_id}", {"hiding": row.id, **data})
        append(session, self._clock.now(), fact)

    def _read(self, *which: ColumnElement[bool]) -> Sequence[Hiding]:
        query = (
            select(HidingRow, WorkstationRow.name, RoomRow.name, PupilRow.given, PupilRow.family)
            .join(WorkstationRow, WorkstationRow.id == HidingRow.workstation_id)
            .join(RoomRow, RoomRow.id == WorkstationRow.room_id)
            .outerjoin(PupilRow, (PupilRow.login == HidingRow.login) & (PupilRow.login != ""))
            .where(*which)
            .order_by(HidingRow.at.desc(), HidingRow.id.desc())
            .limit(SHOWN)
        )
        with self._database.read() as session:
            return [_hiding(*line) for line in session.execute(query)]


def _said(session: Session, workstation: str, said_id: str) -> HidingRow | None:
    mine = HidingRow.workstation_id == workstation
    return session.scalars(select(HidingRow).where(mine, HidingRow.said_id == said_id)).first()


def _is_news(row: HidingRow, said: Hide) -> bool:
    """A PC says everything again until it is answered."""
    return said.part > row.part or (not said.on and row.ended_at is None)


def _open(workstation: str) -> Select[HidingRow]:
    return select(HidingRow).where(HidingRow.workstation_id == workstation, HidingRow.ended_at.is_(None))


def _hiding(row: HidingRow, pc: str, room: str, given: str | None, family: str | None) -> Hiding:
    return Hiding(
        id=row.id,
        workstation=row.workstation_id,
        pc=f"{room}, {pc}",
        login=row.login,
        pupil=f"{given} {family}" if given else "",
        title=row.title,
        address=row.address,
        at=row.at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
