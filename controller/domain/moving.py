"""Moving a release: to when, and what a station that could not be told does instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from controller.domain.releases import Bell, GatePhase, GateRelease, gate_phase
from controller.domain.timetable import local
from controller.errors import Refused

FURTHEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """What an authority says of opening; `early_at` is when the pupils of the early `buses` may go."""

    starts_at: datetime
    ends_at: datetime
    early_at: datetime | None = None
    buses: frozenset[str] = frozenset()

    @property
    def opens_at(self) -> datetime:
        return min(self.starts_at, self.early_at or self.starts_at)


@dataclass(frozen=True, slots=True)
class Move:
    """So much later, or sooner. `was`: when the first gate was to begin, as the person saw it."""

    later: timedelta
    was: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Untold:
    """A station that holds another authority than the one in order. `does`: what comes of it, by itself.

    `opens`: it opens, or will, when it should not.
    """

    station: str
    name: str
    gate: str
    does: str
    remedy: str
    opens: bool


def moved(one: GateRelease, by: timedelta, now: datetime) -> Window:
    """Raises Refused where that is over, or would begin in the past."""
    if not by:
        raise Refused("release.not-moved", "Say by how many minutes it moves: later or sooner.")
    if gate_phase(one, now) is GatePhase.OVER:
        raise Refused("release.over", f"The release at the {one.gate} is over. {one.last_done}")
    if abs(by) > FURTHEST:
        raise Refused("release.too-far", "A release is moved by two hours at most: end it and set another.")
    starts = one.starts_at + by
    if starts < now:
        raise Refused(
            "release.in-the-past",
            f"The release at the {one.gate} would begin at {local(starts):%H:%M}, which is past: "
            "start it now instead.",
        )
    return Window(starts, one.ends_at + by, one.early_at + by if one.early_at else None)


def check_reason(move: Move, starts: Iterable[datetime], bell: Bell) -> None:
    """`starts` are the new ones. Raises Refused for one brought before the bell without a word of why."""
    early = next(filter(None, map(bell.why_early, starts)), "")
    if early and move.later < timedelta(0) and not move.reason:
        raise Refused("release.early-needs-reason", f"{early} Give a reason to release before it.")


def outlook(held: Window | None, ordered: Window | None, now: datetime) -> tuple[str, str, bool]:
    """(what it does, what to do about it, whether it opens when it should not), for one that is not told."""
    held = held if held and held.ends_at > now else None
    if held is None:
        return _without(ordered)
    if ordered is None:
        return _should_stay_shut(held, now)
    if held.opens_at == ordered.opens_at and held.ends_at == ordered.ends_at:
        return (
            f"It opens at {_time(held.opens_at)} all the same, by an older list.",
            "Nothing needs doing but for pouches and holds that are new today.",
            False,
        )
    if held.opens_at > ordered.opens_at:
        return (
            f"It opens only at {_time(held.opens_at)}, by its own authority.",
            "Send pupils to another station until then.",
            False,
        )
    if held.opens_at < ordered.opens_at and now < ordered.opens_at:
        begins = "opens already" if now >= held.opens_at else f"opens at {_time(held.opens_at)}"
        return f"It {begins}, by its own authority.", f"{_STOP} until {_time(ordered.opens_at)}.", True
    return f"It stops at {_time(held.ends_at)}, by its own authority.", "Send pupils elsewhere then.", False


_STOP = "Switch it off, or stand by it,"


def _without(ordered: Window | None) -> tuple[str, str, bool]:
    if ordered is None:
        return "It stays shut, as it should.", "Nothing needs doing.", False
    return "It holds no release and stays shut.", "Bring it back to the network, or send pupils on.", False


def _should_stay_shut(held: Window, now: datetime) -> tuple[str, str, bool]:
    begins = "goes on opening" if now >= held.opens_at else f"opens at {_time(held.opens_at)}"
    ends = _time(held.ends_at)
    return f"It {begins} until {ends}, by its own authority.", f"{_STOP} until {ends}.", True


def _time(at: datetime) -> str:
    return f"{local(at):%H:%M}"
