"""Desired state: the whole of what a PC ought to be, with a version that grows at each change."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.leases import Lease, limits_from
from controller.domain.lessons import Lesson
from controller.services.lab.examined import exam_ends, exam_leases
from controller.services.lab.lessons import Lessons
from controller.services.lab.presence import Presence
from controller.storage.base import table_of
from controller.storage.database import Database
from controller.storage.tables.workstations import LeaseRow, WorkstationRow
from workstation_agent.protocol import desired as wire

MAX_BEHIND = 100_000
"""Versions; a PC is told of some dozen a day."""
NEVER_SENT = (
    "It says that it holds a newer state than was ever sent: see what runs on it, and enrol it again."
)
_COLUMNS = ("id", "workstation_id", "order_id", "kind", "message", "ends_at", "limits", "origin")
_HELD = (
    select(*(table_of(LeaseRow).c[name] for name in _COLUMNS))
    .where(LeaseRow.ended_at.is_(None))
    .order_by(LeaseRow.starts_at, LeaseRow.id)
)
"""In columns: an object for the row of each PC in a room would be most of the work."""


class DesiredState:
    def __init__(self, database: Database, clock: Clock, lessons: Lessons, presence: Presence) -> None:
        self._database, self._clock, self._lessons = database, clock, lessons
        self._presence = presence

    def push(self, workstations: Collection[str]) -> None:
        """Sends it to those of the PCs that are here; the others get it when they return."""
        for workstation, desired in self.of(workstations).items():
            self._presence.send(workstation, desired)

    def of(self, workstations: Collection[str]) -> Mapping[str, wire.Desired]:
        now = self._clock.now()
        places = select(WorkstationRow.id, WorkstationRow.room_id, WorkstationRow.desired_version)
        with self._database.read() as session:
            rows = session.execute(places.where(WorkstationRow.id.in_(workstations))).all()
            held: dict[str, list[wire.Lease]] = {}
            for one in session.execute(_HELD.where(LeaseRow.workstation_id.in_(workstations))):
                held.setdefault(one.workstation_id, []).append(_lease(one, now))
            exams, ends = exam_leases(session, workstations, now), exam_ends(session, workstations, now)
        lessons = {room: _lesson(self._lessons.in_room(room)) for room in {room for _, room, _ in rows}}
        return {
            workstation: wire.Desired(
                version,
                lessons[room],
                (*held.get(workstation, ()), *exams.get(workstation, ())),
                ends.get(workstation, ()),
            )
            for workstation, room, version in rows
        }

    def tick(self) -> None:
        """A lesson that starts or ends is a change of what its room's PCs ought to be."""
        with self._database.read() as session:
            rooms = session.scalars(select(WorkstationRow.room_id).distinct()).all()
        for room in rooms:
            self._align(room, self._lessons.in_room(room))

    def _align(self, room: str, lesson: Lesson | None) -> None:
        name = str(lesson.id) if lesson else None
        stale = select(WorkstationRow.id).where(
            WorkstationRow.room_id == room, WorkstationRow.desired_lesson.is_distinct_from(name)
        )
        with self._database.read() as session:
            if session.scalars(stale.limit(1)).first() is None:
                return
        with self._database.write() as session:
            changed = session.scalars(stale).all()
            changes = update(WorkstationRow).where(WorkstationRow.id.in_(changed))
            session.execute(changes.values(desired_lesson=name))
            grow(session, changed)
        self.push(changed)

    def overtake(self, workstation: str, version: int) -> None:
        """For a PC that has a newer state than we ever made, as after a database was put back from a copy.

        Never far ahead at once: a PC that lies could use up all versions, and would never be locked again.
        """
        newer = update(WorkstationRow).where(
            WorkstationRow.id == workstation,
            WorkstationRow.desired_version < version,
            WorkstationRow.desired_version >= version - MAX_BEHIND,
        )
        with self._database.write() as session:
            behind = session.execute(newer.values(desired_version=version + 1).returning(WorkstationRow.id))
            overtaken = behind.scalars().all()
        if not overtaken:
            self._presence.troubled(workstation, NEVER_SENT)
        self.push(overtaken)


def grow(session: Session, workstations: Iterable[str]) -> Mapping[str, int]:
    """The new versions. Call it in the transaction of the change, once per change."""
    table = table_of(WorkstationRow)
    changes = update(table).where(table.c.id.in_(list(workstations)))
    grown = changes.values(desired_version=table.c.desired_version + 1)
    rows = session.execute(grown.returning(table.c.id, table.c.desired_version))
    return {workstation: version for workstation, version in rows}


def active_leases(session: Session, workstations: Collection[str]) -> Iterable[Lease]:
    for row in session.execute(_HELD.where(LeaseRow.workstation_id.in_(workstations))):
        yield as_lease(row)


def as_lease(row: LeaseRow | Row[*tuple[Any, ...]]) -> Lease:
    return Lease(
        id=row.id,
        workstation=row.workstation_id,
        order=row.order_id,
        kind=row.kind,
        message=row.message,
        ends_at=row.ends_at,
        limits=limits_from(row.kind, row.limits),
        origin=row.origin,
    )


def _lesson(lesson: Lesson | None) -> wire.Lesson | None:
    if lesson is None:
        return None
    return wire.Lesson(str(lesson.id).replace("@", ":"), lesson.title, lesson.teacher, lesson.ends_at)


def _lease(row: Row[*tuple[Any, ...]], now: datetime) -> wire.Lease:
    left_s = max(0.0, (row.ends_at - now).total_seconds())
    return wire.Lease(row.id, row.kind, row.message, row.ends_at, left_s, limits_from(row.kind, row.limits))
