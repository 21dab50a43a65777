"""`sim:` as a port: opened by its name, spoken to as any station, gone when it is closed."""

import sys
import time
from pathlib import Path

import pytest
import serial

from controller.commands.ports import port_url
from controller.errors import SchoolbellError
from firmware_bridge.protocol.framing import Deframer
from firmware_bridge.transport.mqtt import MqttLink
from simulators import lifeline
from simulators.faults.registry import Faults
from simulators.ports.protocol_sim import Serial, Wanted
from tests.brokers import mosquitto_broker, wait_until


def contents(port: serial.Serial) -> list[bytes]:
    """What the station says within a moment."""
    deframer, found = Deframer(), list[bytes]()
    until = time.monotonic() + 5
    while not found and time.monotonic() < until:
        found += deframer.feed(port.read(port.in_waiting or 1))
    return found


def test_a_port_that_is_a_station_is_opened_like_any_other(tmp_path: Path) -> None:
    port = serial.serial_for_url(port_url(f"sim:gate-9?dir={tmp_path}"), 115_200, timeout=0.2, exclusive=True)
    assert isinstance(port, Serial)
    port.write(b"\x00\x02\xf5\x2e\x93\xa1\x86\x00")  # noise, which a station passes over
    port.reset_input_buffer()
    assert port.station
    port.station.lock.force()
    assert contents(port)
    port.close()
    assert port.station is None
    assert not (tmp_path / "port").exists()
    assert (tmp_path / "pairing-code.txt").exists()


def test_it_may_be_closed_and_opened_again(tmp_path: Path) -> None:
    port = serial.serial_for_url(port_url(f"sim:gate-9?dir={tmp_path}"), timeout=0.2)
    key = port.station.key
    port.close()
    port.open()
    assert port.station.key == key
    port.close()


def test_what_may_stand_behind_the_question_mark() -> None:
    wanted = Wanted.parse("sim://gate-9?site=southgate&dir=here&faults=drop:0.5&seed=7&tap=04aa&every=2")
    assert (wanted.name, wanted.site, wanted.directory) == ("gate-9", "southgate", Path("here"))
    assert wanted.faults == Faults((("drop", 0.5),), 7)
    assert (wanted.tap, wanted.every_s) == (b"\x04\xaa", 2.0)
    assert Wanted.parse("sim://").name == "sim-1"


@pytest.mark.parametrize(
    ("port", "why"),
    [
        ("sim:gate-9?colour=red", "there is no `colour`"),
        ("sim:Gate 9", "is no name"),
        ("sim:gate-9?seed=x", "invalid literal"),
        ("sim:gate-9?tap=zz", "non-hexadecimal"),
        ("sim:?faults=hiccup", "There is no fault `hiccup`"),
    ],
)
def test_what_is_no_station_is_said_before_anything_is_opened(port: str, why: str) -> None:
    with pytest.raises(SchoolbellError, match=why):
        port_url(port)


def test_other_ports_are_left_as_they_are() -> None:
    assert port_url("/dev/ttyUSB0") == "/dev/ttyUSB0"
    assert port_url("socket://10.0.0.7:4001") == "socket://10.0.0.7:4001"


def test_the_bridge_takes_it_as_it_takes_a_cable(tmp_path: Path) -> None:
    heard: list[str] = []
    with mosquitto_broker(tmp_path) as broker:
        ear = MqttLink(broker.url, "ear", on_message=lambda topic, _payload, _kept: heard.append(topic))
        ear.subscribe("pouch/1/northgate/gate-9/boot")
        ear.start()
        wait_until(lambda: ear.up, "the broker")
        port = f"sim:gate-9?dir={tmp_path / 'gate-9'}&faults=one-byte-at-a-time,duplicate:0.2"
        command = [sys.executable, "-m", "controller", "bridge", "--port", port, "--broker", broker.url]
        bridge = lifeline.start([*command, "--queue", str(tmp_path / "queue.db")])
        wait_until(lambda: heard, "the boot message of the station", 30)
        bridge.terminate()
        assert bridge.wait(20) == 0
        ear.stop()
