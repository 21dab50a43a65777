"""Orders of a teacher, and how far one may come at each seat. The table is the only place that says so."""

from collections.abc import Mapping
from enum import StrEnum


class OrderKind(StrEnum):
    """Each kind of lease has its order, named as the lease is, and one that ends it."""

    LOCK = "lock"
    BLANK = "blank"
    SITES = "sites"
    APPS = "apps"
    MUTE = "mute"
    STORAGE = "storage"

    UNLOCK = "unlock"
    UNBLANK = "unblank"
    END_SITES = "end-sites"
    END_APPS = "end-apps"
    UNMUTE = "unmute"
    END_STORAGE = "end-storage"
    FREE = "free"

    LINK = "send-link"
    MESSAGE = "message"
    PROGRAM = "start-program"
    LOG_OFF = "log-off"
    RESTART = "restart"
    SHUT_DOWN = "shut-down"


END_OF: Mapping[OrderKind, OrderKind] = {
    OrderKind.LOCK: OrderKind.UNLOCK,
    OrderKind.BLANK: OrderKind.UNBLANK,
    OrderKind.SITES: OrderKind.END_SITES,
    OrderKind.APPS: OrderKind.END_APPS,
    OrderKind.MUTE: OrderKind.UNMUTE,
    OrderKind.STORAGE: OrderKind.END_STORAGE,
}
HOLDS = frozenset(END_OF)
"""Orders that hold until their end."""
ENDED_BY: Mapping[OrderKind, frozenset[OrderKind]] = {
    **{end: frozenset({hold}) for hold, end in END_OF.items()},
    OrderKind.FREE: HOLDS,
}
"""What each order that ends something ends."""
ACTS = frozenset(OrderKind) - HOLDS - frozenset(ENDED_BY)
"""Orders that are carried out once, and cannot be taken back."""


class Step(StrEnum):
    """`asked` is stored here; `delivered` and everything after it is the PC's own word."""

    ASKED = "asked"
    DELIVERED = "delivered"
    IN_FORCE = "in-force"
    DONE = "done"
    ENDED = "ended"
    EXPIRED = "expired"
    NOT_SENT = "not-sent"
    FAILED = "failed"


Table = Mapping[Step, frozenset[Step]]


def _table(**rows: str) -> Table:
    return {Step(step.replace("_", "-")): frozenset(map(Step, after.split())) for step, after in rows.items()}


# What its PC no longer reports (a restart, a bypass) falls back to delivered.
_HOLD = _table(
    asked="delivered in-force failed ended expired not-sent",
    delivered="in-force failed ended",
    in_force="delivered failed ended",
    failed="delivered in-force ended",
)
_END = _table(
    asked="delivered done ended expired",
    delivered="done ended",
)
# A PC that says late what became of an act is believed: it is the one that knows.
_ACT = _table(
    asked="delivered done failed expired not-sent",
    delivered="done failed expired",
    expired="done failed",
)
TRANSITIONS: Mapping[OrderKind, Table] = {
    **dict.fromkeys(HOLDS, _HOLD),
    **dict.fromkeys(ENDED_BY, _END),
    **dict.fromkeys(ACTS, _ACT),
}
ACHIEVED: Mapping[OrderKind, Step] = {
    kind: Step.IN_FORCE if kind in HOLDS else Step.DONE for kind in OrderKind
}
OVER = frozenset({Step.DONE, Step.ENDED, Step.EXPIRED, Step.NOT_SENT})
"""Steps after which nothing more is expected of the seat."""
OPEN = frozenset(Step) - OVER


class IllegalStep(ValueError):
    """A fault of ours: the caller asked for a step that the table does not have."""


def check(kind: OrderKind, before: Step, after: Step) -> None:
    """Raises IllegalStep."""
    if not may(kind, before, after):
        raise IllegalStep(f"a {kind} cannot go from {before} to {after}")


def may(kind: OrderKind, before: Step, after: Step) -> bool:
    return after in TRANSITIONS[kind].get(before, frozenset())
