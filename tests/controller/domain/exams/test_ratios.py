from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.exams.ratios import USUAL, Ratio, Watch, each, in_force, standing
from controller.domain.exams.sittings import ExamType

DAY = date(2027, 5, 13)


def test_an_unset_kind_has_the_strictest_figure_and_says_so() -> None:
    assert each(USUAL, ExamType.ON_SCREEN, DAY) == (20, True)
    assert each(USUAL, ExamType.WRITTEN, DAY) == (30, False)
    assert each([], ExamType.WRITTEN, DAY) == (1, True)


def test_a_figure_holds_from_its_day_on() -> None:
    relaxed = Ratio(ExamType.WRITTEN, 40, date(2027, 5, 10), "Notice of 10 May 2027")
    assert in_force([*USUAL, relaxed], ExamType.WRITTEN, date(2027, 5, 9)) == USUAL[0]
    assert in_force([*USUAL, relaxed], ExamType.WRITTEN, DAY) == relaxed


@pytest.mark.parametrize(
    ("candidates", "there", "needed", "watch"),
    [
        (0, 0, 0, Watch.ENOUGH),
        (1, 0, 1, Watch.NOBODY),
        (30, 1, 1, Watch.ALONE),
        (30, 2, 1, Watch.ENOUGH),
        (31, 1, 2, Watch.SHORT),
        (31, 2, 2, Watch.ENOUGH),
        (240, 7, 8, Watch.SHORT),
    ],
)
def test_a_room_is_watched_by_enough_people_or_not(
    candidates: int, there: int, needed: int, watch: Watch
) -> None:
    found = standing(USUAL, ExamType.WRITTEN, DAY, candidates, there)
    assert (found.needed, found.watch) == (needed, watch)


@given(st.integers(0, 300), st.integers(0, 20), st.sampled_from(ExamType))
def test_short_is_said_exactly_when_there_are_too_few(candidates: int, there: int, kind: ExamType) -> None:
    found = standing(USUAL, kind, DAY, candidates, there)
    too_few = there * found.candidates_each < candidates
    assert (found.watch in (Watch.SHORT, Watch.NOBODY)) == too_few
