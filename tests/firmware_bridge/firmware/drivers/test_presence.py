import pytest

from firmware_bridge.firmware.drivers.presence import AGAIN_MS, EVERY_MS, GONE_AFTER, ChipError, Presence
from tests.firmware_bridge.firmware.drivers.parts import Time

UID, OTHER = b"\x04\xa1\xb2\xc3", b"\x04\xa1\xb2\xc4"


class Chip:
    """`found` is looked at one by one; an exception in it is raised."""

    def __init__(self, *found):
        self.found, self.starts = list(found), 0

    def start(self):
        self.starts += 1

    def look(self):
        found = self.found.pop(0) if self.found else None
        if isinstance(found, Exception):
            raise found
        return found


def seen(*found, looks=12, every=EVERY_MS):
    time, chip = Time(), Chip(*found)
    presence, told = Presence(chip, time.ticks), []
    for _ in range(looks):
        uid = presence.read()
        if uid:
            told.append(uid)
        time.now += every
    return told, chip, presence


def test_a_tag_that_lies_there_is_told_once():
    assert seen(*[UID] * 10)[0] == [UID]


def test_a_tag_that_was_lost_to_a_shaking_hand_is_not_told_again():
    assert seen(UID, None, UID, *[None] * (GONE_AFTER - 1), UID)[0] == [UID]


def test_a_tag_that_went_and_came_is_told_again():
    assert seen(UID, *[None] * GONE_AFTER, UID)[0] == [UID, UID]


def test_another_tag_is_told_at_once():
    assert seen(UID, OTHER, UID)[0] == [UID, OTHER, UID]


def test_it_does_not_look_more_often_than_need_be():
    assert len(seen(*[UID] * 50, looks=EVERY_MS, every=1)[1].found) == 49


@pytest.mark.parametrize("failure", [ChipError("checksum"), OSError(5, "EIO")])
def test_a_chip_that_fails_is_set_up_again(failure):
    told, chip, presence = seen(None, failure, UID, looks=4, every=AGAIN_MS)
    assert (told, chip.starts, presence.faults, presence.lost) == ([UID], 2, 1, False)


def test_a_chip_that_never_answers_is_lost_and_asked_once_a_second():
    _, _, presence = seen(*[ChipError("silent")] * 100, looks=100)
    assert presence.lost
    assert presence.faults == pytest.approx(100 * EVERY_MS / AGAIN_MS, abs=1)
