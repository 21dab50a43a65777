"""What is told of a pouch or a pupil, newest first: the chain of custody and the register, as one story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from controller.domain.custody import Link


@dataclass(frozen=True, slots=True)
class Past:
    """`pouch` is its number. `by` is who or what; `note` what they added."""

    at: datetime
    pouch: str
    words: str
    by: str
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A time in which a pouch was one pupil's: `since` None if from before, `until` None while it is."""

    pouch: str
    pupil: str
    since: datetime | None
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class Handed:
    """A change of whose a pouch is, from `before` to `after`; either may be empty."""

    pouch: str
    at: datetime
    before: str
    after: str


def holdings(changes: Sequence[Handed], now: str, pouch: str) -> list[Holding]:
    """Whose one pouch was and when, from its changes in order; `now` is whose it is, or empty."""
    found, holder, since = list[Holding](), changes[0].before if changes else now, None
    for one in changes:
        if holder and holder != one.after:
            found.append(Holding(pouch, holder, since, one.at))
        if holder != one.after:
            holder, since = one.after, one.at
    return [*found, Holding(pouch, holder, since, None)] if holder else found


def told(links: Iterable[tuple[str, Link]], changes: Iterable[Past]) -> list[Past]:
    """`links` with the pouch of each."""
    chain = [Past(one.at, pouch, _sentence(one.what), one.by, one.place, one.reason) for pouch, one in links]
    return sorted([*chain, *changes], key=lambda one: one.at, reverse=True)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
