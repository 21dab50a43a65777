"""Brokers that may be killed and started again, of both kinds."""

from pathlib import Path

import pytest

from controller.errors import SchoolbellError
from firmware_bridge.transport.mqtt import MqttLink
from simulators import broker_process
from simulators.broker_process import BrokerKind, BrokerProcess
from tests.brokers import wait_until


@pytest.mark.parametrize("kind", [BrokerKind.AMQTT, BrokerKind.MOSQUITTO])
def test_a_broker_may_be_killed_and_comes_back_at_the_same_place(tmp_path: Path, kind: BrokerKind) -> None:
    broker = BrokerProcess(tmp_path, kind)
    broker.start()
    link = MqttLink(broker.url, "test")
    link.start()
    wait_until(lambda: link.up, "the link")
    broker.kill()
    wait_until(lambda: not link.up, "the loss")
    broker.start()
    wait_until(lambda: link.up, "the link again")
    link.stop()
    broker.kill()
    broker.kill()  # a second time is nothing


def test_without_mosquitto_the_demos_broker_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_process, "MOSQUITTO", str(tmp_path / "nowhere"))
    assert BrokerProcess(tmp_path, BrokerKind.AUTO).kind is BrokerKind.AMQTT
    with pytest.raises(SchoolbellError, match="Mosquitto is not installed"):
        BrokerProcess(tmp_path, BrokerKind.MOSQUITTO)
