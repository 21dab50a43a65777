"""Leases: what this PC must hold, and until when by its own timer.

INVARIANT: no message, restart, silence or change of the PC's clock makes a lease longer than it was granted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workstation_agent.core.moment import Moment
from workstation_agent.core.saved import Saved
from workstation_agent.protocol.desired import Desired, Lease, Lesson
from workstation_agent.protocol.limits import MAX_LEASES
from workstation_agent.protocol.report import Ended, Why
from workstation_agent.protocol.restrictions import EXAM


@dataclass(frozen=True, slots=True)
class Held:
    """A lease and its end in `lesson_s`.

    `not_after` bounds a lease read back from disk by the wall clock too, until the controller confirms it:
    the clock may have been wrong when the PC came back, and been put right since.
    """

    lease: Lease
    ends_s: float
    not_after: datetime | None = None

    def over(self, at: Moment) -> bool:
        return at.lesson_s >= self.ends_s or (self.not_after is not None and at.wall >= self.not_after)


@dataclass(frozen=True, slots=True)
class LeaseBook:
    """`ended` names what ended of the newest desired state, and what that state withdrew.

    `doubtful` are exams that ended by the PC's clock alone: it may be wrong, and the controller knows better.
    """

    version: int = 0
    lesson: Lesson | None = None
    held: tuple[Held, ...] = ()
    ended: tuple[Ended, ...] = ()
    doubtful: tuple[Held, ...] = ()

    def chosen(self, kind: str) -> Held | None:
        """The one whose message is shown: the last in the controller's order."""
        return next((one for one in reversed(self.held) if one.lease.kind == kind), None)


def take(book: LeaseBook, desired: Desired, supported: frozenset[str], at: Moment) -> LeaseBook:
    """The book after a desired state. An older version changes nothing; the same one may only shorten.

    An exam goes on until a state names it among what ends, or by its own timer.
    """
    if desired.version < book.version:
        return book
    if desired.version == book.version:
        return _confirm(book, desired, at)
    wanted = {lease.id for lease in desired.leases}
    on = [one for one in book.held if _goes_on(one, wanted, desired)]
    taken = (_hold(lease, at) for lease in desired.leases if lease.kind in supported)
    held = (*on, *taken)[:MAX_LEASES]
    strange = (Ended(lease.id, Why.UNSUPPORTED) for lease in desired.leases if lease.kind not in supported)
    kept = wanted | {one.lease.id for one in on}
    gone = (Ended(one.lease.id, Why.WITHDRAWN) for one in book.held if one.lease.id not in kept)
    return LeaseBook(desired.version, desired.lesson, held, (*strange, *gone))


def _goes_on(one: Held, wanted: set[str], desired: Desired) -> bool:
    return one.lease.kind == EXAM and one.lease.id not in wanted and one.lease.id not in desired.ends


def _hold(lease: Lease, at: Moment) -> Held:
    return Held(lease, at.lesson_s + lease.remaining_s)


def _confirm(book: LeaseBook, desired: Desired, at: Moment) -> LeaseBook:
    """The state that the PC has, sent again: what has ended stays ended, and the sooner end counts.

    Only an exam that ended by a clock that was wrong comes back, for no longer than it had left by its timer.
    """
    ends = {lease.id: at.lesson_s + lease.remaining_s for lease in desired.leases}
    held = (
        replace(one, ends_s=min(one.ends_s, ends[one.lease.id]), not_after=None)
        if one.lease.id in ends
        else one
        for one in book.held
    )
    back = [
        replace(one, ends_s=min(one.ends_s, ends[one.lease.id]))
        for one in book.doubtful
        if ends.get(one.lease.id, 0.0) > at.lesson_s
    ]
    returned = {one.lease.id for one in back}
    ended = tuple(one for one in book.ended if one.id not in returned)
    return replace(book, held=(*held, *back), ended=ended, doubtful=())


def expire(book: LeaseBook, at: Moment) -> LeaseBook:
    if not any(one.over(at) for one in book.held):
        return book
    over = tuple(Ended(one.lease.id, Why.EXPIRED) for one in book.held if one.over(at))
    held = tuple(one for one in book.held if not one.over(at))
    by_clock = (
        one for one in book.held if one.over(at) and one.lease.kind == EXAM and at.lesson_s < one.ends_s
    )
    doubtful = (*book.doubtful, *(replace(one, not_after=None) for one in by_clock))
    return replace(book, held=held, ended=(*book.ended, *over)[-2 * MAX_LEASES :], doubtful=doubtful)


def remaining_s(book: LeaseBook, at: Moment) -> float | None:
    """Seconds of lesson time until the next lease ends; None when nothing is held."""
    return min((one.ends_s - at.lesson_s for one in book.held), default=None)


def save(book: LeaseBook, at: Moment) -> Saved:
    def left(one: Held) -> Lease:
        timer = max(0.0, one.ends_s - at.lesson_s)
        wall = timer if one.not_after is None else max(0.0, (one.not_after - at.wall).total_seconds())
        return replace(one.lease, remaining_s=min(timer, wall))

    return Saved(Desired(book.version, book.lesson, tuple(map(left, book.held))), book.ended, at.wall)


def restore(saved: Saved, supported: frozenset[str], at: Moment) -> LeaseBook:
    """A clock that was put back while the PC was off counts as no time at all, never as time gained."""
    away_s = max(0.0, (at.wall - saved.saved_at).total_seconds())
    held = (
        Held(
            lease,
            at.lesson_s + lease.remaining_s - away_s,
            saved.saved_at + timedelta(seconds=lease.remaining_s),
        )
        for lease in saved.desired.leases
        if lease.kind in supported
    )
    book = expire(LeaseBook(saved.desired.version, saved.desired.lesson, tuple(held), saved.ended), at)
    on = {one.lease.id for one in book.held}
    exams = (one for one in saved.desired.leases if one.kind == EXAM and one.id not in on)
    return replace(book, doubtful=tuple(Held(one, at.lesson_s + one.remaining_s) for one in exams))
