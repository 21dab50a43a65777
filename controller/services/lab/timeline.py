"""The timeline of a lesson: who did what, when, at which seats, and what came of it.

It is a reading of orders, looks, sessions, visits, troubles and the journal; `READERS` is the list of them.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from controller.domain.lessons import Lesson
from controller.domain.order_words import what
from controller.domain.orders_progress import OrderProgress
from controller.services.lab.progress import Progress
from controller.services.lab.troubles import alarm
from controller.storage.database import Database
from controller.storage.tables.lesson_desk import VisitRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pupil_side import HidingRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.sessions import LabSessionRow, ScreenshotRow
from controller.storage.tables.workstations import LookRow, TroubleRow, WorkstationRow

MOST = 300
TOGETHER = timedelta(seconds=60)
"""PCs that come or go within so long are one entry: a room that is switched on is one thing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`by` is empty for what a PC did by itself; `seats` are names of PCs, none for the whole room.

    `bad` is what a teacher should look at; `order` is the order's id, where it is one.
    """

    at: datetime
    by: str
    kind: str
    what: str
    seats: tuple[str, ...] = ()
    result: str = ""
    bad: bool = False
    order: str | None = None
    until: datetime | None = None


Reader = Callable[[Session, Lesson], Iterable[Entry]]


class Timeline:
    def __init__(self, database: Database, progress: Progress) -> None:
        self._database, self._progress = database, progress

    def of(self, lesson: Lesson) -> Sequence[Entry]:
        """Everybody's in the lesson's room while it lasts, the newest first."""
        entries = [_order(one) for one in self._progress.recent(lesson, MOST)]
        with self._database.read() as session:
            for read in READERS:
                entries += read(session, lesson)
        return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST]


def _order(order: OrderProgress) -> Entry:
    return Entry(
        at=order.at,
        by=order.by,
        kind=order.kind.value,
        what=what(order.kind, order.text, order.limits, order.undoes is not None),
        seats=tuple(seat.name for seat in order.seats),
        result=" ".join(part for part in (order.summary, order.note) if part),
        order=order.id,
        until=order.ends_at,
    )


def _looks(session: Session, lesson: Lesson) -> Iterable[Entry]:
    query = (
        select(LookRow, AccountRow.display_name, WorkstationRow.name)
        .join(AccountRow, AccountRow.id == LookRow.account_id)
        .outerjoin(WorkstationRow, WorkstationRow.id == LookRow.workstation_id)
        .where(LookRow.room_id == lesson.room, *_during(lesson, LookRow.started_at))
    )
    for row, by, pc in session.execute(query):
        said = "Looked at this screen" if pc else "Looked at the wall of screens"
        yield Entry(row.started_at, by, "look", said, (pc,) if pc else (), until=row.ended_at)


_SESSIONS = {"control": "Controlled this PC", "show": "Showed a screen to others"}


def _sessions(session: Session, lesson: Lesson) -> Iterable[Entry]:
    query = (
        select(LabSessionRow, AccountRow.display_name, WorkstationRow.name)
        .join(AccountRow, AccountRow.id == LabSessionRow.account_id)
        .outerjoin(WorkstationRow, WorkstationRow.id == LabSessionRow.workstation_id)
        .where(LabSessionRow.room_id == lesson.room, *_during(lesson, LabSessionRow.started_at))
    )
    for row, by, pc in session.execute(query):
        said = _SESSIONS.get(row.kind, row.kind)
        yield Entry(row.started_at, by, row.kind, said, (pc,) if pc else (), row.why, until=row.ended_at)


def _screenshots(session: Session, lesson: Lesson) -> Iterable[Entry]:
    query = (
        select(ScreenshotRow.taken_at, ScreenshotRow.reason, AccountRow.display_name, WorkstationRow.name)
        .join(AccountRow, AccountRow.id == ScreenshotRow.account_id)
        .join(WorkstationRow, WorkstationRow.id == ScreenshotRow.workstation_id)
        .where(ScreenshotRow.room_id == lesson.room, *_during(lesson, ScreenshotRow.taken_at))
    )
    for at, reason, by, pc in session.execute(query):
        yield Entry(at, by, "screenshot", "Took a screenshot", (pc,), reason)


def _visits(session: Session, lesson: Lesson) -> Iterable[Entry]:
    query = (
        select(VisitRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == VisitRow.account_id)
        .where(VisitRow.room_id == lesson.room, *_during(lesson, VisitRow.started_at))
    )
    for row, by in session.execute(query):
        until = row.ended_at or row.until
        yield Entry(row.started_at, by, "visit", "Came into this lesson", (), row.reason, until=until)


def _troubles(session: Session, lesson: Lesson) -> Iterable[Entry]:
    query = (
        select(TroubleRow, WorkstationRow.name)
        .join(WorkstationRow, WorkstationRow.id == TroubleRow.workstation_id)
        .where(TroubleRow.room_id == lesson.room, *_during(lesson, TroubleRow.at))
    )
    for row, pc in session.execute(query.order_by(TroubleRow.id.desc()).limit(MOST)):
        said = alarm(row.kind, row.detail, row.at)
        yield Entry(row.at, "", "trouble", said.sentence, (pc,), bad=True)


def _hidings(session: Session, lesson: Lesson) -> Iterable[Entry]:
    """That a pupil hid the screen; what was on it is on the tile, for as long as it is hidden."""
    query = (
        select(HidingRow, WorkstationRow.name)
        .join(WorkstationRow, WorkstationRow.id == HidingRow.workstation_id)
        .where(WorkstationRow.room_id == lesson.room, *_during(lesson, HidingRow.at))
    )
    for row, pc in session.execute(query):
        said = "The pupil hid the screen and told the teacher"
        yield Entry(row.at, "", "hidden", said, (pc,), until=row.ended_at)


def _wakes(session: Session, lesson: Lesson) -> Iterable[Entry]:
    names = _names(session, lesson)
    account = JournalRow.actor == "account:" + AccountRow.username
    query = (
        select(JournalRow, AccountRow.display_name)
        .join(AccountRow, account)
        .where(JournalRow.kind == "wake.asked", *_during(lesson, JournalRow.at))
        .where(JournalRow.subject.in_([f"lesson:{lesson.id}", f"room:{lesson.room}"]))
    )
    for row, by in session.execute(query):
        seats = (names.get(seat) for seat in json.loads(row.data)["seats"])
        yield Entry(row.at, by, "wake", "Called PCs to turn on", tuple(seat for seat in seats if seat))


_CAME_AND_WENT = {
    "workstation.connected": ("came", "Switched on, or back on the network"),
    "workstation.lost": ("went", "Switched off, or lost"),
}


def _presence(session: Session, lesson: Lesson) -> Iterable[Entry]:
    names = {f"workstation:{workstation}": name for workstation, name in _names(session, lesson).items()}
    query = select(JournalRow).where(
        JournalRow.kind.in_(_CAME_AND_WENT), JournalRow.subject.in_(names), *_during(lesson, JournalRow.at)
    )
    last: dict[str, Entry] = {}
    for row in session.scalars(query.order_by(JournalRow.id)):
        kind, said = _CAME_AND_WENT[row.kind]
        entry = Entry(row.at, "", kind, said, (names[row.subject],), json.loads(row.data).get("why", ""))
        before = last.get(kind)
        if before and entry.at - before.at <= TOGETHER:
            last[kind] = replace(before, seats=(*before.seats, *entry.seats), result="")
        else:
            yield from (before,) if before else ()
            last[kind] = entry
    yield from last.values()


def _names(session: Session, lesson: Lesson) -> dict[str, str]:
    """Of the room's PCs, by id."""
    room = select(WorkstationRow.id, WorkstationRow.name).where(WorkstationRow.room_id == lesson.room)
    return {workstation: name for workstation, name in session.execute(room)}


def _during(
    lesson: Lesson, column: InstrumentedAttribute[datetime]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= lesson.starts_at, column < lesson.ends_at


READERS: Sequence[Reader] = (_looks, _sessions, _screenshots, _visits, _troubles, _hidings, _wakes, _presence)
