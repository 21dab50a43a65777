"""Takes an order back: what held there before it holds again, and nothing where nothing did.

An undo writes ordinary orders that name the one they undo. A lease that an undo puts in force again keeps the
`origin` that it had, so that the order which first asked for it can be undone in its turn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from controller.domain.leases import Lease
from controller.domain.orders import ACTS, END_OF, HOLDS, OrderKind
from controller.errors import Refused
from controller.services.lab import order_book
from controller.services.lab.desired import as_lease
from controller.services.lab.order_entry import Asker, Wish
from controller.storage.tables.workstations import LeaseRow, OrderRow

UNDO_FOR = timedelta(minutes=10)
UNDOING = "It is an undo itself."
UNDONE = "It was undone."
LONG_AGO = "It was more than ten minutes ago."
STAYS: Mapping[OrderKind, str] = {
    OrderKind.LINK: "A link that was sent cannot be taken back.",
    OrderKind.MESSAGE: "A message that was sent cannot be taken back.",
    OrderKind.PROGRAM: "A program that was started cannot be taken back.",
    OrderKind.LOG_OFF: "Logging off cannot be taken back.",
    OrderKind.RESTART: "A restart cannot be taken back.",
    OrderKind.SHUT_DOWN: "Shutting down cannot be taken back.",
}


@dataclass(frozen=True, slots=True)
class Undone:
    """`order` was taken back at `seats` by `orders`; `left` have been given another order since.

    `template`: it was a part of that one, all of which was taken back.
    """

    order: str
    kind: OrderKind
    orders: tuple[str, ...]
    seats: tuple[str, ...]
    left: int
    template: str = ""


def stays(order: OrderRow, undone: bool, age: timedelta, others: bool = False) -> str:
    """Why it cannot be undone; empty when it can. `others`: its template did what can be taken back."""
    if order.undoes:
        return UNDOING
    if undone:
        return UNDONE
    sentence = "" if others else STAYS.get(OrderKind(order.kind))
    return sentence or (LONG_AGO if age > UNDO_FOR else "")


def undo(asker: Asker, wanted: str | None) -> Undone:
    """Raises Refused."""
    order = _find(asker, wanted)
    parts = parts_of(asker.session, order)
    others = any(OrderKind(one.kind) in HOLDS for one in parts)
    sentence = stays(order, was_undone(asker.session, parts), asker.at - order.at, others)
    if sentence:
        raise Refused("order.stays", sentence)
    if others:
        parts = [one for one in parts if OrderKind(one.kind) in HOLDS]
    done = [_undo_one(asker, one) for one in parts]
    orders = tuple(one for orders, _, _ in done for one in orders)
    if not orders:
        sentence = "Those PCs have been given other orders since, so there is nothing left to undo."
        raise Refused("order.changed-since", sentence)
    seats = tuple(dict.fromkeys(seat for _, seats, _ in done for seat in seats))
    left = len({seat for _, _, left in done for seat in left})
    return Undone(order.id, OrderKind(order.kind), orders, seats, left, order.template)


def parts_of(session: Session, order: OrderRow) -> list[OrderRow]:
    """The orders that are taken back with this one, itself too."""
    if order.batch is None:
        return [order]
    return list(session.scalars(select(OrderRow).where(OrderRow.batch == order.batch)))


def was_undone(session: Session, parts: Sequence[OrderRow]) -> bool:
    ids = [one.id for one in parts]
    return session.scalars(select(OrderRow.id).where(OrderRow.undoes.in_(ids))).first() is not None


def _undo_one(asker: Asker, order: OrderRow) -> tuple[list[str], list[str], set[str]]:
    """The orders that take it back, where they do, and where others have been given since."""
    kind = OrderKind(order.kind)
    back, gone, left = _taken_back(asker, order) if kind in HOLDS else _given_back(asker, order)
    asker.check_no_exam([lease.workstation for lease in (*back, *gone)])
    orders = [
        order_book.hold(asker, wish, [lease.workstation for lease in leases])
        for wish, leases in _alike(back, order.id)
    ]
    if gone:
        orders.append(order_book.end(asker, Wish(END_OF[kind], undoes=order.id), gone))
    return orders, [lease.workstation for lease in (*back, *gone)], left


def _find(asker: Asker, wanted: str | None) -> OrderRow:
    mine = select(OrderRow).where(OrderRow.lesson == str(asker.lesson.id))
    if wanted is not None:
        order = asker.session.scalars(mine.where(OrderRow.id == wanted)).first()
        if order is not None and order.by_account_id != asker.by.id:
            raise Refused("order.not-yours", "Somebody else gave that order, and only they can undo it.")
    else:
        other = aliased(OrderRow)
        undone = exists().where(other.undoes == OrderRow.id)
        taken_back = select(OrderRow.batch).join(other, other.undoes == OrderRow.id)
        of_these = OrderRow.batch.is_(None) | OrderRow.batch.not_in(
            taken_back.where(OrderRow.batch.is_not(None))
        )
        mine = mine.where(OrderRow.by_account_id == asker.by.id, OrderRow.undoes.is_(None), ~undone, of_these)
        order = asker.session.scalars(mine.order_by(OrderRow.number.desc())).first()
    if order is None:
        raise Refused("order.nothing-to-undo", "There is nothing of yours to undo in this lesson.")
    return order


Leases = Sequence[Lease]


def _taken_back(asker: Asker, order: OrderRow) -> tuple[Leases, Leases, set[str]]:
    """Of an order that holds: what held before it and is to hold again, and what is only to end."""
    mine = _leases(asker, LeaseRow.origin == order.id)
    active = [lease for lease in mine if lease.id in _active(asker, mine)]
    before = {lease.workstation: lease for lease in _ended_by(asker, order)}
    back = [before[lease.workstation] for lease in active if lease.workstation in before]
    gone = [lease for lease in active if lease.workstation not in before]
    return back, gone, {lease.workstation for lease in mine} - {lease.workstation for lease in active}


def _given_back(asker: Asker, order: OrderRow) -> tuple[Leases, Leases, set[str]]:
    """Of an order that ended something: what is to hold again, where nothing of that kind came since."""
    ended = _ended_by(asker, order)
    undone = select(OrderRow.undoes).where(OrderRow.undoes.is_not(None))
    since = _leases(
        asker,
        LeaseRow.workstation_id.in_([lease.workstation for lease in ended]),
        LeaseRow.origin.in_(select(OrderRow.id).where(OrderRow.number > order.number)),
        LeaseRow.origin.not_in(undone),
    )
    changed = {(lease.workstation, lease.kind) for lease in since}
    back = [lease for lease in ended if (lease.workstation, lease.kind) not in changed]
    return back, (), {lease.workstation for lease in ended} - {lease.workstation for lease in back}


def _ended_by(asker: Asker, order: OrderRow) -> list[Lease]:
    """Those that would still have time left."""
    return _leases(asker, LeaseRow.ended_by == order.id, LeaseRow.ends_at > asker.at)


def _leases(asker: Asker, *where: ColumnElement[bool]) -> list[Lease]:
    query = select(LeaseRow).where(*where).order_by(LeaseRow.starts_at)
    return [as_lease(row) for row in asker.session.scalars(query)]


def _active(asker: Asker, leases: Iterable[Lease]) -> set[str]:
    seats = [lease.workstation for lease in leases]
    return {lease.id for lease in asker.held(seats, HOLDS)}


def _alike(leases: Leases, undoes: str) -> list[tuple[Wish, list[Lease]]]:
    """One order for all seats that get the same back."""
    groups: dict[Wish, list[Lease]] = {}
    for lease in leases:
        wish = Wish(OrderKind(lease.kind), lease.message, lease.limits, lease.ends_at, undoes, lease.origin)
        groups.setdefault(wish, []).append(lease)
    return list(groups.items())


assert set(STAYS) == ACTS
