import pytest

from firmware_bridge.firmware.bare import Bare
from firmware_bridge.firmware.station import Station
from tests.firmware_bridge.firmware.bench import UID, Bench, MemoryFlash


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def bare(bench):
    made = Bare(bench.station.parts)
    made.start()
    bench.signals.shown.clear()
    return made


def tap(bench, bare):
    bench.reader.hold(UID)
    bare.step()


def test_flash_that_cannot_be_read_makes_no_station(bench):
    bench.flash.unreadable = True
    with pytest.raises(OSError, match="cannot be read"):
        Station(bench.station.parts)


def test_nor_does_one_without_an_identity(bench):
    bench.station.parts.flash = MemoryFlash()
    with pytest.raises(ValueError, match="no station identity"):
        Station(bench.station.parts)


def test_the_key_switch_works_all_the_same(bench, bare):
    bench.switch.turned = True
    for _ in range(2):
        tap(bench, bare)
    assert bench.lock.openings == 2
    assert list(bench.signals.shown) == [("evacuate", "")]


def test_and_nothing_else_opens(bench, bare):
    tap(bench, bare)
    bench.switch.turned = True
    bare.step()
    bench.switch.turned = False
    tap(bench, bare)
    assert bench.lock.openings == 0
    assert list(bench.signals.shown) == [("evacuate", ""), ("alert", "")]


def test_a_tag_that_came_before_the_key_was_turned_does_not_open(bench, bare):
    tap(bench, bare)
    bench.switch.turned = True
    bare.step()
    assert bench.lock.openings == 0


def test_it_says_at_once_that_something_is_wrong(bench):
    Bare(bench.station.parts).start()
    assert bench.signals.shown[-1] == ("alert", "")
