"""The board's own MQTT on CPython's sockets, against a real Mosquitto that `schoolbell broker` set up."""

import select
import socket
import ssl
import time
from datetime import UTC, datetime

import pytest

from controller.broker.certificates import make_authority
from firmware_bridge.firmware import words
from firmware_bridge.firmware.drivers.mqtt import QUEUE, Broken, MqttLink, Packets, field, packet
from firmware_bridge.firmware.drivers.tls import Dialler
from firmware_bridge.transport.broker import parse_broker
from firmware_bridge.transport.link import Will
from firmware_bridge.transport.login import Login
from firmware_bridge.transport.mqtt import MqttLink as HostLink
from tests.brokers import free_port, wait_until
from tests.secure_broker import SITE, SecureBroker

STATION = "gate-1"
TREE = f"pouch/1/{SITE}/{STATION}"


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    made = SecureBroker(tmp_path_factory.mktemp("broker"))
    made.schoolbell("add", STATION)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def controller(broker):
    """The controller's end: what it hears is (topic, payload, retained)."""
    heard = []
    password = broker.password_file.read_text().strip()
    where = parse_broker(broker.url, "controller", password, broker.ca.read_text())
    link = HostLink(
        where,
        "controller",
        on_message=lambda *message: heard.append(message),
        on_link=lambda *_: None,
        will=Will("pouch/1/none/none/$state", b"lost"),
    )
    link.heard = heard
    link.subscribe(f"{TREE}/event")
    link.subscribe(f"{TREE}/$state")
    link.start()
    wait_until(lambda: link.up, "the controller's link")
    yield link
    link.stop()


def milliseconds():
    return int(time.monotonic() * 1000)


def context(ca):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(cadata=ssl.PEM_cert_to_DER_cert(ca))
    return made


def station(broker, *, password=None, ca=None, timer=milliseconds, port=None):
    login = broker.login(STATION)
    dialler = Dialler(
        (socket, select), context(ca or login.ca), "127.0.0.1", port or broker.port, "127.0.0.1"
    )
    return MqttLink(dialler, SITE, STATION, (login.username, password or login.password), timer)


def polled(link, ready, what):
    """Polls as a station's loop does, until `ready`; returns what came in meanwhile."""
    found = []

    def step():
        found.extend(link.poll())
        return ready(found)

    wait_until(step, what)
    return found


def up(link):
    polled(link, lambda _: link.up, "the station's link")
    return link


def heard(controller, *wanted):
    wait_until(lambda: set(wanted) <= set(controller.heard), f"{wanted} in {controller.heard}")


def test_it_comes_up_says_its_word_and_carries_messages_both_ways(broker, controller):
    link = station(broker)
    link.state("ready")
    up(link)
    assert link.send(words.EVENT, bytes(range(256)) * 15)
    polled(link, lambda _: len(controller.heard) >= 2, "both messages")
    heard(controller, (f"{TREE}/$state", b"ready", False), (f"{TREE}/event", bytes(range(256)) * 15, False))
    controller.publish(f"{TREE}/order", bytes(4096))
    assert polled(link, bool, "the order") == [(bytes(4096), False)]
    link._close()


def test_it_says_when_an_order_was_retained(broker, controller):
    controller.publish(f"{TREE}/order", b"kept", retained=True)
    link = station(broker)
    assert polled(link, bool, "the order") == [(b"kept", True)]
    controller.publish(f"{TREE}/order", b"", retained=True)
    link._close()


def test_a_station_that_vanishes_is_lost(broker, controller):
    link = up(station(broker))
    link._stream._tls.close()
    heard(controller, (f"{TREE}/$state", b"lost", False))


def test_a_broker_that_went_and_came_is_found_again(broker, controller):
    link = up(station(broker))
    broker.stop()
    polled(link, lambda _: not link.up, "the link to break")
    assert not link.send(words.EVENT, b"lost")
    for _ in range(20):
        assert link.poll() == []
    broker.start()
    up(link)
    link._close()


def strange_certificate():
    return make_authority("elsewhere", datetime.now(UTC)).certificate.decode()


def refused(link):
    polled(link, lambda _: link._wait > 1_000, "the refusal")
    assert not link.up
    assert not link.send(words.EVENT, b"told nobody")


def test_a_broker_with_another_certificate_is_told_nothing(broker):
    before = broker.log.count(f"u'{STATION}'")
    refused(station(broker, ca=strange_certificate()))
    assert broker.log.count(f"u'{STATION}'") == before


def test_a_wrong_password_is_no_link(broker):
    refused(station(broker, password="wrong"))


