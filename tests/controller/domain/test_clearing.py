from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.clearing import ARRIVE_IN, Flow, expected, outlook, shares, suggestion

BELL = datetime(2025, 10, 6, 14, 10, tzinfo=UTC)  # 15:10 in London
NORTH = Flow("North gate", BELL, stations=2, expected=300, released=0, recent=0)


def after(minutes: float) -> datetime:
    return BELL + timedelta(minutes=minutes)


def test_pupils_go_by_the_gates_as_they_did_before() -> None:
    assert shares({"North gate": 30, "South gate": 10}, {"North gate": 1, "South gate": 1}) == {
        "North gate": 0.75,
        "South gate": 0.25,
    }


@pytest.mark.parametrize("before", [{}, {"North gate": 30}])
def test_at_a_gate_without_a_past_they_go_by_stations(before: dict[str, int]) -> None:
    assert shares(before, {"North gate": 3, "South gate": 1})["North gate"] == 0.75
    assert shares({}, {"North gate": 0}) == {"North gate": 0.0}


def test_who_is_left_goes_where_its_part_is_lacking() -> None:
    share = {"North gate": 0.5, "South gate": 0.5}
    assert expected(100, share, {"North gate": 0, "South gate": 0}) == {"North gate": 50, "South gate": 50}
    assert expected(100, share, {"North gate": 60, "South gate": 20}) == {"North gate": 60, "South gate": 40}
    assert expected(10, share, {"North gate": 9, "South gate": 9}) == {"North gate": 9, "South gate": 9}


def test_the_queue_is_who_should_have_come_less_who_has_gone() -> None:
    assert outlook(NORTH, after(1)).waiting == 60
    assert outlook(replace(NORTH, released=40, recent=40), after(2)).waiting == 80
    assert outlook(NORTH, after(-5)).waiting == 0
    assert outlook(replace(NORTH, released=300, recent=60), after(9)).waiting == 0


def test_with_a_queue_the_pace_is_what_is_measured() -> None:
    slow = outlook(replace(NORTH, released=40, recent=40), after(2))
    assert slow.can == 20
    assert slow.clears_at == after(2 + 260 / 20)


def test_without_one_it_is_what_the_stations_manage_at_least() -> None:
    easy = outlook(replace(NORTH, expected=50, released=18, recent=18), after(2))
    assert (easy.waiting, easy.can) == (2, 30)
    assert easy.clears_at == BELL + ARRIVE_IN


def test_before_the_bell_it_is_reckoned_from_the_bell() -> None:
    assert outlook(NORTH, after(-60)).clears_at == after(10)


@pytest.mark.parametrize(
    "flow",
    [replace(NORTH, shut=True), replace(NORTH, stations=0), replace(NORTH, released=300, recent=9)],
    ids=["shut", "no station", "all gone"],
)
def test_there_may_be_nothing_to_predict(flow: Flow) -> None:
    assert outlook(flow, after(6)).clears_at is None


def test_a_gate_to_which_nobody_comes_any_more_is_quiet_since_its_last_tap() -> None:
    quiet = outlook(replace(NORTH, released=280, last_at=after(9)), after(12))
    assert (quiet.quiet_since, quiet.clears_at) == (after(9), None)


def test_staff_are_sent_to_a_gate_that_is_much_slower_than_the_others() -> None:
    north = outlook(replace(NORTH, expected=300, released=60, recent=40), after(2))
    south = outlook(replace(NORTH, gate="South gate", expected=120, released=60, recent=60), after(2))
    assert suggestion([north, south], after(2)) == (
        "Send four staff to the North gate: it clears at 15:24, the others by 15:15."
    )
    near = replace(north, left=100, clears_at=after(8.5))
    assert suggestion([near, south], after(2)) == (
        "Send two staff to the North gate: it clears at 15:18, the others by 15:15."
    )


def test_and_to_none_where_all_are_alike_or_there_is_one() -> None:
    north = outlook(NORTH, after(2))
    assert suggestion([north, replace(north, gate="South gate")], after(2)) == ""
    assert suggestion([north], after(2)) == ""
