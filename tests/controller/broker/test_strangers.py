"""What a foreign client may not do at a real Mosquitto with our configuration: each thing is tried."""

import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE

import pytest

from controller.broker.certificates import make_authority
from firmware_bridge.transport.broker import Broker, parse_broker
from firmware_bridge.transport.mqtt import MqttLink
from tests.brokers import wait_until
from tests.secure_broker import SITE, SecureBroker

GATE, OTHER = "gate-1", "gate-2"
OWN, OTHERS = f"pouch/1/{SITE}/{GATE}", f"pouch/1/{SITE}/{OTHER}"
REFUSED = "Not authorized"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    made = SecureBroker(tmp_path_factory.mktemp("broker"))
    made.schoolbell("add", GATE, OTHER)
    made.start()
    yield made
    made.stop()


class Ear:
    """Remembers what a link heard, and whether it is up."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self.sentences: list[str] = []

    def take(self, topic: str, payload: bytes, retained: bool) -> None:
        self.heard.append((topic, payload, retained))

    def link(self, _up: bool, sentence: str) -> None:
        self.sentences.append(sentence)


def publish(broker: SecureBroker, topic: str, *words: str, name: str = GATE, password: str = "") -> str:
    words = words or ("-m", "hello")
    return broker.foreign("mosquitto_pub", "-t", topic, *words, name=name, password=password)


def test_a_station_may_write_its_own_tree(broker: SecureBroker) -> None:
    for leaf in ("$state", "boot", "heartbeat", "status", "authorise", "event", "order-ack", "log"):
        assert publish(broker, f"{OWN}/{leaf}") == "", leaf


@pytest.mark.parametrize(
    "topic",
    [
        f"{OTHERS}/event",
        f"{OTHERS}/$state",
        f"{OTHERS}/order",
        f"{OWN}/order",
        f"{OWN}/anything",
        f"pouch/1/southgate/{GATE}/event",
        f"pouch/2/{SITE}/{GATE}/event",
        "$SYS/broker/uptime",
        "anything",
    ],
)
def test_a_station_may_write_nothing_else(broker: SecureBroker, topic: str) -> None:
    assert REFUSED in publish(broker, topic)


def test_nobody_but_the_controller_leaves_a_retained_order(broker: SecureBroker) -> None:
    for name in (GATE, OTHER):
        assert REFUSED in publish(broker, f"{OWN}/order", "-r", "-m", "open", name=name)
    ear = Ear()
    station = broker.link(GATE, f"{OWN}/order", on_message=ear.take)
    assert publish(broker, f"{OWN}/order", "-m", "fresh", name="controller") == ""
    wait_until(lambda: ear.heard, "the order")
    assert ear.heard == [(f"{OWN}/order", b"fresh", False)]
    station.stop()


def test_the_controller_may_speak_for_no_station(broker: SecureBroker) -> None:
    assert REFUSED in publish(broker, f"{OWN}/event", name="controller")


def test_a_station_hears_its_own_orders_and_nothing_else(broker: SecureBroker) -> None:
    """Mosquitto takes any subscription, and then hands out what may be read."""
    ear = Ear()
    station = broker.link(GATE, "#", "$SYS/#", f"{OTHERS}/order", f"{OTHERS}/event", on_message=ear.take)
    assert publish(broker, f"{OTHERS}/event", name=OTHER) == ""
    assert publish(broker, f"{OTHERS}/$state", "-r", "-m", "ready", name=OTHER) == ""
    assert publish(broker, f"{OTHERS}/order", "-m", "for another", name="controller") == ""
    assert publish(broker, f"{OWN}/order", "-m", "for us", name="controller") == ""
    wait_until(lambda: ear.heard, "its own order")
    assert {topic for topic, _, _ in ear.heard} == {f"{OWN}/order"}
    station.stop()


def test_a_retained_state_is_not_for_other_stations(broker: SecureBroker) -> None:
    assert publish(broker, f"{OTHERS}/$state", "-r", "-m", "ready", name=OTHER) == ""
    heard = broker.foreign("mosquitto_sub", "-t", "#", "-t", f"{OTHERS}/$state", "-W", "1", name=GATE)
    assert heard == "Timed out"
    assert "ready" in broker.foreign(
        "mosquitto_sub", "-t", f"{OTHERS}/$state", "-C", "1", "-W", "20", name="controller"
    )


def test_nobody_comes_in_without_a_name_and_its_password(broker: SecureBroker) -> None:
    send = ("-t", f"{OWN}/event", "-m", "x")
    assert REFUSED in broker.foreign("mosquitto_pub", *send)
    assert REFUSED in broker.foreign("mosquitto_pub", *send, name=GATE, password="wrong")
    assert REFUSED in broker.foreign("mosquitto_pub", *send, name=GATE, password=broker.password(OTHER))
    assert REFUSED in broker.foreign("mosquitto_pub", *send, name="gate-9", password="x")


def test_nobody_comes_in_without_tls(broker: SecureBroker) -> None:
    said = broker.foreign("mosquitto_pub", "-t", f"{OWN}/event", "-m", "x", name=GATE, tls=False)
    assert said.startswith("Error:")


def test_a_client_trusts_no_broker_of_another_authority_or_name_or_without_tls(broker: SecureBroker) -> None:
    other = make_authority(SITE, datetime.now(UTC)).certificate.decode()
    elsewhere = broker.url.replace("127.0.0.1", "127.0.0.2")
    plain = broker.url.replace("mqtts://", "mqtt://")
    ca = broker.ca.read_text()
    places = ((broker.url, other), (broker.url, ""), (elsewhere, ca), (plain, ca))
    *distrusted, unencrypted = first_sentences(
        *(parse_broker(url, GATE, broker.password(GATE), ca) for url, ca in places)
    )
    assert ["not trusted here" in one for one in distrusted] == [True] * 3
    assert "is it mqtts:// there?" in unencrypted


def first_sentences(*places: Broker) -> list[str]:
    ears = [Ear() for _ in places]
    links = [MqttLink(where, GATE, on_link=ear.link) for where, ear in zip(places, ears, strict=True)]
    for link in links:
        link.start()
    wait_until(lambda: all(ear.sentences for ear in ears), "their sentences")
    for link in links:
        link.stop()
    return [ear.sentences[0] for ear in ears]


def test_what_is_longer_than_any_message_is_not_passed_on(broker: SecureBroker, tmp_path: Path) -> None:
    ear, message = Ear(), tmp_path / "message"
    desk = broker.link("controller", f"{OWN}/event", on_message=ear.take)
    for size in (4097, 5000, 100_000, 4096):
        message.write_bytes(b"x" * size)
        publish(broker, f"{OWN}/event", "-f", str(message))
    wait_until(lambda: ear.heard, "the longest message that there is")
    assert [len(payload) for _, payload, _ in ear.heard] == [4096]
    desk.stop()


def test_a_client_id_is_no_way_to_push_another_station_out(broker: SecureBroker) -> None:
    ear = Ear()
    station = broker.link(GATE, f"{OWN}/order", on_message=ear.take, on_link=ear.link)
    for client_id in (GATE, "controller", f"station-{SITE}-{GATE}"):
        assert publish(broker, f"{OTHERS}/event", "-i", client_id, "-m", "x", name=OTHER) == ""
    assert publish(broker, f"{OWN}/order", "-m", "still there", name="controller") == ""
    wait_until(lambda: ear.heard, "the order")
    assert len(ear.sentences) == 1
    station.stop()


def test_a_rotated_password_is_no_longer_good_not_even_for_who_is_in(broker: SecureBroker) -> None:
    old, ear = broker.password(GATE), Ear()
    station = broker.link(GATE, f"{OWN}/order", on_link=ear.link)
    broker.tell("rotate", GATE)
    wait_until(lambda: len(ear.sentences) > 1 and not station.up, "the station to be put out")
    assert REFUSED in publish(broker, f"{OWN}/event", password=old)
    assert publish(broker, f"{OWN}/event") == ""
    station.stop()


def test_a_revoked_station_is_put_out_and_stays_out(broker: SecureBroker) -> None:
    broker.tell("add", "lent")
    password, ear = broker.password("lent"), Ear()
    station = broker.link("lent", f"pouch/1/{SITE}/lent/order", on_link=ear.link)
    broker.tell("revoke", "lent")
    wait_until(lambda: len(ear.sentences) > 1 and not station.up, "the station to be put out")
    assert REFUSED in publish(broker, f"pouch/1/{SITE}/lent/event", name="lent", password=password)
    station.stop()


def test_the_controller_reaches_it_under_gevent_as_it_is_served(broker: SecureBroker) -> None:
    program = f"""
