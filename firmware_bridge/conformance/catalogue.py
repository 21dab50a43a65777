"""Every clause, in the order in which they are tried: those of a boot share one, and the key comes last."""

from firmware_bridge.conformance.checks import (
    authority,
    carriage,
    envelope,
    events,
    greeting,
    keys,
    modes,
    orders,
    taps,
)
from firmware_bridge.conformance.clauses import Clause

CLAUSES: tuple[Clause, ...] = (
    *authority.POWER,
    *greeting.CLAUSES,
    *envelope.CLAUSES,
    *carriage.CLAUSES,
    *authority.CLAUSES,
    *orders.CLAUSES,
    *taps.CLAUSES,
    *modes.CLAUSES,
    *events.CLAUSES,
    *orders.LATE,
    *orders.POWER,
    *taps.POWER,
    *modes.POWER,
    *events.POWER,
    *keys.CLAUSES,
    *carriage.WHOLE_RUN,
    *envelope.WHOLE_RUN,
)


def chosen(words: tuple[str, ...]) -> tuple[Clause, ...]:
    """Those whose id is one of the words or begins with one and a full stop; all of them for no word.

    Raises KeyError with a word that names none.
    """
    for word in words:
        if not any(_named(one, word) for one in CLAUSES):
            raise KeyError(word)
    return tuple(one for one in CLAUSES if not words or any(_named(one, word) for word in words))


def _named(clause: Clause, word: str) -> bool:
    return clause.id == word or clause.id.startswith(f"{word}.")
