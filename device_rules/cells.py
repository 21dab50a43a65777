"""A compiled table seen as cells, and the cells that say the same gathered into boxes.

A cell is one person, device, activity, place and period; below it the table still asks for the exemption and
the permission given. Sub-tables that are shared are looked at once, so a walk takes milliseconds.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from math import prod
from typing import Any, TypeAlias

from device_rules.compiler import era_of
from device_rules.model import ByExemption, Decision, Person, Policy, Table
from device_rules.school_day import LONDON
from device_rules.vocabulary import Activity, Device, During, Place, Role

Words: TypeAlias = tuple[tuple[Any, ...], ...]  # per axis, the words of a box
Found: TypeAlias = list[tuple[Any, Words]]
Value: TypeAlias = Callable[..., Hashable]


@dataclass(frozen=True, slots=True)
class Box:
    """Every combination of one word from each axis, each in the order of its vocabulary."""

    people: tuple[Person, ...]
    devices: tuple[Device, ...]
    activities: tuple[Activity, ...]
    places: tuple[Place, ...]
    periods: tuple[During, ...]

    @property
    def size(self) -> int:
        """In cells."""
        return prod(len(getattr(self, axis.name)) for axis in fields(self))

    def to_json(self) -> dict[str, list[Any]]:
        return {axis.name: list(getattr(self, axis.name)) for axis in fields(self)}


def people_of(policy: Policy) -> tuple[Person, ...]:
    return (*policy.years, Role.STAFF, Role.VISITOR)


def day_in_force(policy: Policy, on: date) -> date:
    """That day; or the policy's first or last day, if it starts later or has ended."""
    return max(policy.effective, min(on, policy.until or on))


def table_on(policy: Policy, on: date) -> Table:
    """As it stands on that day, or on the nearest day on which it is in force."""
    return era_of(policy, datetime.combine(day_in_force(policy, on), time(12), LONDON))


def gather(
    tables: Sequence[Table],
    people: Sequence[Person],
    value: Value,
) -> list[tuple[Any, Box]]:
    """The cells in boxes of one value each, largest first. `value` is given each table's part of a cell."""
    axes: list[Sequence[object]] = [people, tuple(Device), tuple(Activity), tuple(Place), tuple(During)]
    found = _merged(list(_paths(_folded(tables, axes, value), len(axes))), axes)
    boxes = [(said, Box(*words)) for said, words in found]
    return sorted(boxes, key=lambda pair: -pair[1].size)


def plain(cell: ByExemption) -> Decision:
    """What is said of somebody without an exemption, whom nobody has given a permission."""
    return cell[None][None]


def _folded(tables: Sequence[Table], axes: Sequence[Sequence[object]], value: Value) -> Any:
    """Nested ((words, what is below them), …), in which words with the same below them stand together."""
    memo: dict[tuple[int, ...], Any] = {}

    def fold(axis: int, nodes: tuple[Any, ...]) -> Any:
        if axis == len(axes):
            return value(*nodes)
        key = (axis, *map(id, nodes))
        if key not in memo:
            together: dict[Any, list[object]] = {}
            for word in axes[axis]:
                below = fold(axis + 1, tuple(node[word] for node in nodes))
                together.setdefault(below, []).append(word)
            memo[key] = tuple((tuple(words), below) for below, words in together.items())
        return memo[key]

    return fold(0, tuple(tables))


def _paths(folded: Any, depth: int, before: Words = ()) -> Iterator[tuple[Any, Words]]:
    if not depth:
        yield folded, before
        return
    for words, below in folded:
        yield from _paths(below, depth - 1, (*before, words))


def _merged(found: Found, axes: Sequence[Sequence[object]]) -> Found:
    """Boxes that differ in one axis only are made one, until no two of them do."""
    count = len(found) + 1
    while len(found) < count:
        count = len(found)
        for axis in range(len(axes)):
            found = _merged_along(axis, found, axes[axis])
    return found


def _merged_along(axis: int, found: Found, order: Sequence[object]) -> Found:
    together: dict[Any, set[object]] = {}
    for said, words in found:
        together.setdefault((said, words[:axis], words[axis + 1 :]), set()).update(words[axis])
    return [
        (said, (*before, tuple(word for word in order if word in words), *after))
        for (said, before, after), words in together.items()
    ]


def tally(boxes: Iterable[tuple[Any, Box]]) -> dict[Any, int]:
    """How many cells have each value."""
    counts: dict[Any, int] = {}
    for said, box in boxes:
        counts[said] = counts.get(said, 0) + box.size
    return counts
