"""A whole board on MicroPython, from the folder that `schoolbell firmware build` made, to measure its memory.

Chips, pins and clock are the fewest that will do. The host is the broker: lines carry its bytes, in hex.
"""

import gc
import json
import os
import time


class Quiet:
    """A pin, a light, a timer, a watchdog: takes everything."""

    OUT = IN = PULL_UP = ONE_SHOT = 0

    def __init__(self, *how, **more):
        self.level = 0

    def __call__(self, *how):
        return self.level

    def quiet(self, *how, **more):
        return 0

    duty_u16 = freq = init = feed = read_u16 = quiet


class Chip:
    """A PN532 on which `tag` lies."""

    def __init__(self):
        self.tag, self.answers = None, []

    def writeto(self, address, data):
        from firmware.drivers.pn532 import ACK, frame

        if data != ACK:
            found = b"\x01\x01\x00\x44\x20" + bytes((len(self.tag),)) + self.tag if self.tag else b"\x00"
            self.answers = [ACK, frame(bytes((0xD5, data[6] + 1)) + (found if data[6] == 0x4A else b""))]

    def readfrom(self, address, count):
        answer = b"\x01" + self.answers.pop(0)
        return answer + bytes(count - len(answer))


class Stream:
    def __init__(self):
        self.heard, self.said = b"", b""

    def read(self, count):
        data, self.heard = self.heard[:count], self.heard[count:]
        return data or None

    def write(self, data):
        self.said += data
        return len(data)

    def close(self):
        pass


class Clock:
    """As MicroPython's `time`."""

    now = 0

    def sleep_ms(self, ms):
        self.now += ms

    def ticks_ms(self):
        return self.now


class Machine:
    Pin = PWM = ADC = Timer = Quiet

    def __init__(self):
        self.chip = Chip()

    def I2C(self, number, **how):  # noqa: N802 - MicroPython's name for it
        return self.chip


class Modules:
    machine, time, os = Machine(), Clock(), os


class Bench:
    def __init__(self, config):
        from firmware.boards.assembly import Board
        from firmware.boards.esp32.pins import PINS
        from firmware.boards.readers import READERS
        from firmware.boards.run import _station
        from firmware.boards.start import start  # noqa: F401 - on a board it is in memory, too
        from firmware.drivers import mqtt, tls  # noqa: F401

        self.stream = Stream()

        def link(board):
            return mqtt.MqttLink(lambda: self.stream, "northgate", "gate-1", ("gate-1", "x"), board.ticks)

        os.urandom = lambda count: bytes(time.ticks_us() & 255 for _ in range(count))
        self.board = Board(Modules, PINS, config, READERS["pn532"], link)
        parts = self.board.parts()
        parts.link = self.board.link()
        self.station = _station(self.board, parts)
        self.station.start()

    def step(self, line):
        from firmware.boards.run import _step

        if "tag" in line:
            Modules.machine.chip.tag = bytes.fromhex(line["tag"])
        self.stream.heard += bytes.fromhex(line.get("hear", ""))
        Modules.time.now += line["ms"]
        begun = gc.mem_alloc()
        for _ in range(4):
            _step(self.board, Quiet(), self.station)
        return {"allocated": gc.mem_alloc() - begun}


_bench = []
BEFORE = gc.mem_alloc()  # all that is above belongs to the test


def answer(text):
    """`heap` is what is alive after a `collect`: this build collects between calls only."""
    line = json.loads(text)
    found = {}
    if line["do"] == "start":
        _bench.append(Bench(line["config"]))
    elif line["do"] == "step":
        found = _bench[0].step(line)
    elif line["do"] == "collect":
        gc.collect()
    found["heap"] = gc.mem_alloc() - BEFORE
    if _bench:
        stream = _bench[0].stream
        found["said"], stream.said = stream.said.hex(), b""
        found["label"] = _label()
    return json.dumps(found)


def _label():
    with open("state/label.txt") as file:
        return file.read()
