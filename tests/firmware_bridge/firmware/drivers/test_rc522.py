import pytest

from firmware_bridge.firmware.drivers.presence import ChipError
from firmware_bridge.firmware.drivers.rc522 import Rc522, _with_crc
from tests.firmware_bridge.firmware.drivers.fake_rc522 import (
    HALT,
    UID_4,
    UID_7,
    FakeRc522,
    FakeTag,
    Fault,
    crc_a,
)
from tests.firmware_bridge.firmware.drivers.parts import Time

CHIP_FAULTS = (Fault.UNPLUGGED, Fault.STUCK_LOW)


@pytest.fixture
def chip():
    return FakeRc522()


@pytest.fixture
def reader(chip):
    reader = Rc522(chip, chip.select, Time().sleep_ms)
    reader.start()
    return reader


def test_the_field_is_on_and_the_wait_is_25_ms(chip, reader):
    assert chip.registers[0x14] & 3 == 3
    ticks = chip.registers[0x2C] << 8 | chip.registers[0x2D]
    prescaler = (chip.registers[0x2A] & 0x0F) << 8 | chip.registers[0x2B]
    assert ticks * (2 * prescaler + 1) / 13_560 == pytest.approx(25, abs=0.1)


@pytest.mark.parametrize("uid", [UID_4, UID_7])
def test_it_says_which_tag_is_there_each_time(chip, reader, uid):
    chip.tag = FakeTag(uid)
    assert [reader.look() for _ in range(3)] == [uid] * 3


def test_an_empty_field_is_no_tag(reader):
    assert reader.look() is None


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in (Fault.NONE, *CHIP_FAULTS)])
def test_a_talk_that_fails_is_no_tag(chip, reader, fault):
    chip.tag, chip.fault = FakeTag(UID_7), fault
    assert reader.look() is None
    chip.fault = Fault.NONE
    assert UID_7 in (reader.look(), reader.look())


@pytest.mark.parametrize("fault", CHIP_FAULTS)
def test_a_chip_that_is_gone_is_told(chip, reader, fault):
    chip.tag, chip.fault = FakeTag(UID_4), fault
    with pytest.raises(ChipError):
        reader.look()
    with pytest.raises(ChipError):
        reader.start()
    chip.fault = Fault.NONE
    reader.start()
    assert reader.look() == UID_4


def test_another_chip_is_not_taken_for_it(chip):
    chip.registers[0x37] = 0x12
    with pytest.raises(ChipError):
        Rc522(chip, chip.select, Time().sleep_ms).start()


@pytest.mark.parametrize("data", [b"\x00\x00", b"\x12\x34", bytes(range(30))])
def test_the_sum_is_that_of_iso_14443(data):
    assert _with_crc(data) == data + crc_a(data)


def test_the_sums_written_in_iso_14443_annex_b():
    assert crc_a(b"\x00\x00") == b"\xa0\x1e"
    assert crc_a(b"\x12\x34") == b"\x26\xcf"
    assert _with_crc(b"\x50\x00") == HALT
