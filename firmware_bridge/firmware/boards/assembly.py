"""Puts a station together from a board's pins and its config file (docs/build-a-station.md)."""

import json

from ..clock import Ticks
from ..drivers.bolt import Bolt
from ..drivers.files import Files
from ..drivers.inputs import Contact, KeySwitch, Supply
from ..drivers.panel import Panel
from ..drivers.presence import Presence
from ..hardware import Parts

CONFIG = "config.json"
STATE = "state"  # the folder of what the station writes itself


class Board:
    """`modules` are MicroPython's: machine, time, os, and what the board's link and reader need."""

    def __init__(self, modules, pins, config, reader, link):
        self.modules, self.pins, self.config = modules, pins, config
        self.sleep_ms = modules.time.sleep_ms
        self.ticks = Ticks(modules.time.ticks_ms)
        self.panel = Panel(self._pwm("green"), self._pwm("red"), self._pwm("buzzer"), self.ticks)
        self._timer = modules.machine.Timer(pins["timer"])  # kept: one that nobody holds is collected
        home, forced = self._contact("home"), self._contact("tamper", False)
        self.bolt = Bolt(self._coil(), home, forced, self.ticks, self.sleep_ms, self._after)
        self.reader = Presence(reader(self), self.ticks)
        self.reader_lost = False  # as it was last shown
        self.flash = Files(_folder(modules.os, STATE), modules.os)
        self._link = link

    def link(self):
        """Raises OSError where there is no certificate, or no radio."""
        return self._link(self)

    def parts(self):
        """All but the link, without which the key switch still works."""
        name = self.config["board"] + " " + self.config["reader"]
        switch = KeySwitch(self._contact("key"))
        supply = Supply(self._microvolts(), self.config["divider_percent"], self._mains())
        return Parts(
            self.flash,
            self.bolt,
            self.panel,
            None,
            self.reader,
            self.ticks,
            self.ticks,
            self.modules.os.urandom,
            name,
            switch,
            supply,
        )

    def noise(self):
        """An ESP32's random numbers are good only while its radio is on."""
        network = getattr(self.modules, "network", None)
        if network:
            network.WLAN(network.STA_IF).active(True)

    def pin(self, name, *how):
        return self.modules.machine.Pin(self.pins[name], *how)

    def _coil(self):
        return self.pin("coil", self.modules.machine.Pin.OUT)

    def _contact(self, name, closed_is=True):
        machine = self.modules.machine
        return Contact(self.pin(name, machine.Pin.IN, machine.Pin.PULL_UP), self.ticks, closed_is)

    def _pwm(self, name):
        return self.modules.machine.PWM(self.pin(name), freq=1000, duty_u16=0)

    def _after(self, ms, do):
        self._timer.init(mode=self.modules.machine.Timer.ONE_SHOT, period=ms, callback=do)

    def _mains(self):
        return self._contact("mains") if self.config["mains_wired"] else None

    def _microvolts(self):
        """Of the pin; None if no divider is wired."""
        if not self.config["divider_percent"]:
            return None
        machine = self.modules.machine
        adc = machine.ADC(self.pin("supply"))
        if hasattr(adc, "atten"):
            adc.atten(machine.ADC.ATTN_11DB)  # an ESP32's measures up to 1.1 V without it
        return getattr(adc, "read_uv", None) or (lambda: adc.read_u16() * 3_300_000 // 65_535)


def read_config(path=CONFIG):
    with open(path) as file:
        return json.load(file)


def _folder(os, path):
    try:
        os.mkdir(path)
    except OSError:
        return path  # it is there; if it could not be made, the first write will say so
    return path
