"""A tag at two places at once, and how long a person needs between two gates."""

from dataclasses import dataclass
from datetime import datetime

DEFAULT_WALK_S = 20
LONGEST_WALK_S = 600


@dataclass(frozen=True, slots=True)
class Walk:
    """Nobody gets from one gate to the other in less than `seconds`; 0 for gates that are not compared."""

    one: str
    other: str
    seconds: int


@dataclass(frozen=True, slots=True)
class TwiceSeen:
    """`pouch` is empty for a tag that nobody knows."""

    id: int
    tag: str
    pouch: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime
    least_s: int

    @property
    def sentence(self) -> str:
        what = f"The tag of pouch {self.pouch}" if self.pouch else "A tag that nobody knows"
        apart = round((self.second_at - self.first_at).total_seconds())
        return (
            f"{what} was at {self.first} and {apart} s later at {self.second}: nobody walks that in less "
            f"than {self.least_s} s. One of the two may be a copy; look at both pouches."
        )


def pair(one: str, other: str) -> tuple[str, str]:
    """The two in the order in which they are kept."""
    return (one, other) if one <= other else (other, one)
