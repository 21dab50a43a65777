"""A share of many, written so coarsely that nobody can tell of a few: as a band of per cent."""

from dataclasses import dataclass

STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high` per cent. The last one holds 100, every other ends before `high`."""

    low: int
    high: int

    def __str__(self) -> str:
        return (
            f"{self.low} %" if self.high - self.low == 1 and self.high < 100 else f"{self.low}–{self.high} %"
        )

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def band(part: int, whole: int, least: int) -> Band | None:
    """The narrowest band in which at least `least` different counts lie; None where `whole` is too few."""
    for step in STEPS:
        low = min(100 * part // whole // step * step, 100 - step) if whole else 0
        if len(counts_in(Band(low, low + step), whole)) >= max(1, least):
            return Band(low, low + step)
    return None


def counts_in(one: Band, whole: int) -> range:
    """The counts out of `whole` that a reader of this band has to think possible."""
    first = -(-one.low * whole // 100)
    end = whole + 1 if one.high == 100 else -(-one.high * whole // 100)
    return range(first, max(first, end))
