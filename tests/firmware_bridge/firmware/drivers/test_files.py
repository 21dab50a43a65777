"""The station's flash on littlefs, with the power cut before and in the middle of each thing a chip does."""

import os

import pytest

from firmware_bridge.firmware import cbor
from firmware_bridge.firmware.drivers.files import Files
from firmware_bridge.firmware.store import Store
from tests.firmware_bridge.firmware.drivers.littlefs_disk import Chip, Disk, cuts

LIMIT = 2_000  # bytes of an event store that must be rewritten now and then


def event(number):
    return cbor.dumps({1: b"bootboot", 2: number, 3: bytes(16), 4: 2, 5: 16, 12: 0})


def files(chip):
    disk = Disk(chip)
    return Files("", disk, disk.open)


def numbers(store):
    return [cbor.loads(content)[2] for _, content in store.unacknowledged()]


def fill(flash):
    for _ in range(100):
        flash.append("events", bytes(4000), True)


@pytest.fixture(params=["littlefs", "a folder"])
def flash(request, tmp_path):
    return files(Chip()) if request.param == "littlefs" else Files(str(tmp_path), os)


def test_a_file_that_is_not_there_is_empty(flash):
    assert flash.size("events") == 0
    assert flash.read("events", 0, 10) == b""


def test_what_is_appended_comes_after_what_was_there(flash):
    flash.append("events", b"one", True)
    flash.append("events", b"two", False)
    assert flash.size("events") == 6
    assert flash.read("events", 2, 3) == b"etw"


def test_a_replaced_file_is_the_new_one_alone(flash):
    flash.replace("mode", [b"long before"])
    flash.replace("mode", iter([b"af", b"ter"]))
    assert flash.read("mode", 0, 100) == b"after"


def test_no_room_is_an_oserror_and_costs_nothing_that_was_there():
    flash = files(Chip())
    flash.replace("mode", [b"kept"])
    with pytest.raises(OSError, match="28"):
        fill(flash)
    assert flash.read("mode", 0, 10) == b"kept"


def test_a_flash_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "events").mkdir()
    with pytest.raises(OSError, match="directory"):
        Files(str(tmp_path), os).read("events", 0, 1)


def test_power_lost_at_any_operation_leaves_the_old_file_or_the_new():
    chip = Chip()
    flash = files(chip)
    flash.replace("authority", [b"old" * 500])
    before, chip.done = bytes(chip.buffer), []
    flash.replace("authority", [b"new" * 700, b"more" * 500])
    assert chip.done
    seen = set()
    for _, image in cuts(before, chip.done):
        content = files(Chip(image)).read("authority", 0, 10_000)
        assert content in (b"old" * 500, b"new" * 700 + b"more" * 500)
        seen.add(content[:3])
    assert seen == {b"old", b"new"}


class Life:
    """Appends and acknowledges, and remembers after how many of the chip's operations each was done."""

    def __init__(self):
        self.chip = Chip()
        self.store = Store(files(self.chip), limit=LIMIT)
        self.empty, self.chip.done = bytes(self.chip.buffer), []
        self.appended, self.acknowledged = [], []  # after how many operations; the number of the event

    def live(self, events):
        for number in range(1, events + 1):
            begun = len(self.chip.done)
            self.store.append(event(number))
            self.appended.append((begun, len(self.chip.done), number))
            if number % 5 == 0:
                self._acknowledge(number - 2)

    def _acknowledge(self, up_to):
        ends = [end for end, content in self.store.unacknowledged() if cbor.loads(content)[2] <= up_to]
        begun = len(self.chip.done)
        self.store.acknowledge(ends[-1], len(ends))
        self.acknowledged.append((begun, up_to))

    def check(self, done, image):
        store = Store(files(Chip(image)), limit=LIMIT)
        found = numbers(store)
        must = [number for _, ended, number in self.appended if ended <= done]
        may = [number for begun, _, number in self.appended if begun <= done]
        told = max((up_to for begun, up_to in self.acknowledged if begun <= done), default=0)
        assert set(must) - set(range(told + 1)) <= set(found), "an event that opened a lock is lost"
        assert set(found) <= set(may), "an event that nobody wrote is there"
        assert found == sorted(found)
        assert store.waiting == len(found)
        store.append(event(10_000))
        assert numbers(store) == [*found, 10_000], "it goes on after the cut"


def test_power_lost_at_any_operation_loses_no_event_that_was_stored():
    life = Life()
    life.live(100)
    assert life.store.rewrites >= 2
    for done, image in cuts(life.empty, life.chip.done):
        life.check(done, image)
