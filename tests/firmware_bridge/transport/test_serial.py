import os
import subprocess
import sys
from dataclasses import replace

import pytest

from firmware_bridge.protocol.framing import frame
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.messages import EventAck
from firmware_bridge.transport.serial import BAUD, SerialLine
from tests.brokers import wait_until
from tests.firmware_bridge.events import event, sealed
from tests.firmware_bridge.lines import Pty

HOLD = """
import serial, sys, time
held = serial.Serial(sys.argv[1], exclusive=True)
print("held", flush=True)
time.sleep(60)
"""


class Ear:
    def __init__(self, port):
        self.contents, self.changes = [], []
        self.line = SerialLine(
            str(port), on_content=self.contents.append, on_line=lambda *change: self.changes.append(change)
        )
        self.line.start()


@pytest.fixture
def pty(tmp_path):
    made = Pty(tmp_path / "port")
    yield made
    if made.path.is_symlink():
        made.unplug()


@pytest.fixture
def ear(tmp_path):
    made = Ear(tmp_path / "port")
    yield made
    made.line.stop()


def test_frames_pass_both_ways(pty, ear):
    wait_until(lambda: ear.line.up, "the port")
    pty.say(b"hello")
    wait_until(lambda: ear.contents, "the frame")
    assert ear.contents == [b"hello"]
    assert ear.line.send(bytes(range(256)))
    heard = []
    wait_until(lambda: heard.extend(pty.hear()) or heard, "the answer")
    assert heard == [bytes(range(256))]


def test_noise_is_counted_and_costs_nothing_more(pty, ear):
    wait_until(lambda: ear.line.up, "the port")
    pty.noise(b"\x07\x07noise\0")
    pty.say(b"good")
    wait_until(lambda: ear.contents, "the frame")
    assert (ear.contents, ear.line.broken) == ([b"good"], 1)


def test_a_port_that_is_not_there_gets_one_sentence_and_is_found_later(tmp_path, ear):
    wait_until(lambda: ear.changes, "the sentence")
    assert not ear.line.send(b"lost")
    assert "there is no serial port" in ear.changes[0][1]
    pty = Pty(tmp_path / "port")
    wait_until(lambda: len(ear.changes) > 1, "the port")
    assert [up for up, _ in ear.changes] == [False, True]
    pty.unplug()


def test_what_is_no_serial_port_gets_a_sentence_that_says_why(tmp_path):
    (tmp_path / "port").write_text("a file")
    ear = Ear(tmp_path / "port")
    wait_until(lambda: ear.changes, "the sentence")
    ear.line.stop()
    assert ear.changes[0][1].startswith(f"serial port {tmp_path}/port cannot be opened (")


def test_a_port_that_is_unplugged_is_opened_again(pty, ear):
    wait_until(lambda: ear.line.up, "the port")
    pty.unplug()
    wait_until(lambda: not ear.line.up, "the loss")
    pty.plug()
    wait_until(lambda: ear.line.up, "the port again")
    pty.say(b"again")
    wait_until(lambda: ear.contents, "the frame")
    assert ear.contents == [b"again"]


def test_a_link_that_comes_to_lead_to_another_port_is_followed(pty, ear, tmp_path):
    wait_until(lambda: ear.line.up, "the port")
    other = Pty(tmp_path / "other")
    other.path.replace(pty.path)
    wait_until(lambda: [up for up, _ in ear.changes] == [True, False, True], "the other port")
    other.say(b"here now")
    wait_until(lambda: ear.contents, "the frame")
    assert ear.contents == [b"here now"]
    other.path = pty.path
    other.unplug()


def test_a_port_in_use_gets_a_sentence_that_says_so(pty, tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(pty.path)], stdout=subprocess.PIPE)
    holder.stdout.readline()
    ear = Ear(pty.path)
    try:
        wait_until(lambda: ear.changes, "the sentence")
        assert "in use by another program" in ear.changes[0][1]
        holder.kill()
        holder.wait()
        wait_until(lambda: ear.line.up, "the port")
    finally:
        holder.kill()
        holder.stdout.close()
        holder.wait()
        ear.line.stop()


def test_forty_taps_a_second_fit_on_a_line_with_room_to_spare():
    """A tap in a release is one event up and one acknowledgement down; a byte is ten bits of the line."""
    office = Address("n" * 32, "o" * 32)
    longest = replace(event(2**20), order=bytes(8), nonce=bytes(8), grant=2**31, authority_version=2**31)
    for message in (longest, EventAck(bytes(8), 2**20)):
        assert 40 * 10 * len(frame(sealed(message, office))) < BAUD * 0.9


def test_a_far_end_that_does_not_read_is_not_waited_for_long(pty, ear):
    wait_until(lambda: ear.line.up, "the port")
    taken = 0
    while ear.line.send(os.urandom(4000)):
        taken += 1
        assert taken < 100
    pty.hear()
    assert ear.line.up
