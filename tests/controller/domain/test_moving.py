from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.moving import Window, moved, outlook
from controller.domain.releases import Change, GatePhase, GateRelease, gate_phase, lets_out
from controller.errors import Refused

BELL = datetime(2025, 10, 6, 14, 10, tzinfo=UTC)  # 15:10 in London
HALF = timedelta(minutes=30)
GATE = GateRelease(
    "North gate", BELL, BELL + HALF, None, None, None, Change.ORDERED, "Ms D. Hallam", BELL - HALF
)


def after(minutes: float) -> datetime:
    return BELL + timedelta(minutes=minutes)


def window(starts: float, early: float | None = None) -> Window:
    return Window(after(starts), after(starts) + HALF, after(early) if early is not None else None)


def test_a_gate_lets_the_buses_out_first_then_all_then_nobody() -> None:
    early = replace(GATE, early_at=after(-5))
    phases = [gate_phase(early, after(minutes)) for minutes in (-6, -5, 0, 30)]
    assert phases == [GatePhase.SET, GatePhase.EARLY, GatePhase.OPEN, GatePhase.OVER]
    assert [lets_out(early, True, after(minutes)) for minutes in (-6, -5, 0, 30)] == [
        False,
        True,
        True,
        False,
    ]
    assert [lets_out(early, False, after(minutes)) for minutes in (-5, 0)] == [False, True]


def test_a_held_gate_lets_nobody_out() -> None:
    held = replace(GATE, held_at=after(2))
    assert gate_phase(held, after(3)) is GatePhase.HELD
    assert not lets_out(held, True, after(3))
    assert gate_phase(held, after(30)) is GatePhase.OVER


def test_moving_takes_start_end_and_buses_along() -> None:
    by_ten = moved(replace(GATE, early_at=after(-5)), timedelta(minutes=10), after(-20))
    assert by_ten == window(10, early=5)


@pytest.mark.parametrize(
    ("minutes", "now", "code"),
    [
        (-30, -10, "release.in-the-past"),
        (121, -10, "release.too-far"),
        (5, 31, "release.over"),
        (0, -10, "release.not-moved"),
    ],
)
def test_what_cannot_be_moved_so(minutes: float, now: float, code: str) -> None:
    with pytest.raises(Refused) as caught:
        moved(GATE, timedelta(minutes=minutes), after(now))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("held", "ordered", "now", "words", "opens"),
    [
        (None, window(0), -5, "It holds no release and stays shut.", False),
        (None, None, -5, "It stays shut, as it should.", False),
        (window(0), None, -5, "It opens at 15:10 until 15:40, by its own authority.", True),
        (window(0), None, 5, "It goes on opening until 15:40, by its own authority.", True),
        (window(0), None, 31, "It stays shut, as it should.", False),
        (window(0), window(10), -5, "It opens at 15:10, by its own authority.", True),
        (window(0), window(10), 5, "It opens already, by its own authority.", True),
        (window(0), window(10), 11, "It stops at 15:40, by its own authority.", False),
        (window(10), window(0), -5, "It opens only at 15:20, by its own authority.", False),
        (window(0), window(0), -5, "It opens at 15:10 all the same, by an older list.", False),
        (window(0, early=-5), window(0), -9, "It opens at 15:05, by its own authority.", True),
    ],
)
def test_what_a_station_does_that_was_not_told(
    held: Window | None, ordered: Window | None, now: float, words: str, opens: bool
) -> None:
    does, remedy, wrong = outlook(held, ordered, after(now))
    assert (does, wrong) == (words, opens)
    assert remedy.endswith(".")


def test_the_last_thing_done_is_said_with_who_and_when() -> None:
    ended = replace(GATE, changed=Change.ENDED, changed_at=after(4))
    assert ended.last_done == "Ms D. Hallam ended the release there at 15:14."
    assert replace(GATE, changed=Change.MOVED).last_done == "Ms D. Hallam moved it to 15:10, at 14:40."
