"""Orders of a teacher, and how far one may come at each seat. The table is the only place that says so."""

from collections.abc import Mapping
from enum import StrEnum


class OrderKind(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"
    LINK = "send-link"


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


TRANSITIONS: Mapping[OrderKind, Table] = {
    # A lock that its PC no longer reports (a restart, a bypass) falls back to delivered.
    OrderKind.LOCK: _table(
        asked="delivered in-force failed ended expired not-sent",
        delivered="in-force failed ended",
        in_force="delivered failed ended",
        failed="delivered in-force ended",
    ),
    OrderKind.UNLOCK: _table(
        asked="delivered done ended expired",
        delivered="done ended",
    ),
    # A PC that says late what became of a link is believed: it is the one that knows.
    OrderKind.LINK: _table(
        asked="delivered done failed expired not-sent",
        delivered="done failed expired",
        expired="done failed",
    ),
}
ACHIEVED: Mapping[OrderKind, Step] = {
    OrderKind.LOCK: Step.IN_FORCE,
    OrderKind.UNLOCK: Step.DONE,
    OrderKind.LINK: Step.DONE,
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
