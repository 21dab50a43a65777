"""Going into another's lesson, or a free room: for a written reason, for a short time, and never unseen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import SeatsChanged, VisitsChanged
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.desired import DesiredState
from controller.services.lab.free_rooms import name_of
from controller.services.lab.leaving import end_what_is_held
from controller.services.lab.lessons import Lessons
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.lesson_desk import VisitRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.timetable import RoomRow

SHORT = timedelta(minutes=10)
LONGEST_FREE = timedelta(hours=1)
"""In a room without a lesson, which has no end of its own."""
LEAST_REASON = 10
"""Letters: enough that «x» is no reason."""


@dataclass(frozen=True, slots=True)
class Room:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """`by` and `room_name` are as people call them."""

    id: int
    account: int
    by: str
    lesson: str
    room: str
    room_name: str
    reason: str
    since: datetime
    until: datetime

    @property
    def took_room(self) -> bool:
        """It is the one that took a free room; others may have come to join."""
        lesson = LessonId.parse(self.lesson)
        return lesson.free and lesson.slot == self.id


class Visits:
    """Those that go on are kept in memory too: every command of a page asks for them."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, lessons: Lessons, desired: DesiredState
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._lessons, self._desired = lessons, desired
        self._lock = RLock()
        with database.read() as session:
            self._open = {visit.id: visit for visit in _unended(session)}

    def choices(self, by: Account) -> Sequence[Lesson]:
        """The lessons that are on now in rooms with PCs, but for one's own of the timetable."""
        lessons = (self._lessons.in_room(room) for room in self._lessons.rooms_with_pcs())
        return [one for one in lessons if one is not None and (one.teacher_id != by.id or one.id.free)]

    def free(self) -> Sequence[Room]:
        """Rooms with PCs in which there is no lesson now."""
        free = [room for room in self._lessons.rooms_with_pcs() if self._lessons.in_room(room) is None]
        with self._database.read() as session:
            return [Room(room, session.get_one(RoomRow, room).name) for room in free]

    def start(self, by: Account, lesson: Lesson, reason: str, whole: bool) -> Visit:
        """`whole`: to the lesson's end, else for ten minutes. Raises Refused."""
        now = self._clock.now()
        _check_reason(reason)
        if lesson.teacher_id == by.id or not lesson.starts_at <= now < lesson.ends_at:
            raise Refused("visit.not-now", "That is not another's lesson that is on now. Choose again.")
        self.end(by, str(lesson.id))
        until = lesson.ends_at if whole else min(lesson.ends_at, now + SHORT)
        row = VisitRow(account_id=by.id, lesson=str(lesson.id), room_id=lesson.room, reason=reason)
        row.started_at, row.until = now, until
        return self._open_one(by, row)

    def take_room(self, by: Account, room: str, reason: str, whole: bool) -> Visit:
        """For ten minutes, or `whole`: an hour, and never into the room's next lesson. Raises Refused."""
        _check_reason(reason)
        if room not in {one.id for one in self.free()}:
            raise Refused("visit.not-free", "There is a lesson in that room now. Choose again.")
        now, coming = self._clock.now(), self._lessons.next_in(room)
        until = now + (LONGEST_FREE if whole else SHORT)
        row = VisitRow(account_id=by.id, lesson="", room_id=room, reason=reason)
        row.started_at, row.until = now, min(until, coming.starts_at) if coming else until
        return self._open_one(by, row)

    def _open_one(self, by: Account, row: VisitRow) -> Visit:
        with self._database.write() as session:
            session.add(row)
            session.flush()
            row.lesson = row.lesson or name_of(row)
            data = {
                "visit": row.id,
                "room": row.room_id,
                "reason": row.reason,
                "until": row.until.isoformat(),
            }
            fact = Fact("visit.started", f"account:{by.username}", f"lesson:{row.lesson}", data)
            append(session, row.started_at, fact)
            visit = _visit(row, by.display_name, session.get_one(RoomRow, row.room_id).name)
        with self._lock:
            self._open[visit.id] = visit
        self._bus.publish(VisitsChanged(visit.lesson))
        return visit

    def end(self, by: Account, lesson: str) -> None:
        for visit in self.of(by.id):
            if visit.lesson == lesson:
                self._end(visit, "left")

    def of(self, account: int) -> Sequence[Visit]:
        """Those of this person that go on, by the clock and not by the last tick."""
        now = self._clock.now()
        with self._lock:
            return [one for one in self._open.values() if one.account == account and now < one.until]

    def to(self, lesson: str) -> Sequence[Visit]:
        """Those that go on in this lesson, the oldest first."""
        now = self._clock.now()
        with self._lock:
            return [one for one in self._open.values() if one.lesson == lesson and now < one.until]

    def lesson_of(self, by: Account, lesson: str) -> tuple[Lesson, Visit] | None:
        """The other's lesson that this person may see now."""
        visit = next((one for one in self.of(by.id) if one.lesson == lesson), None)
        found = self._lessons.get(LessonId.parse(lesson)) if visit else None
        return (found, visit) if found and visit else None

    def as_seen_by(self, by: Account, lesson: Lesson) -> Lesson:
        """For a visitor, the lesson is over when the visit is: so are their looks and what they hold."""
        visit = next((one for one in self.of(by.id) if one.lesson == str(lesson.id)), None)
        return replace(lesson, ends_at=min(lesson.ends_at, visit.until)) if visit else lesson

    def tick(self) -> None:
        now = self._clock.now()
        with self._lock:
            over = [one for one in self._open.values() if now >= one.until]
        for visit in over:
            self._end(visit, "its time was over")

    def _end(self, visit: Visit, why: str) -> None:
        with self._lock:
            if self._open.pop(visit.id, None) is None:
                return
        now = self._clock.now()
        with self._database.write() as session:
            session.get_one(VisitRow, visit.id).ended_at = min(now, visit.until)
            by = session.get_one(AccountRow, visit.account)
            data = {"visit": visit.id, "why": why}
            append(
                session, now, Fact("visit.ended", f"account:{by.username}", f"lesson:{visit.lesson}", data)
            )
            freed = end_what_is_held(session, now, by, visit.lesson)
        self._desired.push(freed)
        if visit.took_room:
            for other in self.to(visit.lesson):
                self._end(other, "the room was given up")
        self._bus.publish(VisitsChanged(visit.lesson), SeatsChanged(visit.room, tuple(freed)))


def _check_reason(reason: str) -> None:
    if len(reason) < LEAST_REASON:
        raise Refused("visit.no-reason", "Write the reason in a few words: it is kept, and others read it.")


def _unended(session: Session) -> list[Visit]:
    query = (
        select(VisitRow, AccountRow.display_name, RoomRow.name)
        .join(AccountRow, AccountRow.id == VisitRow.account_id)
        .join(RoomRow, RoomRow.id == VisitRow.room_id)
        .where(VisitRow.ended_at.is_(None))
        .order_by(VisitRow.started_at)
    )
    return [_visit(row, by, room) for row, by, room in session.execute(query)]


def _visit(row: VisitRow, by: str, room: str) -> Visit:
    return Visit(
        row.id, row.account_id, by, row.lesson, row.room_id, room, row.reason, row.started_at, row.until
    )
