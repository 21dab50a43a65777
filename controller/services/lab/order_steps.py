"""The steps of orders at their seats: each is taken in a transaction of its caller, and journaled in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.orders import OPEN, OrderKind, Step, check
from controller.domain.orders_proof import Standing
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


def standing(session: Session, pair: Pair) -> Standing:
    """Where the order stands at the seat, for `proof`."""
    seat, order = pair
    here = LeaseRow.workstation_id == seat.workstation_id
    held = session.scalars(select(LeaseRow.id).where(LeaseRow.order_id == order.id, here)).first()
    ended = session.scalars(select(LeaseRow.id).where(LeaseRow.ended_by == order.id, here))
    return Standing(Step(seat.step), seat.detail, seat.version, held, frozenset(ended))


def end_pairs(session: Session, at: datetime, pairs: Iterable[Pair], actor: str, why: str) -> None:
    for pair in pairs:
        move(session, at, pair, Step.ENDED, why, actor)


def by_room(session: Session, workstations: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    query = select(WorkstationRow.room_id, WorkstationRow.id).where(WorkstationRow.id.in_(list(workstations)))
    rooms: dict[str, tuple[str, ...]] = {}
    for room, workstation in session.execute(query):
        rooms[room] = (*rooms.get(room, ()), workstation)
    return rooms
