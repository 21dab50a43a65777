"""What became of a lesson's orders: each seat's step, and whether the PC says now that it is so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from controller.clock import Clock
from controller.domain.leases import limits_from
from controller.domain.lessons import Lesson
from controller.domain.orders import HOLDS, OrderKind, Step
from controller.domain.orders_progress import OrderProgress, SeatProgress, listed, summarise
from controller.services.lab.order_book import NAMES
from controller.services.lab.presence import Presence
from controller.services.lab.undoing import parts_of, stays, was_undone
from controller.storage.database import Database
from controller.storage.tables.people import AccountRow
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow

SHOWN = 8


class Progress:
    def __init__(self, database: Database, clock: Clock, presence: Presence) -> None:
        self._database, self._clock, self._presence = database, clock, presence

    def recent(self, lesson: Lesson, limit: int = SHOWN) -> Sequence[OrderProgress]:
        """The newest first, and everybody's: two teachers in one room see what the other asked for."""
        here = OrderRow.room_id == lesson.room, OrderRow.at >= lesson.starts_at
        query = _ORDERS.where(*here).order_by(OrderRow.number.desc())
        with self._database.read() as session:
            return self._all(session, session.execute(query.limit(limit)).all())

    def of(self, order: str) -> OrderProgress:
        with self._database.read() as session:
            return self._all(session, session.execute(_ORDERS.where(OrderRow.id == order)).all())[0]

    def note(self, order: str) -> str:
        """Whose orders this one took the place of; empty when only one's own."""
        ended = select(LeaseRow.id).where(LeaseRow.ended_by == order).limit(1)
        with self._database.read() as session:
            if session.scalar(ended) is None:
                return ""
            return _notes(session, [session.get_one(OrderRow, order)]).get(order, "")

    def _all(self, session: Session, rows: Sequence[Row[OrderRow, str]]) -> list[OrderProgress]:
        """A page is told of several orders at each change, so what they need is asked for at once."""
        ids = [order.id for order, _ in rows]
        undone = frozenset(session.scalars(select(OrderRow.undoes).where(OrderRow.undoes.in_(ids))))
        notes = _notes(session, [order for order, _ in rows])
        seats: dict[str, list[SeatProgress]] = {}
        kinds = {order.id: OrderKind(order.kind) for order, _ in rows}
        for order, pc, name, step, at, detail, lease in session.execute(_seats_of(ids)):
            one = self._seat(kinds[order], pc, name, step, at, detail, lease)
            seats.setdefault(order, []).append(one)
        return [
            self._progress(
                order,
                by,
                tuple(seats.get(order.id, ())),
                notes.get(order.id, ""),
                self._stays(session, order, undone),
            )
            for order, by in rows
        ]

    def _stays(self, session: Session, order: OrderRow, undone: frozenset[str | None]) -> str:
        """Orders of a template are few, and are taken back at once."""
        age = self._clock.now() - order.at
        if order.batch is None:
            return stays(order, order.id in undone, age)
        parts = parts_of(session, order)
        others = any(OrderKind(one.kind) in HOLDS for one in parts)
        return stays(order, was_undone(session, parts), age, others)

    def _progress(
        self, order: OrderRow, by: str, seats: tuple[SeatProgress, ...], note: str, stays: str
    ) -> OrderProgress:
        kind = OrderKind(order.kind)
        return OrderProgress(
            id=order.id,
            kind=kind,
            text=order.text,
            at=order.at,
            seats=seats,
            summary=summarise(kind, seats),
            by=by,
            ends_at=order.ends_at if kind in HOLDS else None,
            limits=limits_from(kind, order.limits),
            note=note,
            stays=stays,
            undoes=order.undoes,
            template=order.template,
        )

    def _seat(
        self,
        kind: OrderKind,
        workstation: str,
        name: str,
        step: str,
        at: datetime,
        detail: str,
        lease: str | None,
    ) -> SeatProgress:
        here = self._presence.of(workstation)
        held = here is not None and lease in here.known.in_force
        true_now = held if kind in HOLDS else True
        return SeatProgress(workstation, name, Step(step), at, here is not None, true_now, detail)


def _notes(session: Session, orders: Sequence[OrderRow]) -> dict[str, str]:
    """By order: whose restrictions it replaced or ended, where they were somebody else's."""
    later = aliased(OrderRow)
    query = (
        select(later, LeaseRow.kind, AccountRow.display_name, WorkstationRow.name)
        .select_from(LeaseRow)
        .join(later, later.id == LeaseRow.ended_by)
        .join(OrderRow, OrderRow.id == LeaseRow.order_id)
        .join(AccountRow, AccountRow.id == OrderRow.by_account_id)
        .join(WorkstationRow, WorkstationRow.id == LeaseRow.workstation_id)
        .where(later.id.in_([one.id for one in orders]), OrderRow.by_account_id != later.by_account_id)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    ended: dict[tuple[str, str, str, str], list[str]] = {}
    for order, kind, who, pc in session.execute(query):
        verb = "Takes the place of" if order.kind in HOLDS else "Ends"
        ended.setdefault((order.id, verb, kind, who), []).append(pc)
    notes: dict[str, str] = {}
    for (order_id, verb, kind, who), pcs in ended.items():
        sentence = f"{verb} the {NAMES[OrderKind(kind)]} of {who} on {listed(pcs)}."
        notes[order_id] = f"{notes[order_id]} {sentence}" if order_id in notes else sentence
    return notes


_ORDERS = select(OrderRow, AccountRow.display_name).join(AccountRow, AccountRow.id == OrderRow.by_account_id)


def _seats_of(orders: Sequence[str]) -> Select[str, str, str, str, datetime, str, str | None]:
    """In columns: a row object for each seat of each order would be most of the work."""
    row = OrderSeatRow
    held = (LeaseRow.order_id == OrderSeatRow.order_id) & (
        LeaseRow.workstation_id == OrderSeatRow.workstation_id
    )
    return (
        select(
            row.order_id, row.workstation_id, WorkstationRow.name, row.step, row.at, row.detail, LeaseRow.id
        )
        .join(WorkstationRow, WorkstationRow.id == row.workstation_id)
        .outerjoin(LeaseRow, held)
        .where(row.order_id.in_(orders))
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
