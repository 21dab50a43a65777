"""A report as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Report(Protocol):
    """What a simulation found; `ok` if its sums agree."""

    @property
    def ok(self) -> bool: ...

    def as_dict(self) -> dict[str, object]: ...


def table(facts: Mapping[str, object]) -> str:
    """A line for each fact, and for each part of one that has parts."""
    rows = list(_rows(facts))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value:>12}" for name, value in rows)


def _rows(facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        words = name.replace("_", " ")
        if isinstance(value, Mapping):
            yield from ((f"{words} {part}", str(count)) for part, count in value.items())
        else:
            yield words, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
