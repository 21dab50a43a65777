import logging
import queue
import socket
import threading
from collections.abc import Iterator

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from controller.errors import SchoolbellError
from controller.ports import free_port
from simulators.broker import EmbeddedBroker

WAIT_S = 15


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    started = EmbeddedBroker(free_port())
    started.start()
    yield started
    started.stop()


class Client:
    """A real paho client and what it was told."""

    def __init__(self, broker: EmbeddedBroker, name: str, will: str | None = None) -> None:
        self.heard: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        self._subscribed = threading.Event()
        self._paho = mqtt.Client(CallbackAPIVersion.VERSION2, name)
        if will:
            self._paho.will_set(will, b"lost", qos=1, retain=True)
        self._paho.on_message = lambda _c, _u, m: self.heard.put((m.topic, bytes(m.payload), m.retain))
        self._paho.on_subscribe = lambda *_: self._subscribed.set()
        self._paho.connect("127.0.0.1", broker.port)
        self._paho.loop_start()

    def subscribe(self, topic: str) -> "Client":
        self._paho.subscribe(topic, qos=1)
        assert self._subscribed.wait(WAIT_S)
        return self

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self._paho.publish(topic, payload, qos=1, retain=retain).wait_for_publish(WAIT_S)

    def drop(self) -> None:
        """As when its cable is pulled: no word of goodbye."""
        connection = self._paho.socket()
        assert isinstance(connection, socket.socket)
        connection.shutdown(socket.SHUT_RDWR)
        self._paho.loop_stop()

    def close(self) -> None:
        self._paho.disconnect()
        self._paho.loop_stop()


def test_messages_pass_between_clients(broker: EmbeddedBroker) -> None:
    console = Client(broker, "console").subscribe("pouch/1/northgate/+/event")
    station = Client(broker, "station")
    for number in range(50):
        station.publish("pouch/1/northgate/north-1/event", bytes([number]))
    heard = [console.heard.get(timeout=WAIT_S) for _ in range(50)]
    assert [payload[0] for _, payload, _ in heard] == list(range(50))
    station.close()
    console.close()


def test_what_is_retained_is_told_to_who_comes_later(broker: EmbeddedBroker) -> None:
    station = Client(broker, "station")
    station.publish("pouch/1/northgate/north-1/$state", b"ready", retain=True)
    console = Client(broker, "console").subscribe("pouch/1/northgate/+/$state")
    assert console.heard.get(timeout=WAIT_S) == ("pouch/1/northgate/north-1/$state", b"ready", True)
    station.close()
    console.close()


def test_the_will_of_a_station_that_is_cut_off_is_told(broker: EmbeddedBroker) -> None:
    console = Client(broker, "console").subscribe("pouch/1/northgate/+/$state")
    Client(broker, "station", will="pouch/1/northgate/north-1/$state").drop()
    topic, payload, _ = console.heard.get(timeout=WAIT_S)
    assert (topic, payload) == ("pouch/1/northgate/north-1/$state", b"lost")
    console.close()


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        broker = EmbeddedBroker(taken.getsockname()[1])
        with pytest.raises(SchoolbellError, match=f"did not start on port {broker.port}: .*in use"):
            broker.start()
        broker.stop()


def test_it_frees_its_port_and_leaves_no_thread_when_it_stops() -> None:
    port = free_port()
    for _ in range(2):
        broker = EmbeddedBroker(port)
        broker.start()
        client = Client(broker, "station").subscribe("#")
        broker.stop()
        client.close()
    assert not any(thread.name == "broker" for thread in threading.enumerate())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_stopping_what_never_started_does_nothing() -> None:
    EmbeddedBroker(free_port()).stop()


def test_its_own_troubles_are_a_sentence_without_a_stack() -> None:
    said: list[str] = []
    broker = EmbeddedBroker(free_port(), said.append)
    broker.start()
    try:
        raise TimeoutError("Timeout waiting for PUBACK")
    except TimeoutError:
        logging.getLogger("amqtt.broker").exception("Task failed and will be skipped:\n%s", "a stack")
    broker.stop()
    assert said == ["The message broker had trouble, and goes on: Task failed and will be skipped:"]
