"""What a worn flash, a jumping clock and a failing supply do, by themselves."""

import itertools
import random
from pathlib import Path

import pytest

from simulators.faults.hardware import FailingPower, FullFlash, JumpingClock, PowerLost, Resets
from simulators.station_hardware import FileFlash
from tests.simulators.faults.test_wire import Hands

RECORD = b"0123456789"


@pytest.fixture
def flash(tmp_path: Path) -> FileFlash:
    return FileFlash(tmp_path)


def test_a_full_flash_takes_what_still_fits_and_no_more(flash: FileFlash) -> None:
    full = FullFlash(flash, 25)
    full.append("events", RECORD, True)
    full.append("events", RECORD, True)
    with pytest.raises(OSError, match="full"):
        full.append("events", RECORD, True)
    with pytest.raises(OSError, match="full"):
        full.replace("mode", [RECORD])
    assert (full.size("events"), full.size("mode")) == (20, 0)
    full.replace("events", [RECORD])
    assert full.read("events", 0, 99) == RECORD


@pytest.mark.parametrize("at", range(len(RECORD) + 1))
def test_power_may_fail_at_any_byte_and_leaves_what_came_before_it(flash: FileFlash, at: int) -> None:
    failing = FailingPower(flash, at)
    with pytest.raises(PowerLost):
        failing.append("events", RECORD, True)
    assert flash.read("events", 0, 99) == RECORD[:at]
    failing.append("events", RECORD, True)
    assert flash.size("events") == at + len(RECORD)


def test_power_may_fail_in_a_later_write(flash: FileFlash) -> None:
    failing = FailingPower(flash, 15)
    failing.append("events", RECORD, True)
    with pytest.raises(PowerLost):
        failing.append("events", RECORD, True)
    assert flash.size("events") == 15


def test_a_file_is_replaced_as_a_whole_or_not_at_all(flash: FileFlash) -> None:
    flash.replace("mode", [b"before"])
    failing = FailingPower(flash, 3)
    with pytest.raises(PowerLost):
        failing.replace("mode", [b"aft", b"er"])
    assert flash.read("mode", 0, 99) == b"before"


def times(clock: JumpingClock, hands: Hands, seconds: int) -> list[float]:
    found = []
    for _ in range(seconds):
        hands.now += 1
        found.append(clock())
    return found


def test_a_clock_that_jumps_ahead_stays_ahead() -> None:
    hands = Hands()
    clock = JumpingClock(hands, 300, random.Random(1))
    steps = times(clock, hands, 600)
    gained = (steps[-1] - 600) / 300
    assert 5 <= gained <= 30
    assert {round(b - a) for a, b in itertools.pairwise(steps)} == {1, 301}


def test_a_clock_that_stands_still_never_goes_back() -> None:
    hands = Hands()
    clock = JumpingClock(hands, -10, random.Random(1))
    steps = times(clock, hands, 600)
    assert steps == sorted(steps)
    assert steps[-1] <= 600 - 50


def test_resets_come_about_as_often_as_asked() -> None:
    hands, lost = Hands(), 0
    resets = Resets(30, random.Random(1), hands)
    for _ in range(3000):
        hands.now += 1
        try:
            resets()
        except PowerLost:
            lost += 1
    assert 50 <= lost <= 200
