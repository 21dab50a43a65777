"""The readers' drivers on MicroPython, at the other end of what our fake chips said on CPython."""

import json

import pytest

from tests.firmware_bridge.firmware.drivers.fake_pn532 import UID_4, UID_7, FakePn532
from tests.firmware_bridge.firmware.drivers.fake_rc522 import FakeRc522, FakeTag
from tests.micropython.chips import driver

LOOKS = 3


class Recorder:
    """Between a driver and its chip; `talk` is what went over the bus."""

    def __init__(self, chip):
        self._chip, self.talk = chip, []

    def write(self, data):
        self._talked(data, self._selected(self._chip.write, data))

    def write_readinto(self, out, into):
        self._selected(self._chip.write_readinto, out, into)
        self._talked(out, into)

    def writeto(self, address, data):
        self._talked(data, self._chip.writeto(address, data))

    def readfrom(self, address, count):
        heard = self._chip.readfrom(address, count)
        self._talked(bytes((count,)), heard)
        return heard

    def _selected(self, call, *how):
        self._chip.select(0)
        return call(*how)

    def _talked(self, said, heard):
        self.talk.append([bytes(said).hex(), bytes(heard or b"").hex()])


@pytest.mark.parametrize("uid", [None, UID_4, UID_7])
@pytest.mark.parametrize("name", ["pn532", "rc522"])
def test_a_driver_says_the_same_on_micropython(name, uid, micropython):
    chip = FakeRc522() if name == "rc522" else FakePn532()
    chip.tag = FakeTag(uid) if uid and name == "rc522" else uid
    recorder = Recorder(chip)
    reader = driver(name, recorder)
    reader.start()
    found = [reader.look() for _ in range(LOOKS)]
    line = {"module": "chips", "chip": name, "talk": recorder.talk, "looks": LOOKS}
    answer = json.loads(micropython.ask(json.dumps(line)))
    assert found == [uid] * LOOKS
    assert answer == {"found": [uid and uid.hex()] * LOOKS, "left": 0}
