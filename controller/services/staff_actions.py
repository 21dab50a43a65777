"""What staff did to lab PCs and whose screens they saw: a reading for those who keep watch over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.leases import limits_from
from controller.domain.order_words import list_words
from controller.domain.orders import OrderKind
from controller.domain.timetable import LONDON, LessonId
from controller.storage.database import Database
from controller.storage.tables.lesson_desk import VisitRow
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.timetable import LessonSlotRow, RoomRow
from controller.storage.tables.workstations import LookRow, OrderRow, OrderSeatRow, WorkstationRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """`teacher` is an account's id, `workstation` a PC's; None is any."""

    on: date
    teacher: int | None = None
    workstation: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """`pc` is None for a look at the whole wall; `ended_at` is None while it goes on."""

    by: str
    room: str
    pc: str | None
    seats: int
    pupil: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Action:
    by: str
    room: str
    kind: OrderKind
    text: str
    pcs: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitMade:
    """Somebody was in the lesson of `teacher`, for `reason`; `ended_at` is None while it goes on."""

    by: str
    room: str
    teacher: str
    reason: str
    started_at: datetime
    until: datetime
    ended_at: datetime | None


class StaffActions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def looks(self, wanted: Wanted) -> Sequence[Look]:
        """The newest first. A look at the wall counts for each PC of its room."""
        start, end = day_of(wanted.on)
        query = (
            select(LookRow, AccountRow.display_name, RoomRow.name, WorkstationRow.name, PupilRow)
            .join(AccountRow, AccountRow.id == LookRow.account_id)
            .join(RoomRow, RoomRow.id == LookRow.room_id)
            .outerjoin(WorkstationRow, WorkstationRow.id == LookRow.workstation_id)
            .outerjoin(PupilRow, PupilRow.id == LookRow.pupil)
            .where(LookRow.started_at >= start, LookRow.started_at < end)
            .order_by(LookRow.started_at.desc(), LookRow.id.desc())
        )
        if wanted.teacher is not None:
            query = query.where(LookRow.account_id == wanted.teacher)
        with self._database.read() as session:
            if wanted.workstation is not None:
                room = _room_of(session, wanted.workstation)
                whole = LookRow.workstation_id.is_(None) & (LookRow.room_id == room)
                query = query.where((LookRow.workstation_id == wanted.workstation) | whole)
            return [
                Look(by, room, pc, row.seats, _name(pupil), row.started_at, row.ended_at)
                for row, by, room, pc, pupil in session.execute(query)
            ]

    def actions(self, wanted: Wanted) -> Sequence[Action]:
        """The newest first."""
        start, end = day_of(wanted.on)
        query = (
            select(OrderRow, AccountRow.display_name)
            .join(AccountRow, AccountRow.id == OrderRow.by_account_id)
            .where(OrderRow.at >= start, OrderRow.at < end)
            .order_by(OrderRow.at.desc())
        )
        if wanted.teacher is not None:
            query = query.where(OrderRow.by_account_id == wanted.teacher)
        if wanted.workstation is not None:
            of_pc = select(OrderSeatRow.order_id).where(OrderSeatRow.workstation_id == wanted.workstation)
            query = query.where(OrderRow.id.in_(of_pc))
        with self._database.read() as session:
            return [_action(session, order, by) for order, by in session.execute(query)]

    def visits(self, wanted: Wanted) -> Sequence[VisitMade]:
        """The newest first. A visit counts for each PC of its room."""
        start, end = day_of(wanted.on)
        query = (
            select(VisitRow, AccountRow.display_name, RoomRow.name)
            .join(AccountRow, AccountRow.id == VisitRow.account_id)
            .join(RoomRow, RoomRow.id == VisitRow.room_id)
            .where(VisitRow.started_at >= start, VisitRow.started_at < end)
            .order_by(VisitRow.started_at.desc(), VisitRow.id.desc())
        )
        if wanted.teacher is not None:
            query = query.where(VisitRow.account_id == wanted.teacher)
        with self._database.read() as session:
            if wanted.workstation is not None:
                query = query.where(VisitRow.room_id == _room_of(session, wanted.workstation))
            return [_visit(session, row, by, room) for row, by, room in session.execute(query)]

    def people(self) -> Sequence[tuple[int, str]]:
        """Everybody who has ever looked, ordered or visited."""
        active = select(LookRow.account_id).union(select(OrderRow.by_account_id), select(VisitRow.account_id))
        query = select(AccountRow.id, AccountRow.display_name).where(AccountRow.id.in_(active))
        with self._database.read() as session:
            return [
                (number, name) for number, name in session.execute(query.order_by(AccountRow.display_name))
            ]

    def pcs(self) -> Sequence[tuple[str, str]]:
        query = select(WorkstationRow, RoomRow.name).join(RoomRow, RoomRow.id == WorkstationRow.room_id)
        order = RoomRow.name, WorkstationRow.row, WorkstationRow.column
        with self._database.read() as session:
            return [(pc.id, f"{room}, {pc.name}") for pc, room in session.execute(query.order_by(*order))]


def _action(session: Session, order: OrderRow, by: str) -> Action:
    query = (
        select(WorkstationRow.name, RoomRow.name)
        .join(OrderSeatRow, OrderSeatRow.workstation_id == WorkstationRow.id)
        .join(RoomRow, RoomRow.id == WorkstationRow.room_id)
        .where(OrderSeatRow.order_id == order.id)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    seats = session.execute(query).all()
    room = seats[0][1] if seats else ""
    kind = OrderKind(order.kind)
    limits = limits_from(kind, order.limits)
    text = list_words(limits) if limits else order.text
    return Action(by, room, kind, text, tuple(name for name, _ in seats), order.at)


def _visit(session: Session, row: VisitRow, by: str, room: str) -> VisitMade:
    lesson = LessonId.parse(row.lesson)
    slot = None if lesson.free else session.get(LessonSlotRow, lesson.slot)
    teacher = session.get(AccountRow, slot.teacher_id) if slot else None
    name = teacher.display_name if teacher else ""
    return VisitMade(by, room, name, row.reason, row.started_at, row.until, row.ended_at)


def _room_of(session: Session, workstation: str) -> str:
    row = session.get(WorkstationRow, workstation)
    return row.room_id if row else ""


def _name(pupil: PupilRow | None) -> str | None:
    return f"{pupil.given} {pupil.family}" if pupil else None


def day_of(on: date) -> tuple[datetime, datetime]:
    """From midnight to midnight of the school's own time."""
    return (
        datetime.combine(on, time(), LONDON),
        datetime.combine(on + timedelta(days=1), time(), LONDON),
    )
