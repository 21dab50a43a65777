import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from firmware_bridge.bridge import Bridge
from firmware_bridge.firmware import cbor
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, seal
from firmware_bridge.protocol.v1.messages import EventAck, Heartbeat
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode
from firmware_bridge.transport.broker import parse_broker
from firmware_bridge.transport.mqtt import MqttLink
from tests.brokers import MosquittoBroker, mosquitto_broker, wait_until
from tests.firmware_bridge.lines import Pty

OFFICE = Address("northgate", "office")
NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)


def envelope(address=OFFICE, message=None):
    message = message or Heartbeat(bytes(8), 0, bytes(8), Mode.NORMAL, ClockQuality.NONE, 0, 0, 0)
    return seal(message, address, bytes(32), now=NOW, msg_id=new_msg_id())


class Workbench:
    """A line in one hand, a broker in the other, and the bridge between."""

    def __init__(self, tmp_path, url, site=None):
        self.sentences, self.heard, self.from_bridge = [], [], []
        self.pty = Pty(tmp_path / "port")
        self.bridge = Bridge(str(tmp_path / "port"), parse_broker(url), site=site, say=self.sentences.append)
        self.desk = MqttLink(url, "desk", on_message=lambda *message: self.heard.append(message))
        self.desk.subscribe("pouch/#")
        self.desk.start()
        self.bridge.start()

    def line(self):
        self.from_bridge += self.pty.hear()
        return self.from_bridge

    def topics(self):
        return [topic.rpartition("/")[2] for topic, _, _ in self.heard]

    def states(self):
        return [payload for topic, payload, _ in self.heard if topic.endswith("$state")]

    def close(self):
        self.bridge.stop()
        self.desk.stop()
        if self.pty.path.is_symlink():
            self.pty.unplug()


@pytest.fixture
def broker(tmp_path):
    keeps = f"allow_anonymous true\npersistence true\npersistence_location {tmp_path}/"
    with mosquitto_broker(tmp_path, keeps) as running:
        yield running


@pytest.fixture
def bench(tmp_path, broker):
    made = Workbench(tmp_path, broker.url)
    wait_until(lambda: made.desk.up and BROKER_UP in made.line(), "the bridge's first notice")
    yield made
    made.close()


def meet(bench):
    bench.pty.say(cbor.dumps("init"))
    sent = envelope()
    bench.pty.say(sent)
    wait_until(lambda: "heartbeat" in bench.topics(), "the relayed heartbeat")
    return sent


def test_envelopes_pass_untouched_both_ways(bench):
    sent = meet(bench)
    assert ("pouch/1/northgate/office/heartbeat", sent, False) in bench.heard
    order = envelope(message=EventAck(bytes(8), 1))
    bench.desk.publish("pouch/1/northgate/office/order", order)
    wait_until(lambda: order in bench.line(), "the order")
    wait_until(
        lambda: (bench.bridge.counts.from_station, bench.bridge.counts.to_station) == (1, 1), "the counts"
    )
    assert "northgate/office: port open, broker up, 1 from it, 1 to it, 0 refused" in bench.bridge.status


def test_the_stations_word_is_published_and_a_lost_port_is_lost(bench):
    meet(bench)
    bench.pty.say(cbor.dumps("ready"))
    wait_until(lambda: b"ready" in bench.states(), "the word")
    bench.pty.unplug()
    wait_until(lambda: bench.states()[-1] == b"lost", "the loss")
    assert any("lost serial port" in one or "no serial port" in one for one in bench.sentences)


def test_a_killed_bridge_is_lost_by_its_will(bench):
    meet(bench)
    bench.bridge._link.vanish()
    wait_until(lambda: bench.states()[-1] == b"lost", "the will")


def test_a_bridge_that_is_stopped_says_goodbye(bench):
    meet(bench)
    bench.bridge.stop()
    wait_until(lambda: bench.states()[-1] == b"disconnected", "the goodbye")


