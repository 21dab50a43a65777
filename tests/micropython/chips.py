"""The readers' drivers on a bus that was recorded: what they say must be the same, byte for byte.

A line is `{"module": "chips", "chip": name, "talk": [[said, heard], …], "looks": count}`, in hex; the answer
has what each look found, and how much of the talk is left.
"""

import json

from firmware_bridge.firmware.drivers.pn532 import Pn532
from firmware_bridge.firmware.drivers.rc522 import Rc522


class Recorded:
    """SPI and I2C at once."""

    def __init__(self, talk):
        self.talk = talk

    def write(self, data):
        self._next(data)

    def write_readinto(self, out, into):
        into[:] = self._next(out)

    def writeto(self, address, data):
        self._next(data)

    def readfrom(self, address, count):
        return self._next(bytes((count,)))

    def _next(self, data):
        said, heard = self.talk.pop(0)
        if said != bytes(data).hex():
            raise ValueError(f"said {bytes(data).hex()} and not {said}")
        return bytes.fromhex(heard)


def no_wait(ms):
    pass


def driver(name, bus):
    return Rc522(bus, no_wait, no_wait) if name == "rc522" else Pn532(bus, no_wait)


def answer(text):
    line = json.loads(text)
    bus = Recorded(line["talk"])
    reader = driver(line["chip"], bus)
    reader.start()
    found = [reader.look() for _ in range(line["looks"])]
    return json.dumps({"found": [uid and uid.hex() for uid in found], "left": len(bus.talk)})
