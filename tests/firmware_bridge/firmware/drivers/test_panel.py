import pytest

from firmware_bridge.firmware.drivers.panel import SHOWN, Panel
from tests.firmware_bridge.firmware.drivers.parts import Pwm, Time


class Front:
    def __init__(self):
        self.green, self.red, self.buzzer, self.time = Pwm(), Pwm(), Pwm(), Time()
        self.panel = Panel(self.green, self.red, self.buzzer, self.time.ticks)

    def now(self):
        return self.green.duty > 0, self.red.duty > 0, self.buzzer.hertz if self.buzzer.duty else 0

    def watch(self, ms, step=10):
        found = []
        for _ in range(ms // step):
            self.panel.tick()
            if not found or found[-1] != self.now():
                found.append(self.now())
            self.time.now += step
        return found


@pytest.fixture
def front():
    return Front()


def test_it_begins_dark_and_silent(front):
    assert front.watch(3000) == [(False, False, 0)]


@pytest.mark.parametrize("word", SHOWN)
def test_dark_puts_out_everything_at_once_and_for_good(front, word):
    front.panel.show(word, "")
    front.watch(300)
    front.panel.show("dark", "")
    assert front.now() == (False, False, 0)
    assert front.watch(5000) == [(False, False, 0)]


def test_a_release_is_green_with_one_beep_and_then_ready(front):
    front.panel.show("released", "")
    assert front.watch(2000) == [(True, False, 2000), (True, False, 0)]
    assert front.green.duty < 65535


def test_a_refusal_is_red_with_two_beeps(front):
    front.panel.show("refused", "held")
    beeps = [sound for _, _, sound in front.watch(3000)]
    assert beeps == [400, 0, 400, 0, 0]


def test_an_evacuation_is_loud_and_bright_until_another_word_comes(front):
    front.panel.show("evacuate", "")
    found = front.watch(60_000)
    assert len(found) == 240
    assert all(sound for _, _, sound in found)
    front.panel.show("ready", "")
    assert front.watch(5000) == [(True, False, 0)]


def test_a_slow_loop_does_not_slow_the_lights(front):
    front.panel.show("released", "")
    front.time.now += 5_000
    front.panel.tick()
    assert front.now() == (True, False, 0)
    assert front.green.duty < 65535


def test_every_word_of_the_firmware_can_be_shown():
    assert set(SHOWN) == {"ready", "wait", "released", "refused", "alert", "evacuate", "dark"}
