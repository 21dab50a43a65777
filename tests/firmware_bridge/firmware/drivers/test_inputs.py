from itertools import cycle

import pytest

from firmware_bridge.firmware.drivers.inputs import STEADY_MS, Contact, KeySwitch, Supply
from tests.firmware_bridge.firmware.drivers.parts import Pin, Time


def settled(contact, time, ms=100):
    for _ in range(ms):
        time.now += 1
        found = contact()
    return found


@pytest.mark.parametrize(
    ("level", "closed_is", "found"), [(0, True, True), (1, True, False), (1, False, True)]
)
def test_a_contact_is_closed_to_ground(level, closed_is, found):
    assert Contact(Pin(level), Time().ticks, closed_is)() is found


def test_bouncing_is_not_seen():
    time, pin = Time(), Pin(1)
    contact = Contact(pin, time.ticks)
    for _ in range(100):
        pin(1 - pin())
        assert settled(contact, time, STEADY_MS - 5) is False
    pin(0)
    assert settled(contact, time, STEADY_MS + 2) is True


def test_a_key_switch_asks_its_contact():
    time, pin = Time(), Pin(1)
    switch = KeySwitch(Contact(pin, time.ticks))
    assert not switch.evacuate()
    pin(0)
    assert settled(switch.evacuate, time)


def measured(*microvolts):
    turns = cycle(microvolts)
    return lambda: next(turns)


def test_the_supply_is_the_middle_of_the_divider_times_its_ratio():
    assert Supply(measured(2_180_000, 2_182_000), 550).millivolts() == 11_995


def test_a_supply_that_is_not_wired_says_nothing():
    supply = Supply(None, 550)
    assert (supply.millivolts(), supply.battery()) == (0, False)


def test_without_mains_it_is_the_battery():
    mains = Pin(0)
    supply = Supply(None, 100, Contact(mains, Time().ticks))
    assert not supply.battery()
    assert Supply(None, 100, Contact(Pin(1), Time().ticks)).battery()