def test_noise_forged_words_and_orders_from_the_station_are_not_relayed(bench):
    meet(bench)
    for content in (
        b"noise",
        cbor.dumps("hacked"),
        cbor.dumps([1, 2]),
        envelope(message=EventAck(bytes(8), 1)),
    ):
        bench.pty.say(content)
    bench.pty.noise(b"\x07\x07\0")
    wait_until(lambda: ", 4 refused, 1 broken" in bench.bridge.status, "the counts")
    bench.pty.say(envelope())
    wait_until(lambda: bench.topics().count("heartbeat") == 2, "what came after all of it")
    assert "order" not in bench.topics()


def test_a_retained_order_never_reaches_the_station(bench, broker):
    left = envelope(message=EventAck(bytes(8), 1))
    bench.desk.publish("pouch/1/northgate/office/order", left, retained=True)
    wait_until(lambda: "order" in bench.topics(), "the broker to have it")
    meet(bench)
    wait_until(lambda: any("retained" in one for one in bench.sentences), "the refusal")
    order = envelope(message=EventAck(bytes(8), 2))
    bench.desk.publish("pouch/1/northgate/office/order", order)
    wait_until(lambda: order in bench.line(), "the order that came after it")
    assert left not in bench.line()
    assert bench.bridge.counts.refused == 1


def test_the_station_is_told_of_a_lost_broker_and_what_was_under_way_arrives(bench, broker):
    meet(bench)
    fresh = []
    observer = MqttLink(
        broker.url, "observer", on_message=lambda *message: fresh.append(message), clean=False
    )  # the broker keeps its messages, in case the bridge is back before it
    observer.subscribe("pouch/#")
    observer.start()
    wait_until(lambda: observer.up, "the observer")
    bench.from_bridge.clear()
    broker.stop(kindly=True)
    wait_until(lambda: BROKER_DOWN in bench.line(), "the notice")
    late = envelope()
    bench.pty.say(late)
    wait_until(lambda: bench.bridge.counts.from_station == 2, "the bridge to take it")
    bench.from_bridge.clear()
    broker.start()
    wait_until(lambda: BROKER_UP in bench.line(), "the notice")
    assert bench.pty.path.exists()
    wait_until(lambda: any(payload == late for _, payload, _ in fresh), "what was under way")
    observer.stop()


def test_another_station_on_the_line_gets_a_link_of_its_own(bench):
    meet(bench)
    other = Address("northgate", "spare")
    bench.pty.say(envelope(other))
    wait_until(
        lambda: "pouch/1/northgate/spare/heartbeat" in [topic for topic, _, _ in bench.heard],
        "the other's heartbeat",
    )
    assert bench.bridge.address == other
    wait_until(lambda: b"disconnected" in bench.states(), "the first one's goodbye")


def test_a_station_of_another_site_is_refused_with_a_sentence(tmp_path, broker):
    bench = Workbench(tmp_path, broker.url, site="southgate")
    try:
        wait_until(lambda: bench.bridge._line.up, "the port")
        bench.pty.say(envelope())
        wait_until(lambda: any("belongs to site northgate" in one for one in bench.sentences), "the refusal")
        assert bench.bridge.counts.refused == 1
        assert bench.bridge.address is None
    finally:
        bench.close()


COMMAND = [sys.executable, "-m", "controller", "bridge"]


def test_the_command_says_what_it_does_and_stops_when_told(tmp_path):
    broker, pty = MosquittoBroker(tmp_path), Pty(tmp_path / "port")
    log = tmp_path / "log"
    secret = {"SCHOOLBELL_BROKER_PASSWORD": "hunter2", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "--port", str(pty.path), "--broker", broker.url, "--site", "northgate"],
            stdout=out,
            stderr=out,
            env={**os.environ, **secret},
        )
        try:
            wait_until(lambda: "is open" in log.read_text(), "the port")
            pty.say(envelope())
            wait_until(lambda: "no broker answers" in log.read_text(), "the sentence about the broker")
            broker.start()
            wait_until(lambda: "connected to the broker" in log.read_text(), "the broker")
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
            broker.stop()
    text = log.read_text()
    assert "stopped; northgate/office: port" in text
    assert "hunter2" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "x"], "Missing option '--broker'"),
        (["--broker", "mqtt://x"], "Missing option '--port'"),
        (["--port", "x", "--broker", "http://x"], "write mqtt://host:1883"),
    ],
)
def test_a_wrong_command_line_gets_a_sentence(arguments, sentence):
    done = subprocess.run([*COMMAND, *arguments], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
