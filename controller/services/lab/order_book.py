"""Writes orders that hold something, or end it, in a transaction of their caller."""

from collections.abc import Mapping, Sequence

from controller.domain.leases import Lease
from controller.domain.orders import ENDED_BY, OrderKind, Step
from controller.services.lab.desired import grow
from controller.services.lab.order_entry import Asker, Why, Wish
from controller.storage.tables.workstations import OrderRow

NOT_SET_UP = "not set up"
NAMES: Mapping[OrderKind, str] = {
    OrderKind.LOCK: "lock",
    OrderKind.BLANK: "blank screen",
    OrderKind.SITES: "list of sites",
    OrderKind.APPS: "list of programs",
    OrderKind.MUTE: "mute",
    OrderKind.STORAGE: "block of USB storage",
}
_ENDED = {OrderKind.UNLOCK: "unlocked", OrderKind.FREE: "freed"}


def hold(asker: Asker, wish: Wish, seats: Sequence[str]) -> str:
    """The order's id. What is held of this kind already is replaced: the last order wins."""
    entry = asker.write(wish)
    why = _replaced(asker, wish)
    entry.end(asker.held(seats, {wish.kind}), why)
    entry.replace_ends(wish.kind, seats, why)
    there = asker.enrolled(seats)
    versions = grow(asker.session, there)
    for seat in seats:
        if seat in there:
            entry.seat(seat, Step.ASKED, versions[seat])
            entry.lease(seat)
        else:
            entry.seat(seat, Step.NOT_SENT, detail=NOT_SET_UP)
    entry.journal(seats)
    return entry.order.id


def end(asker: Asker, wish: Wish, leases: Sequence[Lease]) -> str:
    """Ends these leases, which are of kinds that the wish ends."""
    assert {lease.kind for lease in leases} <= set(ENDED_BY[wish.kind])
    entry = asker.write(wish)
    entry.end(leases, _ended(asker, wish))
    seats = list(dict.fromkeys(lease.workstation for lease in leases))
    versions = grow(asker.session, seats)
    for seat in seats:
        entry.seat(seat, Step.ASKED, versions[seat])
    entry.journal(seats)
    return entry.order.id


def _replaced(asker: Asker, wish: Wish) -> Why:
    name = NAMES[wish.kind]
    return _by(asker, f"replaced by a newer {name}", f"replaced by the {name} of")


def _ended(asker: Asker, wish: Wish) -> Why:
    word = "undone" if wish.undoes else _ENDED.get(wish.kind, "ended")
    return _by(asker, word, f"{word} by")


def _by(asker: Asker, own: str, other: str) -> Why:
    """Whoever gave an order is told the name of somebody else who ended it."""

    def why(order: OrderRow) -> str:
        return own if order.by_account_id == asker.by.id else f"{other} {asker.by.display_name}"

    return why
