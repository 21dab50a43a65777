"""MicroPython's modules as a board's program finds them, with our fake chips at the ends of the buses."""

import os
import select
from collections import deque

from firmware_bridge.firmware.boards.esp32 import pins as esp32
from tests.firmware_bridge.firmware.drivers.fake_pn532 import FakePn532
from tests.firmware_bridge.firmware.drivers.fake_rc522 import FakeRc522
from tests.firmware_bridge.firmware.drivers.parts import Pin, Pwm, Time

LOW_AT_REST = ("coil", "home", "tamper", "mains")


class Reset(Exception):
    """machine.reset() was called."""


class Uart:
    def __init__(self, number, baudrate, tx, rx, rxbuf, timeout):
        assert (baudrate, timeout) == (115_200, 0)
        self.heard, self.said = deque(), bytearray()

    def read(self):
        return self.heard.popleft() if self.heard else None

    def write(self, data):
        self.said.extend(data)
        return len(data)


class Timer:
    ONE_SHOT = 0

    def __init__(self, machine):
        self._machine = machine

    def init(self, mode, period, callback):
        assert mode == self.ONE_SHOT
        self._machine.clock.after(period, callback)


class Watchdog:
    def __init__(self, timeout):
        assert timeout <= 8_388  # the RP2040's longest
        self.fed = 0

    def feed(self):
        self.fed += 1


class PicoAdc:
    """Without read_uv."""

    def __init__(self, pin):
        pass

    def read_u16(self):
        return 43_690  # two thirds of 3.3 V


class Esp32Adc:
    """Measures up to 1.1 V, and more with the attenuator."""

    ATTN_11DB = 3

    def __init__(self, pin):
        self._most = 1_100_000

    def atten(self, attenuation):
        self._most = {self.ATTN_11DB: 3_100_000}[attenuation]

    def read_uv(self):
        return min(2_200_000, self._most)


class Rtc:
    date = None

    def datetime(self, date):
        Rtc.date = date


class Machine:
    """One of each; `wires` are the pins by their names."""

    def __init__(self, pins, clock):
        self.clock, self.wires = clock, {}
        self._names = {number: name for name, number in pins.items()}
        self.pn532, self.rc522, self.uart, self.lights = FakePn532(), FakeRc522(), None, []
        self.ADC = Esp32Adc if pins is esp32.PINS else PicoAdc
        self.Pin, self.PWM, self.RTC, self.WDT = self._pin, self._pwm, Rtc, Watchdog
        self.Pin.__func__.OUT, self.Pin.__func__.IN, self.Pin.__func__.PULL_UP = "out", "in", "up"
        self.Timer = self._timer
        self._timer.__func__.ONE_SHOT = Timer.ONE_SHOT
        self.UART, self.I2C, self.SPI = self._uart, self._i2c, self._spi

    def reset(self):
        raise Reset

    def _pin(self, number, *how):
        name = self._names[number]
        if name not in self.wires:
            self.wires[name] = Pin(0 if name in LOW_AT_REST else 1)
        if name == "select":
            return self.rc522.select
        return self.wires[name]

    def _pwm(self, pin, freq, duty_u16):
        self.lights.append(Pwm())
        return self.lights[-1]

    def _timer(self, _number):
        return Timer(self)

    def _uart(self, *how, **more):
        self.uart = Uart(*how, **more)
        return self.uart

    def _i2c(self, _number, sda, scl, freq):
        assert freq <= 400_000
        return self.pn532

    def _spi(self, _number, baudrate, polarity, phase, sck, mosi, miso):
        assert (polarity, phase) == (0, 0)
        assert baudrate <= 10_000_000
        return self.rc522


class FakeTime:
    def __init__(self, clock):
        self.sleep_ms, self._clock = clock.sleep_ms, clock

    def ticks_ms(self):
        return self._clock.now % (1 << 30)


class Modules:
    def __init__(self, pins):
        self.clock = Time()
        self.machine, self.time = Machine(pins, self.clock), FakeTime(self.clock)
        self.os, self.select = os, select
