import logging
import subprocess
import sys

import pytest

from firmware_bridge.transport.link import Will
from firmware_bridge.transport.mqtt import MqttLink
from simulators.broker import EmbeddedBroker
from tests.brokers import MosquittoBroker, free_port, mosquitto_broker, wait_until


class Ear:
    """Remembers what a link said."""

    def __init__(self):
        self.messages, self.links = [], []

    def link(self, url, name="ear", *filters, **how):
        made = MqttLink(
            url,
            name,
            on_message=lambda *message: self.messages.append(message),
            on_link=lambda *change: self.links.append(change),
            **how,
        )
        made.subscribe(*filters)
        made.start()
        return made


@pytest.fixture
def broker(tmp_path):
    with mosquitto_broker(tmp_path) as running:
        yield running


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
def links():
    made = []
    yield made
    for link in made:
        link.stop()


def test_messages_arrive_and_say_if_they_were_retained(broker, ear, links):
    links.append(ear.link(broker.url, "ear", "a/+"))
    wait_until(lambda: links[0].up, "the link")
    assert links[0].publish("a/b", b"now", retained=True)
    wait_until(lambda: ear.messages, "the message")
    late = Ear()
    links.append(late.link(broker.url, "late", "a/+"))
    wait_until(lambda: late.messages, "the retained message")
    assert (ear.messages, late.messages) == ([("a/b", b"now", False)], [("a/b", b"now", True)])


def test_what_a_broker_kept_for_others_is_not_handed_on(ear, links):
    """As amqtt does, which hands each newcomer all that it keeps and that anybody asked for."""
    embedded = EmbeddedBroker(free_port())
    embedded.start()
    try:
        other = Ear()
        links.append(other.link(embedded.url, "other", "a/+"))
        wait_until(lambda: links[0].up, "the other link")
        for _ in range(2):  # when the second has come, the first is kept
            links[0].publish("a/b", b"kept", retained=True)
        wait_until(lambda: len(other.messages) == 2, "both")
        links.append(ear.link(embedded.url, "ear", "c/#"))
        wait_until(lambda: links[1].up, "the link")
        links[0].publish("c/d", b"mine")
        wait_until(lambda: ear.messages, "the message")
    finally:
        embedded.stop()
    assert ear.messages == [("c/d", b"mine", False)]


def test_a_broker_that_is_not_there_yet_gets_one_sentence_and_is_found_later(tmp_path, ear, links):
    broker = MosquittoBroker(tmp_path)
    links.append(ear.link(broker.url))
    wait_until(lambda: ear.links, "the sentence")
    assert not links[0].publish("a", b"lost")
    wait_until(
        lambda: links[0]._client._reconnect_delay and links[0]._client._reconnect_delay > 1, "another try"
    )
    assert len(ear.links) == 1
    assert f"no broker answers at mqtt://127.0.0.1:{broker.port}" in ear.links[0][1]
    broker.start()
    try:
        wait_until(lambda: len(ear.links) > 1, "the link")
        assert [up for up, _ in ear.links] == [False, True]
    finally:
        broker.stop()


def test_a_killed_broker_is_found_again_with_its_subscriptions(broker, ear, links):
    links.append(ear.link(broker.url, "ear", "a"))
    wait_until(lambda: links[0].up, "the link")
    broker.stop()
    wait_until(lambda: not links[0].up, "the loss")
    assert not links[0].publish("a", b"lost")
    broker.start()
    wait_until(lambda: links[0].up, "the link again")
    links[0].publish("a", b"found")
    wait_until(lambda: ear.messages, "the message")
    assert ear.messages == [("a", b"found", False)]
    wait_until(lambda: ear.links[-1][0], "the sentence about the link")
    assert "lost the broker" in ear.links[1][1]


def test_the_will_speaks_for_a_client_that_vanished_and_not_for_one_that_left(broker, ear, links):
    links.append(ear.link(broker.url, "ear", "state/+"))
    one, other = (
        MqttLink(broker.url, name, will=Will(f"state/{name}", b"lost")) for name in ("one", "other")
    )
    for link in (one, other):
        link.start()
    wait_until(lambda: one.up and other.up and links[0].up, "all links")
    other.stop()
    one.vanish()
    wait_until(lambda: ear.messages, "the will")
    links[0].publish("state/end", b"")
    wait_until(lambda: len(ear.messages) > 1, "the end")
    assert [topic for topic, _, _ in ear.messages] == ["state/one", "state/end"]


def test_what_was_said_before_the_goodbye_still_arrives(broker, ear, links):
    """The client has twenty messages on their way at once, and keeps the others back."""
    links.append(ear.link(broker.url, "ear", "a/+"))
    leaving = Ear().link(broker.url, "leaving")
    wait_until(lambda: links[0].up and leaving.up, "both links")
    assert all(leaving.publish("a/b", b"%d" % number) for number in range(100))
    leaving.stop()
    wait_until(lambda: len(ear.messages) == 100, "all of it")


def test_a_wrong_password_is_a_sentence_without_the_password(tmp_path, ear, links, caplog):
    caplog.set_level(logging.DEBUG)
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    with mosquitto_broker(tmp_path, f"allow_anonymous false\npassword_file {passwords}") as broker:
        links.append(ear.link(broker.url.replace("//", "//gate:hunter2@")))
        wait_until(lambda: ear.links, "the refusal")
        up, sentence = ear.links[0]
    assert not up
    assert "check user and password" in sentence
    assert "hunter2" not in sentence + caplog.text


def test_a_handler_that_fails_is_logged_and_the_next_message_still_comes(broker, links, caplog):
    seen = []

    def handler(topic, payload, retained):
        seen.append(payload)
        if payload == b"bad":
            raise KeyError("oops")

    links.append(MqttLink(broker.url, "ear", on_message=handler))
    links[0].subscribe("a")
    links[0].start()
    wait_until(lambda: links[0].up, "the link")
    links[0].publish("a", b"bad")
    links[0].publish("a", b"good")
    wait_until(lambda: len(seen) == 2, "both")
    assert "handler-failed" in caplog.text


def test_it_works_under_gevent(broker):
    program = f"""
from gevent import monkey; monkey.patch_all()
import gevent, time
from firmware_bridge.transport.mqtt import MqttLink
heard = []
link = MqttLink({broker.url!r}, "green", on_message=lambda *m: heard.append(m))
link.subscribe("a"); link.start()
with gevent.Timeout(20):
    while not link.up: time.sleep(0.01)
    link.publish("a", b"hello")
    while not heard: time.sleep(0.01)
link.stop()
print(heard)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[('a', b'hello', False)]", done.stderr
