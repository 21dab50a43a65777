import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workstation_agent.capture.boxes import Box, boxes_of

grids = arrays(np.bool_, st.tuples(st.integers(1, 24), st.integers(1, 40)))


def holds(boxes: list[Box], x: int, y: int) -> bool:
    return any(box.left <= x < box.right and box.top <= y < box.bottom for box in boxes)


@given(grids, st.integers(1, 6))
def test_every_changed_cell_is_in_a_box_and_every_box_in_the_picture(cells, most):
    boxes = boxes_of(cells, most)
    assert len(boxes) <= most
    assert all(holds(boxes, x, y) for y, x in np.argwhere(cells))
    rows, columns = cells.shape
    assert all(box == box.within(Box(0, 0, columns, rows)) and box.area > 0 for box in boxes)


def test_nothing_changed_needs_no_box():
    assert boxes_of(np.zeros((45, 80), np.bool_), 6) == []


def test_changes_far_apart_are_boxes_of_their_own_and_near_ones_share():
    cells = np.zeros((45, 80), np.bool_)
    cells[2:4, 2:6] = cells[30:40, 50:70] = True
    assert sorted(boxes_of(cells, 6)) == [Box(2, 2, 6, 4), Box(50, 30, 70, 40)]
    cells[5, 2:6] = True
    assert sorted(boxes_of(cells, 6)) == [Box(2, 2, 6, 6), Box(50, 30, 70, 40)]


def test_specks_everywhere_are_soon_found():
    """Comparing each with each would take minutes."""
    cells = np.zeros((135, 240), np.bool_)
    cells[::3, ::3] = True
    assert boxes_of(cells, 6) == [Box(0, 0, 240, 135)]


@pytest.mark.parametrize(
    ("box", "grown"),
    [(Box(0, 0, 16, 16), Box(0, 0, 16, 16)), (Box(15, 17, 17, 40), Box(0, 16, 32, 40))],
)
def test_boxes_grow_to_the_lines_of_a_grid(box, grown):
    assert box.grown(16, Box(0, 0, 100, 40)) == grown
