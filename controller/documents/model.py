"""A document for a page, for paper and for a spreadsheet: the same content for all three."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as people read them. `totals`: the last row is one."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of a value: that it lies from `low` to `high`; the same twice where it is exact."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Series:
    """A point for each label of its chart; None where nothing is known."""

    name: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`unit` is written at the axis: `%` or `min`. A share's axis ends at 100."""

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`how` says how every number in it was reckoned; `empty` stands for a table without rows."""

    title: str
    how: str
    table: Table
    chart: Chart | None = None
    empty: str = "There is nothing to count here yet."


@dataclass(frozen=True, slots=True)
class Document:
    """`about` are lines with a name, under the title; `foot` is at the bottom of every printed page."""

    title: str
    school: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str = ""
