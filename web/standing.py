"""What a person may command at this moment: their lesson, its seats, their stations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """`seats` are the workstation ids of the lesson's room; `stations` those of the school."""

    lesson: str | None = None
    room: str | None = None
    seats: frozenset[str] = frozenset()
    stations: frozenset[str] = frozenset()


NOTHING = Standing()
