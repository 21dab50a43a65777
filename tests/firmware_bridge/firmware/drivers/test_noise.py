"""What comes over a wire may be anything: a parser refuses it in its own way, or passes it over."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.firmware.drivers.mqtt import _LONGEST, Broken, Packets, packet
from firmware_bridge.firmware.drivers.pn532 import unframe
from firmware_bridge.firmware.drivers.presence import ChipError
from firmware_bridge.firmware.drivers.rc522 import Rc522
from tests.firmware_bridge.firmware.drivers.parts import Time
from tests.firmware_bridge.firmware.drivers.test_mqtt import Wire

seeded = settings(max_examples=200, deadline=None, derandomize=True)
READ = 1024  # bytes that a link takes from its socket at a time


@seeded
@given(st.lists(st.binary(max_size=READ), max_size=30))
def test_mqtt_packets_of_noise_are_refused_in_little_memory(pieces):
    packets = Packets()
    with suppress(Broken):
        for piece in pieces:
            packets.feed(piece)
            assert len(packets._part) <= _LONGEST + 5


@seeded
@given(st.integers(1, 15), st.integers(0, 15), st.binary(max_size=40))
def test_a_broker_that_says_anything_breaks_the_link_at_most(kind, flags, body):
    wire = Wire().open()
    wire.stream.says = [packet(kind, flags, body)]
    received = wire.link.poll()
    assert wire.stream.closed or wire.link.up
    assert len(received) <= 1


@seeded
@given(st.binary(max_size=40))
def test_a_frame_of_noise_is_no_frame_or_holds_what_it_says(raw):
    with suppress(ChipError):
        data = unframe(raw)
        assert len(data) == raw[3]


class Noise:
    """A chip whose every register reads as the next of `values`."""

    def __init__(self, values):
        self._values = values

    def write(self, data):
        assert len(data) == 2

    def write_readinto(self, out, into):
        into[1] = next(self._values, 0x92)


@seeded
@given(st.lists(st.integers(0, 255), max_size=300))
def test_an_rc522_of_noise_gives_a_uid_of_a_right_length_or_none(values):
    reader = Rc522(Noise(iter(values)), lambda level: None, Time().sleep_ms)
    with suppress(ChipError):
        reader.start()
        assert len(reader.look() or bytes(4)) in (4, 7, 10)
