"""How alike many classes are, without naming one: the middle, and where the middle half of them lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

FEWEST = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """`low` and `high` are the quartiles: half of the classes lie between them."""

    classes: int
    low: float
    middle: float
    high: float


def spread(values: Sequence[float]) -> Spread | None:
    """None for fewer than four: a quartile of three is one of them."""
    if len(values) < FEWEST:
        return None
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), low, middle, high)