from gevent import monkey; monkey.patch_all()
import gevent, sys, time
from firmware_bridge.transport.broker import parse_broker
from firmware_bridge.transport.mqtt import MqttLink
heard = []
broker = parse_broker({broker.url!r}, "controller", sys.stdin.read(), {broker.ca.read_text()!r})
link = MqttLink(broker, "controller", on_message=lambda *m: heard.append(m))
link.subscribe("{OWN}/event"); link.start()
with gevent.Timeout(20):
    while not link.up: time.sleep(0.01)
    print("up", flush=True)
    while not heard: time.sleep(0.01)
link.stop()
print(heard)
"""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(broker.password("controller"))
        process.stdin.close()
        assert process.stdout.readline() == "up\n"
        assert publish(broker, f"{OWN}/event") == ""
        assert process.stdout.readline() == f"[('{OWN}/event', b'hello', False)]\n"


def test_a_renewed_certificate_is_shown_without_a_restart_and_trusted_as_before(broker: SecureBroker) -> None:
    before = ssl.get_server_certificate(("127.0.0.1", broker.port), ca_certs=str(broker.ca))
    broker.tell("renew")
    wait_until(
        lambda: ssl.get_server_certificate(("127.0.0.1", broker.port), ca_certs=str(broker.ca)) != before,
        "the new certificate",
    )
    assert publish(broker, f"{OWN}/event") == ""
