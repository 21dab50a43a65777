"""Who sits where: by the plan of a class in a room, and by who has logged in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fit(StrEnum):
    """How a login goes with the seating plan."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    MOVED = "moved"
    NOT_IN_CLASS = "not-in-class"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil; `login` is their name on the school's PCs, in small letters."""

    id: str
    name: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Whoever is logged in at a seat. `pupil` is None, and `name` the bare login, where nobody knows it."""

    pupil: str | None
    name: str
    fit: Fit


def login_key(user: str) -> str:
    r"""`NORTHGATE\25akhan0417` and `25akhan0417@northgate.sch.uk` are both `25akhan0417`."""
    return user.rpartition("\\")[2].partition("@")[0].strip().lower()


def sitter(user: str, known: Member | None, planned: str | None, members: Collection[str]) -> Sitter:
    """`planned` is the pupil whom the plan puts there, `members` are all of the class."""
    if known is None:
        return Sitter(None, user, Fit.UNKNOWN)
    if known.id == planned:
        fit = Fit.PLANNED
    elif known.id not in members:
        fit = Fit.NOT_IN_CLASS
    else:
        fit = Fit.MOVED if planned else Fit.UNPLANNED
    return Sitter(known.id, known.name, fit)


@dataclass(frozen=True, slots=True)
class SeatingPlan:
    """`seated` and `here` are pupils by workstation: as planned, and as logged in now."""

    members: tuple[Member, ...]
    seated: Mapping[str, str]
    here: Mapping[str, str]
