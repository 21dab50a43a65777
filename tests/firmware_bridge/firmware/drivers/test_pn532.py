import pytest

from firmware_bridge.firmware.drivers.pn532 import Pn532, frame, unframe
from firmware_bridge.firmware.drivers.presence import ChipError
from tests.firmware_bridge.firmware.drivers import fake_pn532
from tests.firmware_bridge.firmware.drivers.fake_pn532 import UID_4, UID_7, FakePn532, Fault
from tests.firmware_bridge.firmware.drivers.parts import Time


@pytest.fixture
def chip():
    return FakePn532()


@pytest.fixture
def reader(chip):
    reader = Pn532(chip, Time().sleep_ms)
    reader.start()
    return reader


def test_it_is_set_up_as_the_manual_says(chip, reader):
    assert chip.commands == [fake_pn532.SAM, fake_pn532.RETRIES]


@pytest.mark.parametrize("uid", [None, UID_4, UID_7])
def test_it_says_which_tag_is_there(chip, reader, uid):
    chip.tag = uid
    assert reader.look() == uid
    assert chip.commands[-1] == fake_pn532.LIST


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
def test_a_fault_is_told_and_never_a_tag(chip, reader, fault):
    chip.tag, chip.fault = UID_4, fault
    with pytest.raises((ChipError, OSError)):
        reader.look()
    chip.fault = Fault.NONE
    reader.start()
    assert reader.look() == UID_4


@pytest.mark.parametrize("cut", range(len(fake_pn532.FOUND_7) - 1))
def test_no_part_of_a_frame_is_a_frame(cut):
    with pytest.raises(ChipError):
        unframe(fake_pn532.FOUND_7[:cut])


@pytest.mark.parametrize("at", range(3, len(fake_pn532.FOUND_4) - 1))
def test_no_wrong_bit_of_a_frame_passes(at):
    for bit in range(8):
        raw = bytearray(fake_pn532.FOUND_4)
        raw[at] ^= 1 << bit
        with pytest.raises(ChipError):
            unframe(bytes(raw))


def test_frames_are_those_of_the_manual():
    assert frame(bytes.fromhex("d44a0100")) == fake_pn532.LIST
    assert unframe(fake_pn532.NOTHING) == bytes.fromhex("d54b00")


@pytest.mark.parametrize("size", [0, 5, 11])
def test_a_uid_of_another_length_is_no_uid(chip, reader, size):
    answer = frame(bytes.fromhex("d54b010100440a")[:6] + bytes((0x20, size)) + bytes(size))
    chip._answers = [fake_pn532.ACK, answer]
    chip.writeto = lambda _address, _data: None
    with pytest.raises(ChipError):
        reader.look()
