"""The steps of orders at their seats: each is taken in a transaction of its caller, and journaled in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from controller.domain.leases import Lease
from controller.domain.orders import OPEN, OrderKind, Step, check
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow

Pair = tuple[OrderSeatRow, OrderRow]


def move(
    session: Session, at: datetime, pair: Pair, step: Step, detail: str = "", actor: str | None = None
) -> None:
    """`actor` is the PC itself unless said otherwise. Raises IllegalStep."""
    seat, order = pair
    check(OrderKind(order.kind), Step(seat.step), step)
    seat.step, seat.at, seat.detail = step.value, at, detail
    who = f"workstation:{seat.workstation_id}"
    data = {"order": order.id} | ({"detail": detail} if detail else {})
    append(session, at, Fact(f"{order.kind}.{step.value}", actor or who, who, data))


def open_pairs(session: Session, *conditions: ColumnElement[bool]) -> list[Pair]:
    """Orders that are not over at a seat, oldest first."""
    query = (
        select(OrderSeatRow, OrderRow)
        .join(OrderRow, OrderSeatRow.order_id == OrderRow.id)
        .where(OrderSeatRow.step.in_(OPEN), *conditions)
        .order_by(OrderRow.at, OrderSeatRow.workstation_id)
    )
    return [(seat, order) for seat, order in session.execute(query)]


def lease_of(session: Session, pair: Pair) -> str | None:
    seat, order = pair
    query = select(LeaseRow.id).where(
        LeaseRow.order_id == order.id, LeaseRow.workstation_id == seat.workstation_id
    )
    return session.scalars(query).first()


def end_leases(session: Session, at: datetime, leases: Collection[Lease], actor: str, why: str) -> None:
    ended = update(LeaseRow).where(LeaseRow.id.in_([lease.id for lease in leases]))
    session.execute(ended.values(ended_at=at))
    for lease in leases:
        key = {"order_id": lease.order, "workstation_id": lease.workstation}
        pair = session.get_one(OrderSeatRow, key), session.get_one(OrderRow, lease.order)
        move(session, at, pair, Step.ENDED, why, actor)


def end_unlocks(session: Session, at: datetime, workstations: Collection[str], actor: str, why: str) -> None:
    """Unlocks that their PCs have not taken yet, and no longer need."""
    where = OrderRow.kind == OrderKind.UNLOCK, OrderSeatRow.workstation_id.in_(workstations)
    for pair in open_pairs(session, *where):
        move(session, at, pair, Step.ENDED, why, actor)


def by_room(session: Session, workstations: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    query = select(WorkstationRow.room_id, WorkstationRow.id).where(WorkstationRow.id.in_(list(workstations)))
    rooms: dict[str, tuple[str, ...]] = {}
    for room, workstation in session.execute(query):
        rooms[room] = (*rooms.get(room, ()), workstation)
    return rooms
