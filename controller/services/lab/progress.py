"""What became of a lesson's orders: each seat's step, and whether the PC says now that it is so."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from controller.domain.orders import OrderKind, Step
from controller.domain.orders_progress import OrderProgress, SeatProgress, summarise
from controller.domain.timetable import LessonId
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow

SHOWN = 5


class Progress:
    def __init__(self, database: Database, presence: Presence) -> None:
        self._database, self._presence = database, presence

    def recent(self, lesson: LessonId, limit: int = SHOWN) -> Sequence[OrderProgress]:
        """The newest first."""
        query = select(OrderRow).where(OrderRow.lesson == str(lesson)).order_by(OrderRow.at.desc())
        with self._database.read() as session:
            return [self._progress(session, order) for order in session.scalars(query.limit(limit))]

    def of(self, order: str) -> OrderProgress:
        with self._database.read() as session:
            return self._progress(session, session.get_one(OrderRow, order))

    def _progress(self, session: Session, order: OrderRow) -> OrderProgress:
        kind = OrderKind(order.kind)
        seats = tuple(
            self._seat(kind, row, name, lease) for row, name, lease in session.execute(_seats_of(order.id))
        )
        return OrderProgress(order.id, kind, order.text, order.at, seats, summarise(kind, seats))

    def _seat(self, kind: OrderKind, row: OrderSeatRow, name: str, lease: str | None) -> SeatProgress:
        here = self._presence.of(row.workstation_id)
        held = here is not None and lease in here.known.in_force
        return SeatProgress(
            workstation=row.workstation_id,
            name=name,
            step=Step(row.step),
            at=row.at,
            here=here is not None,
            true_now=held if kind is OrderKind.LOCK else True,
            detail=row.detail,
        )


def _seats_of(order: str) -> Select[OrderSeatRow, str, str | None]:
    lock = (LeaseRow.order_id == OrderSeatRow.order_id) & (
        LeaseRow.workstation_id == OrderSeatRow.workstation_id
    )
    return (
        select(OrderSeatRow, WorkstationRow.name, LeaseRow.id)
        .join(WorkstationRow, WorkstationRow.id == OrderSeatRow.workstation_id)
        .outerjoin(LeaseRow, lock)
        .where(OrderSeatRow.order_id == order)
        .order_by(WorkstationRow.row, WorkstationRow.column)
    )
