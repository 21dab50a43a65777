"""What became of a lesson's orders: each seat's step, and whether the PC says now that it is so."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.leases import limits_from
from controller.domain.lessons import Lesson
from controller.domain.orders import HOLDS, OrderKind, Step
from controller.domain.orders_progress import OrderProgress, SeatProgress, listed, summarise
from controller.services.lab.order_book import NAMES
from controller.services.lab.presence import Presence
from controller.services.lab.undoing import stays
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
        with self._database.read() as session:
            return _note(session, session.get_one(OrderRow, order))

    def _all(self, session: Session, rows: Sequence[Row[OrderRow, str]]) -> list[OrderProgress]:
        ids = [order.id for order, _ in rows]
        undone = frozenset(session.scalars(select(OrderRow.undoes).where(OrderRow.undoes.in_(ids))))
        return [self._progress(session, order, by, order.id in undone) for order, by in rows]

    def _progress(self, session: Session, order: OrderRow, by: str, undone: bool) -> OrderProgress:
        kind = OrderKind(order.kind)
        seats = tuple(
            self._seat(kind, row, name, lease) for row, name, lease in session.execute(_seats_of(order.id))
        )
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
            note=_note(session, order),
            stays=stays(order, undone, self._clock.now() - order.at),
            undoes=order.undoes,
        )

    def _seat(self, kind: OrderKind, row: OrderSeatRow, name: str, lease: str | None) -> SeatProgress:
        here = self._presence.of(row.workstation_id)
        held = here is not None and lease in here.known.in_force
        return SeatProgress(
            workstation=row.workstation_id,
            name=name,
            step=Step(row.step),
            at=row.at,
            here=here is not None,
            true_now=held if kind in HOLDS else True,
            detail=row.detail,
        )


def _note(session: Session, order: OrderRow) -> str:
    other = OrderRow.by_account_id != order.by_account_id
    query = (
        select(LeaseRow.kind, AccountRow.display_name, WorkstationRow.name)
        .join(OrderRow, OrderRow.id == LeaseRow.order_id)
        .join(AccountRow, AccountRow.id == OrderRow.by_account_id)
        .join(WorkstationRow, WorkstationRow.id == LeaseRow.workstation_id)
        .where(LeaseRow.ended_by == order.id, other)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
    seats: dict[tuple[str, str], list[str]] = {}
    for kind, who, pc in session.execute(query):
        seats.setdefault((who, kind), []).append(pc)
    verb = "Takes the place of" if order.kind in HOLDS else "Ends"
    parts = [
        f"{verb} the {NAMES[OrderKind(kind)]} of {who} on {listed(pcs)}."
        for (who, kind), pcs in seats.items()
    ]
    return " ".join(parts)


_ORDERS = select(OrderRow, AccountRow.display_name).join(AccountRow, AccountRow.id == OrderRow.by_account_id)


def _seats_of(order: str) -> Select[OrderSeatRow, str, str | None]:
    held = (LeaseRow.order_id == OrderSeatRow.order_id) & (
        LeaseRow.workstation_id == OrderSeatRow.workstation_id
    )
    return (
        select(OrderSeatRow, WorkstationRow.name, LeaseRow.id)
        .join(WorkstationRow, WorkstationRow.id == OrderSeatRow.workstation_id)
        .outerjoin(LeaseRow, held)
        .where(OrderSeatRow.order_id == order)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
