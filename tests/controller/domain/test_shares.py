import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.shares import Band, band, counts_in


@given(
    st.integers(0, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    st.integers(1, 20),
)
def test_a_band_holds_the_share_and_enough_others(counts: tuple[int, int], least: int) -> None:
    part, whole = counts
    found = band(part, whole, least)
    if found is None:
        assert (
            whole == 0
            or len(counts_in(Band(50, 100), whole)) < least
            or len(counts_in(Band(0, 50), whole)) < least
        )
        return
    possible = counts_in(found, whole)
    assert part in possible
    assert len(possible) >= least
    assert all(found.low * whole <= 100 * one <= found.high * whole for one in possible)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (97, 100, "95–100 %"),
        (970, 1000, "97 %"),
        (1000, 1000, "99–100 %"),
        (27, 28, "80–100 %"),
        (3, 7, "None"),
    ],
)
def test_how_coarse_it_is_depends_on_how_many(part: int, whole: int, words: str) -> None:
    assert str(band(part, whole, 5)) == words
