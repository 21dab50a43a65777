"""What a person may command at this moment: their lesson, its seats, their stations."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Standing:
    """`seats` are the workstation ids of the lesson's room; `stations` those of the school.

    `visits` are others' lessons that this person went into for a reason, each with its seats. `checks` are
    the own lessons of today in which it may be noted now where the phones are. `sittings` are today's exams.
    """

    lesson: str | None = None
    room: str | None = None
    seats: frozenset[str] = frozenset()
    stations: frozenset[str] = frozenset()
    visits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    checks: frozenset[str] = frozenset()
    sittings: frozenset[int] = frozenset()


NOTHING = Standing()
