"""Keeps small counts out of a table that is handed out, and keeps them from being worked out of what is left.

A count from 1 up to, and not at, `least` is hidden, and so are as many others as it takes: afterwards what is
shown leaves at least `least` different numbers possible for each that is hidden, totals included, and that a
count is never below 0. Counts with their totals are a flow: a row's total flows into its row, through
its cells into the columns, and from their totals back. How far a hidden count could differ is how much more
could flow round through it, forwards and backwards, by hidden counts alone.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Counts = Sequence[Sequence[int]]
Arc = tuple[int, int]
Flows = Mapping[Arc, int]


@dataclass(frozen=True, slots=True)
class Protected:
    """None is a count that is not shown. `row_totals` and `column_totals` are in the order of the cells."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None

    @property
    def hidden(self) -> int:
        return sum(one is None for row in self.cells for one in row)


def protect(counts: Counts, least: int) -> Protected:
    """`counts` are rows of equal length, at least one of each. Nothing is hidden by `least` 1 or 0."""
    flows = _flows(counts)
    hidden = {arc for arc, count in flows.items() if 0 < count < least}
    while unsafe := _first_unsafe(flows, hidden, least):
        hidden |= _companions(flows, hidden, unsafe)
    return _shown(counts, hidden)


def _flows(counts: Counts) -> dict[Arc, int]:
    """Nodes: the rows, the columns, then one that gathers all columns and one that feeds all rows."""
    rows, columns = len(counts), len(counts[0])
    out, into = rows + columns, rows + columns + 1
    flows = {(row, rows + at): count for row, line in enumerate(counts) for at, count in enumerate(line)}
    flows |= {(into, row): sum(line) for row, line in enumerate(counts)}
    flows |= {(rows + at, out): sum(line[at] for line in counts) for at in range(columns)}
    return {**flows, (out, into): sum(map(sum, counts))}


def _first_unsafe(flows: Flows, hidden: set[Arc], least: int) -> Arc | None:
    """The smallest, so that the order in which companions are found does not depend on chance."""
    unsafe = (arc for arc in hidden if _room(flows, hidden, arc, least) < least - 1)
    return min(unsafe, key=lambda arc: (flows[arc], arc), default=None)


def _room(flows: Flows, hidden: set[Arc], arc: Arc, enough: int) -> int:
    """By how much this count could be more or less with everything shown as it is; `enough` is enough."""
    tail, head = arc
    others = {other: flows[other] for other in hidden if other != arc}
    more = _most(others, head, tail, enough)
    less = _most(others, tail, head, min(enough, flows[arc]))
    return more + less


def _most(flows: Flows, source: int, target: int, enough: int) -> int:
    """How much can flow from one to the other: along each arc without limit, against it what flows there."""
    flows, found = dict(flows), 0
    while found < enough and (path := _path(flows, source, target)):
        step = min([enough - found, *(flows[arc] for arc, forwards in path if not forwards)])
        for arc, forwards in path:
            flows[arc] += step if forwards else -step
        found += step
    return found


def _path(flows: Flows, source: int, target: int) -> list[tuple[Arc, bool]]:
    """The shortest way with room left, each arc and whether it is followed forwards; empty: none."""
    came: dict[int, tuple[int, Arc, bool]] = {source: (source, (source, source), True)}
    queue = deque([source])
    while queue and target not in came:
        here = queue.popleft()
        for arc, count in flows.items():
            for start, end, forwards in ((arc[0], arc[1], True), (arc[1], arc[0], False)):
                if start == here and end not in came and (forwards or count > 0):
                    came[end] = (here, arc, forwards)
                    queue.append(end)
    path: list[tuple[Arc, bool]] = []
    while target != source and target in came:
        target, arc, forwards = came[target]
        path.append((arc, forwards))
    return path


def _companions(flows: Flows, hidden: set[Arc], arc: Arc) -> set[Arc]:
    """What to hide with it: the cheapest way round through it; one more where all of that is hidden."""
    tail, head = arc
    found = {one for one in _cheapest_way(flows, hidden | {arc}, head, tail, arc) if one not in hidden}
    rest = [one for one in flows if one not in hidden]
    return found or {min(rest, key=lambda one: (_cost(flows[one]), one))}


def _cheapest_way(flows: Flows, free: set[Arc], source: int, target: int, but: Arc) -> list[Arc]:
    """From one node to the other, whatever the direction of an arc; those that are `free` cost nothing."""
    ways: list[tuple[int, int, list[Arc]]] = [(0, source, [])]
    seen: set[int] = set()
    while ways:
        cost, here, way = heappop(ways)
        if here == target:
            return way
        if here in seen:
            continue
        seen.add(here)
        for arc in flows:
            if here in arc and arc != but:
                there = arc[1] if arc[0] == here else arc[0]
                heappush(ways, (cost + (0 if arc in free else _cost(flows[arc])), there, [*way, arc]))
    return []


def _cost(count: int) -> int:
    """To hide a 0 is the last resort: it says that there was nobody."""
    return count or 1_000_000


def _shown(counts: Counts, hidden: set[Arc]) -> Protected:
    rows, columns = len(counts), len(counts[0])
    flows, out, into = _flows(counts), rows + columns, rows + columns + 1

    def shown(arc: Arc) -> int | None:
        return None if arc in hidden else flows[arc]

    return Protected(
        cells=tuple(tuple(shown((row, rows + at)) for at in range(columns)) for row in range(rows)),
        row_totals=tuple(shown((into, row)) for row in range(rows)),
        column_totals=tuple(shown((rows + at, out)) for at in range(columns)),
        total=shown((out, into)),
    )
