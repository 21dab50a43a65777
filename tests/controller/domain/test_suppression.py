"""What is hidden cannot be worked out again, however the reader tries."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.domain.suppression import Protected, protect

LEAST = st.integers(2, 6)


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    line = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    return st.lists(line, min_size=rows, max_size=rows)


SIZES = st.tuples(st.integers(1, 6), st.integers(1, 5))
TABLES = SIZES.flatmap(lambda size: tables(*size, most=12))


def values(table: Protected) -> list[int | None]:
    """Every number of the table in one list: cells, totals of rows, totals of columns, total."""
    cells = [one for row in table.cells for one in row]
    return [*cells, *table.row_totals, *table.column_totals, table.total]


def true_values(counts: list[list[int]]) -> list[int]:
    cells = [one for row in counts for one in row]
    return [*cells, *map(sum, counts), *(sum(line) for line in zip(*counts, strict=True)), sum(cells)]


def equations(rows: int, columns: int) -> list[list[int]]:
    """What everybody knows: each total is the sum of what it is the total of."""
    size = rows * columns + rows + columns + 1

    def line(parts: list[int], total: int) -> list[int]:
        return [(1 if at in parts else 0) - (1 if at == total else 0) for at in range(size)]

    row_at, column_at = rows * columns, rows * columns + rows
    of_rows = [line([r * columns + c for c in range(columns)], row_at + r) for r in range(rows)]
    of_columns = [line([r * columns + c for r in range(rows)], column_at + c) for c in range(columns)]
    ends = [line(list(range(row_at, column_at)), size - 1), line(list(range(column_at, size - 1)), size - 1)]
    return of_rows + of_columns + ends


def solved(lines: list[list[int]], unknown: list[int]) -> set[int]:
    """Those unknowns that the equations alone fix: a row with one of them left after elimination."""
    matrix = [[Fraction(line[at]) for at in unknown] for line in lines]
    pivot = 0
    for column in range(len(unknown)):
        found = next((r for r in range(pivot, len(matrix)) if matrix[r][column]), None)
        if found is None:
            continue
        matrix[pivot], matrix[found] = matrix[found], matrix[pivot]
        lead = matrix[pivot]
        for r, row in enumerate(matrix):
            if r != pivot and row[column]:
                factor = row[column] / lead[column]
                matrix[r] = [one - factor * other for one, other in zip(row, lead, strict=True)]
        pivot += 1
    alone = ([at for at, one in enumerate(row) if one] for row in matrix)
    return {unknown[one[0]] for one in alone if len(one) == 1}


@given(TABLES, LEAST)
@settings(max_examples=60)
def test_no_subtraction_of_totals_gives_a_hidden_count(counts: list[list[int]], least: int) -> None:
    table = protect(counts, least)
    unknown = [at for at, one in enumerate(values(table)) if one is None]
    assert solved(equations(len(counts), len(counts[0])), unknown) == set()


@given(tables(2, 2, 7), st.integers(2, 4))
@settings(max_examples=5)
def test_a_reader_who_tries_every_table_is_left_with_enough(counts: list[list[int]], least: int) -> None:
    shown = values(protect(counts, least))
    every = (true_values([[a, b], [c, d]]) for a, b, c, d in product(range(7 + least + 1), repeat=4))
    fitting = [
        found
        for found in every
        if all(one is None or one == other for one, other in zip(shown, found, strict=True))
    ]
    for at, one in enumerate(shown):
        assert one is not None or len({found[at] for found in fitting}) >= least


@given(TABLES, LEAST)
@settings(max_examples=60)
def test_what_is_shown_is_true_and_no_small_count_is(counts: list[list[int]], least: int) -> None:
    for shown, true in zip(values(protect(counts, least)), true_values(counts), strict=True):
        assert shown in (None, true)
        assert shown is None or shown == 0 or shown >= least


@given(TABLES)
def test_nothing_is_hidden_where_nothing_is_small(counts: list[list[int]]) -> None:
    large = [[10 * one for one in row] for row in counts]
    assert protect(large, 5).hidden == 0
    assert values(protect(large, 5)) == true_values(large)


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        ([[9, 2]], ((None, None),)),
        ([[9, 2, 40]], ((None, None, 40),)),
        ([[3], [20], [30]], ((None,), (None,), (30,))),
        ([[3]], ((None,),)),
        ([[0, 0]], ((0, 0),)),
        ([[2, 3, 40]], ((None, None, 40),)),
    ],
)
def test_as_a_person_would_do_it(counts: list[list[int]], cells: tuple[tuple[int | None, ...], ...]) -> None:
    assert protect(counts, 5).cells == cells
