"""The steps of orders at their seats: each is taken in a transaction of its caller, and journaled in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.orders import OPEN, OrderKind, Step, check
from controller.domain.orders_proof import Standing
from controller.storage.journal import Fact, append_all
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow

Pair = tuple[OrderSeatRow, OrderRow]
_Place = tuple[str, str]  # an order and a workstation


Move = tuple[Pair, Step, str]
"""An order at a seat, the step that it takes, and its detail."""


def move(
    session: Session, at: datetime, pair: Pair, step: Step, detail: str = "", actor: str | None = None
) -> None:
    """`actor` is the PC itself unless said otherwise. Raises IllegalStep."""
    move_all(session, at, [(pair, step, detail)], actor)


def move_all(session: Session, at: datetime, moves: Iterable[Move], actor: str | None = None) -> None:
    """Raises IllegalStep."""
    append_all(session, at, [_moved(at, *move, actor) for move in moves])


def _moved(at: datetime, pair: Pair, step: Step, detail: str, actor: str | None) -> Fact:
    seat, order = pair
    check(OrderKind(order.kind), Step(seat.step), step)
    seat.step, seat.at, seat.detail = step.value, at, detail
    who = f"workstation:{seat.workstation_id}"
    data = {"order": order.id} | ({"detail": detail} if detail else {})
    return Fact(f"{order.kind}.{step.value}", actor or who, who, data)


def open_pairs(session: Session, *conditions: ColumnElement[bool]) -> list[Pair]:
    """Orders that are not over at a seat, oldest first."""
    query = (
        select(OrderSeatRow, OrderRow)
        .join(OrderRow, OrderSeatRow.order_id == OrderRow.id)
        .where(OrderSeatRow.step.in_(OPEN), *conditions)
        .order_by(OrderRow.at, OrderSeatRow.workstation_id)
    )
    return [(seat, order) for seat, order in session.execute(query)]


def standings(session: Session, pairs: Collection[Pair]) -> list[Standing]:
    """Where each order stands at its seat, for `proof`."""
    held, ended = _leases(session, pairs)
    return [
        Standing(
            step=Step(seat.step),
            detail=seat.detail,
            version=seat.version,
            lease=held.get((order.id, seat.workstation_id)),
            ended=frozenset(ended.get((order.id, seat.workstation_id), ())),
        )
        for seat, order in pairs
    ]


def _leases(session: Session, pairs: Collection[Pair]) -> tuple[dict[_Place, str], dict[_Place, list[str]]]:
    """What the orders hold at the seats, and what they ended there."""
    orders = {order.id for _, order in pairs}
    query = select(LeaseRow.id, LeaseRow.workstation_id, LeaseRow.order_id, LeaseRow.ended_by).where(
        LeaseRow.workstation_id.in_({seat.workstation_id for seat, _ in pairs}),
        LeaseRow.order_id.in_(orders) | LeaseRow.ended_by.in_(orders),
    )
    held: dict[_Place, str] = {}
    ended: dict[_Place, list[str]] = {}
    for lease, workstation, order, by in session.execute(query):
        held[order, workstation] = lease
        if by:
            ended.setdefault((by, workstation), []).append(lease)
    return held, ended


def end_pairs(session: Session, at: datetime, pairs: Iterable[Pair], actor: str, why: str) -> None:
    move_all(session, at, [(pair, Step.ENDED, why) for pair in pairs], actor)


def by_room(session: Session, workstations: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    query = select(WorkstationRow.room_id, WorkstationRow.id).where(WorkstationRow.id.in_(list(workstations)))
    rooms: dict[str, tuple[str, ...]] = {}
    for room, workstation in session.execute(query):
        rooms[room] = (*rooms.get(room, ()), workstation)
    return rooms
