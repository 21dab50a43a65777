from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from simulators.crowd import ARRIVALS_PER_S, CURIOUS_EVERY_S, TAP_S, Crowd, Tap

UIDS = [bytes([n]) * 7 for n in range(60)]
GATES = ["north-1", "south-1"]


def play(crowd: Crowd, seconds: int, releasing: list[str]) -> list[tuple[float, Tap]]:
    return [(float(at), tap) for at in range(seconds) for tap in crowd.taps(float(at), 1.0, releasing)]


def test_everyone_goes_home_once_when_the_gates_open() -> None:
    crowd = Crowd(UIDS, GATES, seed=1)
    went = [tap.uid for _, tap in play(crowd, 400, GATES)]
    assert sorted(went) == sorted(UIDS)
    assert crowd.inside == 0


def test_a_station_takes_one_pupil_at_a_time() -> None:
    taps = play(Crowd(UIDS, GATES, seed=2), 400, GATES)
    for gate in GATES:
        times = [at for at, tap in taps if tap.station == gate]
        assert all(later - earlier >= TAP_S for earlier, later in pairwise(times))


def test_nobody_taps_at_a_gate_that_is_shut_during_a_release() -> None:
    taps = play(Crowd(UIDS, GATES, seed=3), 200, ["south-1"])
    assert {tap.station for _, tap in taps} == {"south-1"}


def test_before_the_bell_a_curious_pupil_tries_now_and_then_and_stays() -> None:
    crowd = Crowd(UIDS, GATES, seed=4)
    taps = play(crowd, 4000, [])
    assert 0.5 < len(taps) / (4000 / CURIOUS_EVERY_S) < 1.5
    assert crowd.inside == len(UIDS)


def test_the_next_morning_everyone_is_in_again() -> None:
    crowd = Crowd(UIDS, GATES, seed=5)
    play(crowd, 400, GATES)
    crowd.everyone_in()
    assert crowd.inside == len(UIDS)


@given(st.integers(0, 1000), st.floats(0.05, 30))
def test_no_more_arrive_than_the_rate_allows(seed: int, step_s: float) -> None:
    crowd = Crowd(UIDS, GATES, seed)
    taps = crowd.taps(step_s, step_s, GATES)
    assert len(taps) <= min(len(GATES), int(step_s * ARRIVALS_PER_S))


def test_for_the_early_buses_only_their_pupils_come() -> None:
    uids = [bytes([number]) for number in range(40)]
    crowd = Crowd(uids, ["north-1", "south-1"], 1, buses=uids[:3])
    early = [tap for at in range(120) for tap in crowd.taps(at, 1.0, {"north-1", "south-1"}, early=True)]
    assert {tap.uid for tap in early} == set(uids[:3])
    later = [tap for at in range(120, 400) for tap in crowd.taps(at, 1.0, {"north-1", "south-1"})]
    assert len(later) == 37


def test_a_gate_that_pulls_more_is_used_more() -> None:
    crowd = Crowd([bytes([number]) for number in range(200)], ["a", "b"], 1, pull={"a": 9.0, "b": 1.0})
    taps = [tap.station for at in range(900) for tap in crowd.taps(at, 1.0, {"a", "b"})]
    assert taps.count("a") > 3 * taps.count("b")
