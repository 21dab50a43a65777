"""Where candidates sit, and whether they sit far enough apart."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

APART_M = 1.25
"""Between the middles of two chairs, in all directions (JCQ, Instructions for conducting examinations)."""
LABEL = re.compile(r"([A-Z])([1-9][0-9]?)")
ROWS_AT_MOST, COLUMNS_AT_MOST = 26, 99


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """Row 1 is nearest the front; written `A1`, rows by letter."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{chr(ord('A') + self.row - 1)}{self.column}"

    @classmethod
    def parse(cls, text: str) -> "Seat":
        """Raises ValueError for anything but a letter and a number, as in `C12`."""
        found = LABEL.fullmatch(text.strip().upper())
        if found is None:
            raise ValueError(f"`{text[:12]}` is not a seat; write it like C12")
        return cls(ord(found[1]) - ord("A") + 1, int(found[2]))


@dataclass(frozen=True, slots=True)
class ExamRoom:
    """A grid of chairs. `across_m` lies between two neighbours of a row, `along_m` between two rows."""

    id: str
    name: str
    rows: int
    columns: int
    across_m: float
    along_m: float

    def has(self, seat: Seat) -> bool:
        return 1 <= seat.row <= self.rows and 1 <= seat.column <= self.columns

    @property
    def seats(self) -> list[Seat]:
        """In the order in which they are filled: down each column, as papers are given out."""
        return [Seat(row, column) for column in range(1, self.columns + 1) for row in range(1, self.rows + 1)]

    def apart_m(self, one: Seat, other: Seat) -> float:
        return math.hypot(
            (one.row - other.row) * self.along_m,
            (one.column - other.column) * self.across_m,
        )


@dataclass(frozen=True, slots=True)
class TooClose:
    one: Seat
    other: Seat
    metres: float


@dataclass(frozen=True, slots=True)
class Move:
    """A line of the plan's history, which is only added to. Empty: no seat."""

    at: datetime
    by: str
    candidate: str
    before: str
    after: str
    reason: str


def too_close(room: ExamRoom, taken: Iterable[Seat]) -> list[TooClose]:
    """Each pair that sits nearer than the rule says, the front of the room first."""
    pairs = ((one, other, room.apart_m(one, other)) for one, other in combinations(sorted(taken), 2))
    return [TooClose(one, other, metres) for one, other, metres in pairs if metres < APART_M - 1e-9]


def free_seats(room: ExamRoom, taken: Iterable[Seat]) -> list[Seat]:
    """Those that keep the distance from everybody who sits, and from each other."""
    sat = list(taken)
    free: list[Seat] = []
    for seat in room.seats:
        if all(room.apart_m(seat, other) >= APART_M - 1e-9 for other in (*sat, *free)):
            free.append(seat)
    return free


def at_seats(plan: Mapping[str, Seat]) -> dict[Seat, list[str]]:
    """Candidates by seat: more than one at a seat is a mistake to show."""
    found: dict[Seat, list[str]] = {}
    for candidate, seat in plan.items():
        found.setdefault(seat, []).append(candidate)
    return found
