"""The kit on real lines: a pseudo-terminal, and Mosquitto. Every clause is tried in test_run.py; all of them
on both lines take four minutes: `schoolbell station-conformance --hands sim:`, and the same with `--broker`.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from firmware_bridge.conformance.carriers import MqttCarrier, SerialCarrier
from firmware_bridge.conformance.catalogue import chosen
from firmware_bridge.conformance.clauses import Carriage, Verdict
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.run import run
from firmware_bridge.transport.broker import parse_broker
from simulators.station_hands import simulated_station
from tests.brokers import mosquitto_broker

SOME = (
    *("boot.first", "boot.forged", "boot.accepted", "carriage", "envelope", "log", "unlock"),
    *("order.retained", "order.malformed", "order.oversized", "order.unsigned"),
    *("tap.name", "tap.allowed", "tap.window", "tap.no-link", "mode.dark", "mode.key-switch"),
    *("event.first", "event.replay"),
)


def examined(directory, url):
    with simulated_station(directory, url) as (station, hands):
        carrier = MqttCarrier(parse_broker(url)) if url else SerialCarrier(str(directory / "port"))
        try:
            return run(Examiner(carrier, hands, station.key, bytes(32)), chosen(SOME))
        finally:
            carrier.close()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Both at once: they mostly wait."""
    serial, mqtt = tmp_path_factory.mktemp("serial"), tmp_path_factory.mktemp("mqtt")
    with mosquitto_broker(mqtt) as broker, ThreadPoolExecutor(2) as pool:
        both = pool.map(examined, (serial, mqtt), (None, broker.url))
        return dict(zip((Carriage.SERIAL, Carriage.MQTT), both, strict=True))


@pytest.mark.parametrize("carriage", Carriage)
def test_our_station_passes_on_a_real_line(outcomes, carriage):
    found = outcomes[carriage].findings
    other = {one.clause.id: one.evidence for one in found if one.verdict is not Verdict.PASS}
    serial_only = {one: "is about serial only" for one in ("resync", "overlong", "idle")}
    elsewhere = {
        Carriage.SERIAL: {"order.retained": "is about mqtt only", "carriage.topics": "is about mqtt only"},
        Carriage.MQTT: {f"carriage.{name}": why for name, why in serial_only.items()},
    }
    assert other == elsewhere[carriage]
