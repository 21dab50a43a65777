from itertools import pairwise

import pytest

from firmware_bridge.firmware.drivers.bolt import HOME_MS, MOVE_MS, PULSE_MS, REST_MS, Bolt
from firmware_bridge.firmware.drivers.inputs import Contact
from firmware_bridge.firmware.words import Lock
from tests.firmware_bridge.firmware.drivers.parts import Pin, Time


class Mechanism:
    """A bolt with a spring: it leaves its place 20 ms after the coil draws, and comes home after it."""

    def __init__(self, *, stuck=False, timer=True):
        self.time, self.stuck = Time(), stuck
        self.home, self.pulses, self._on_at = Pin(0), [], None
        self.coil = Pin(0, self._coil)
        self.forced = Pin(1)
        contacts = [Contact(pin, self.time.ticks) for pin in (self.home, self.forced)]
        after = self.time.after if timer else None
        self.bolt = Bolt(self.coil, *contacts, self.time.ticks, self.time.sleep_ms, after)

    def _coil(self, level):
        if level:
            self._on_at = self.time.now
            if not self.stuck:
                self.time.alarms.append((self.time.now + 20, lambda: self.home(1)))
        else:
            self.pulses.append((self._on_at, self.time.now))
            if not self.stuck:
                self.time.alarms.append((self.time.now + 20, lambda: self.home(0)))

    def wait(self, ms, step=10):
        """As the station's loop does: it looks at the state all the time."""
        states = []
        for _ in range(ms // step):
            self.time.sleep_ms(step)
            states.append(self.bolt.state())
        return states


def test_it_draws_sees_the_bolt_move_and_lets_go_by_itself():
    made = Mechanism()
    assert made.bolt.state() == Lock.LOCKED
    assert made.bolt.open() is True
    assert made.time.now <= MOVE_MS
    assert made.bolt.state() == Lock.OPEN
    made.wait(1000)
    assert made.bolt.state() == Lock.LOCKED
    assert [end - start for start, end in made.pulses] == [PULSE_MS]


def test_a_bolt_that_does_not_move_is_said_to_have_not_and_is_let_go_at_once():
    made = Mechanism(stuck=True)
    assert made.bolt.open() is False
    assert made.coil() == 0
    (pulse,) = made.pulses
    assert MOVE_MS <= pulse[1] - pulse[0] <= MOVE_MS + 10
    assert made.bolt.state() == Lock.LOCKED


def test_a_station_that_hangs_is_saved_by_the_timer():
    made = Mechanism()
    made.bolt.open()
    made.time.sleep_ms(10_000)
    assert [end - start for start, end in made.pulses] == [PULSE_MS]


def test_without_a_timer_the_next_look_ends_the_pulse():
    made = Mechanism(timer=False)
    made.bolt.open()
    made.wait(1000, step=10)
    assert [end - start for start, end in made.pulses] == [pytest.approx(PULSE_MS, abs=10)]


def test_whatever_interrupts_it_the_coil_is_let_go():
    made = Mechanism(stuck=True)

    def interrupted(ms):
        if made.coil():
            raise KeyboardInterrupt
        made.time.sleep_ms(ms)

    made.bolt._sleep_ms = interrupted
    with pytest.raises(KeyboardInterrupt):
        made.bolt.open()
    assert made.coil() == 0


def test_however_often_it_is_asked_the_coil_rests_two_thirds_of_the_time():
    made = Mechanism()
    for _ in range(20):
        assert made.bolt.open()
    on = sum(end - start for start, end in made.pulses)
    assert on <= made.time.now * PULSE_MS / (PULSE_MS + REST_MS) + PULSE_MS
    starts = [start for start, _ in made.pulses]
    assert all(b - a >= PULSE_MS + REST_MS for a, b in pairwise(starts))


def test_a_bolt_that_does_not_come_home_is_jammed():
    made = Mechanism()
    made.bolt.open()
    made.stuck = True
    states = made.wait(HOME_MS + 500)
    assert states[0] == Lock.OPEN
    assert states[-1] == Lock.JAMMED


def test_a_cut_wire_of_the_sensor_is_never_taken_for_a_locked_bolt():
    made = Mechanism()
    made.home(1)
    assert made.wait(200)[-1] == Lock.JAMMED


def test_it_begins_with_the_coil_off():
    coil = Pin(1)
    time = Time()
    Bolt(coil, lambda: True, lambda: False, time.ticks, time.sleep_ms)
    assert coil() == 0


def test_forcing_is_passed_on():
    made = Mechanism()
    assert not made.bolt.tampered()
    made.forced(0)
    for _ in range(10):
        made.time.sleep_ms(10)
        forced = made.bolt.tampered()
    assert forced
