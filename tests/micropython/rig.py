"""A station on a rig, driven by lines of JSON: the same file runs on CPython and on MicroPython.

A line is `{"rig": name, "at": milliseconds since power came on, "do": command, …}`; the answer is what the
station did since the last one. Bytes are hex. The same lines give the same answers, byte for byte.
"""

import json

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.store import Store
from firmware_bridge.firmware.sums import sha256
from firmware_bridge.firmware.words import Lock


class PowerCut(BaseException):
    """Not an Exception: no firmware may catch it."""


class Flash:
    """Memory that outlives power. `cut_after` bytes more and the power goes; `broken` refuses every write."""

    def __init__(self):
        self.files, self.cut_after, self.broken = {}, None, False

    def size(self, name):
        return len(self.files.get(name, b""))

    def read(self, name, at, count):
        return bytes(self.files.get(name, b"")[at : at + count])

    def append(self, name, data, durable):
        written = self._powered(data)
        if name not in self.files:
            self.files[name] = bytearray()
        self.files[name].extend(written)
        if len(written) < len(data):
            raise PowerCut()

    def replace(self, name, pieces):
        """The new file takes the old one's place only when the last byte of it is there."""
        new = bytearray()
        for piece in pieces:
            new.extend(self._powered(piece))
            if self.cut_after == 0:
                raise PowerCut()
        self.files[name] = new

    def _powered(self, data):
        if self.broken:
            raise OSError("flash failed")
        if self.cut_after is None:
            return data
        written = data[: self.cut_after]
        self.cut_after -= len(written)
        return written


class Bolt:
    """`cut` is "before" or "after" its next movement, at which the power goes."""

    def __init__(self):
        self.openings, self.position, self.forced, self.cut = 0, Lock.LOCKED, False, ""

    def open(self):
        if self.cut == "before":
            raise PowerCut()
        if self.position == Lock.JAMMED:
            return False
        self.openings += 1
        if self.cut == "after":
            raise PowerCut()
        return True

    def state(self):
        return self.position

    def tampered(self):
        return self.forced


class Panel:
    """What is shown, and the link: both only write down what they were given."""

    def __init__(self):
        self.up, self.sent, self.states, self.shown = True, [], [], []

    def show(self, word, text):
        self.shown.append([word, text])

    def send(self, kind, data):
        if self.up:
            self.sent.append([kind, data.hex()])
        return self.up

    def state(self, word):
        self.states.append(word)

    def poll(self):
        return []

    def read(self):
        return None

    def taken(self):
        taken = {"sent": self.sent, "states": self.states, "shown": self.shown}
        self.sent, self.states, self.shown = [], [], []
        return taken


class Mains:
    """The key switch and the supply."""

    def __init__(self):
        self.switched, self.level, self.on_battery = False, 0, False

    def evacuate(self):
        return self.switched

    def millivolts(self):
        return self.level

    def battery(self):
        return self.on_battery


class Rig:
    def __init__(self, seed):
        self.flash, self.lock, self.panel, self.mains = Flash(), Bolt(), Panel(), Mains()
        self.station, self.at, self._seed, self._drawn = None, 0, seed, 0

    def random(self, count):
        out = b""
        while len(out) < count:
            self._drawn += 1
            out += sha256(f"{self._seed} {self._drawn}".encode())
        return out[:count]

    def ticks(self):
        return self.at

    def power_on(self):
        self.flash.cut_after = None
        panel = self.panel = Panel()
        parts = Parts(self.flash, self.lock, panel, panel, panel, self.ticks, self.ticks, self.random, "rig")
        parts.switch = parts.supply = self.mains
        self.station = Station(parts)
        self.station.start()

    def seen(self):
        station = self.station
        seen = self.panel.taken()
        seen["openings"], seen["lock"] = self.lock.openings, self.lock.position
        seen["power"] = station is not None
        if station:
            seen["mode"], seen["waiting"] = station.mode, station.store.waiting
        return seen


def _make(rig, line):
    identity.make(rig.flash, line["site"], line["station"], lambda count: bytes.fromhex(line["key"]))


def _power_on(rig, line):
    rig.power_on()


def _power_off(rig, line):
    rig.station = None


def _receive(rig, line):
    rig.station.receive(bytes.fromhex(line["data"]), line.get("retained", False))
    rig.station.tick()


def _tap(rig, line):
    rig.station.tap(bytes.fromhex(line["uid"]))
    rig.station.tick()


def _tick(rig, line):
    rig.station.tick()


def _link(rig, line):
    rig.panel.up = line["up"]


def _flash(rig, line):
    rig.flash.cut_after, rig.flash.broken = line.get("cut_after"), line.get("broken", False)


def _lock(rig, line):
    rig.lock.position = line.get("position", Lock.LOCKED)
    rig.lock.forced, rig.lock.cut = line.get("forced", False), line.get("cut", "")


def _mains(rig, line):
    rig.mains.switched = line.get("switch", False)
    rig.mains.level, rig.mains.on_battery = line.get("millivolts", 0), line.get("battery", False)


def _events(rig, line):
    """Every event in flash, acknowledged or not."""
    return [content.hex() for _, content in Store(rig.flash).unacknowledged(0)]


COMMANDS = {
    "make": _make,
    "power-on": _power_on,
    "power-off": _power_off,
    "receive": _receive,
    "tap": _tap,
    "tick": _tick,
    "link": _link,
    "flash": _flash,
    "lock": _lock,
    "mains": _mains,
    "events": _events,
}

_rigs = {}


def rig_of(line):
    return _rigs[line["rig"]]


def answer(text):
    """One line's answer. A power cut is an answer too: `"power": false`."""
    line = json.loads(text)
    if line["do"] == "new":
        _rigs[line["rig"]] = Rig(line["seed"])
    rig = _rigs[line["rig"]]
    rig.at = line.get("at", rig.at)
    try:
        found = COMMANDS[line["do"]](rig, line) if line["do"] != "new" else None
    except PowerCut:
        rig.station, found = None, None
    seen = rig.seen()
    if found is not None:
        seen["found"] = found
    return json.dumps(seen)