class Nowhere:
    port = free_port()

    def login(self, name):
        return Login("", name, "password", strange_certificate())


def test_nobody_there_is_no_link():
    refused(station(Nowhere()))


class Stream:
    """What the other end says is put into `says`; `taken` is what it got, `room` bytes at a time."""

    def __init__(self):
        self.says, self.taken, self.room, self.closed = [], b"", 1 << 20, False

    def read(self, count):
        return self.says.pop(0) if self.says else None

    def write(self, data):
        self.taken += data[: self.room]
        return min(len(data), self.room) or None

    def close(self):
        self.closed = True


class Wire:
    """A link whose broker is written out by hand."""

    def __init__(self):
        self.now, self.dialled = 0, []
        self.link = MqttLink(self._dial, "n", "g", ("g", "secret"), lambda: self.now)

    def _dial(self):
        self.dialled.append(Stream())
        return self.dialled[-1]

    @property
    def stream(self):
        return self.dialled[-1]

    def open(self):
        self.link.poll()
        self.stream.says = [bytes.fromhex("20020000"), bytes.fromhex("9003000101")]
        self.link.poll()
        self.link.poll()
        assert self.link.up
        self.stream.taken = b""
        return self


def test_the_bytes_are_those_of_the_standard():
    wire = Wire()
    wire.link.poll()
    assert wire.stream.taken == (
        bytes.fromhex("1032 0004") + b"MQTT" + bytes.fromhex("04 ee 001e 0001") + b"g"
        + bytes.fromhex("0012") + b"pouch/1/n/g/$state" + bytes.fromhex("0004") + b"lost"
        + bytes.fromhex("0001") + b"g" + bytes.fromhex("0006") + b"secret"
    )  # fmt: skip
    wire.stream.says, wire.stream.taken = [bytes.fromhex("20020000")], b""
    wire.link.poll()
    wire.link.poll()
    assert wire.stream.taken == bytes.fromhex("8216 0001 0011") + b"pouch/1/n/g/order" + b"\x01"


def test_a_message_of_qos_1_is_acknowledged():
    wire = Wire().open()
    wire.stream.says = [packet(3, 2, field("pouch/1/n/g/order") + b"\x00\x07" + b"order")]
    assert wire.link.poll() == [(b"order", False)]
    wire.link.poll()
    assert wire.stream.taken == bytes.fromhex("40020007")


def test_it_breaks_with_a_broker_that_falls_silent_and_asks_before():
    wire = Wire().open()
    wire.now += 15_000
    wire.link.poll()
    wire.link.poll()
    assert wire.stream.taken == bytes.fromhex("c000")
    wire.stream.says = [bytes.fromhex("d000")]
    wire.now += 14_000
    wire.link.poll()
    wire.now += 20_000
    wire.link.poll()
    assert wire.link.up
    wire.now += 11_000
    wire.link.poll()
    assert not wire.link.up
    assert wire.stream.closed


def test_it_tries_again_after_one_second_and_then_at_most_every_five():
    wire = Wire()
    for _ in range(60_000):
        wire.link.poll()
        if wire.dialled and not wire.stream.closed:
            wire.stream.says = [b""]
        wire.now += 1
    assert 12 <= len(wire.dialled) <= 15


def test_a_socket_that_takes_a_little_at_a_time_gets_it_all_in_order():
    wire = Wire().open()
    wire.stream.room = 3
    wire.link.send(words.EVENT, b"first")
    wire.link.send(words.EVENT, b"second")
    for _ in range(40):
        wire.link.poll()
    assert wire.stream.taken.index(b"first") < wire.stream.taken.index(b"second")


def test_a_socket_that_takes_nothing_fills_no_memory():
    wire = Wire().open()
    wire.stream.room = 0
    taken = sum(wire.link.send(words.EVENT, bytes(4000)) for _ in range(100))
    assert taken == QUEUE // 4050
    wire.now += 31_000
    wire.link.poll()
    assert not wire.link.up


def test_a_packet_that_is_too_long_is_passed_over_and_the_next_is_heard():
    packets = Packets()
    data = packet(3, 0, bytes(200_000)) + packet(13, 0, b"")
    found = [one for at in range(0, len(data), 777) for one in packets.feed(data[at : at + 777])]
    assert found == [(13, 0, b"")]
    assert len(packets._part) == 0


@pytest.mark.parametrize("noise", [b"\x30\xff\xff\xff\xff\x7f", b"\xff" * 64])
def test_noise_is_no_length(noise):
    with pytest.raises(Broken):
        Packets().feed(noise)
