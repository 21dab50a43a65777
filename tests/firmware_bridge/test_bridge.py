"""The bridge on real parts: pseudo-terminals and a real Mosquitto. How it decides: test_station_port.py."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_bridge.bridge import Bridge
from firmware_bridge.firmware import cbor
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.messages import EventAck
from firmware_bridge.transport.broker import parse_broker
from firmware_bridge.transport.mqtt import MqttLink
from tests.brokers import MosquittoBroker, mosquitto_broker, wait_until
from tests.firmware_bridge.events import beat, event, sealed
from tests.firmware_bridge.lines import Pty

NUMBERS = itertools.count()


class Workbench:
    """Lines in one hand, a broker in the other, and the bridge between. Each has a site of its own, so that
    nothing that an earlier test left at the broker is heard.
    """

    def __init__(self, directory: Path, broker: MosquittoBroker, ports: int = 1, site: str | None = None):
        self.office = Address(f"site-{next(NUMBERS)}", "office")
        self.queue = directory / "queue.db"
        self.ptys = [Pty(directory / f"port-{number}") for number in range(ports)]
        self.sentences, self.heard, self.from_bridge = [], [], []
        self._broker, self._site = broker, site
        self.bridge = self.make_bridge()
        self.desk = MqttLink(
            broker.url,
            f"desk-{self.office.site}",
            on_message=lambda *message: self.heard.append(message),
            clean=False,  # the broker keeps what comes while it is away
        )
        self.desk.subscribe(f"pouch/1/{self.office.site}/#")
        self.desk.start()

    def make_bridge(self) -> Bridge:
        where = parse_broker(self._broker.url)
        ports = [str(pty.path) for pty in self.ptys]
        return Bridge(ports, lambda _: where, site=self._site, queue=self.queue, say=self.sentences.append)

    def start(self) -> "Workbench":
        self.bridge.start()
        wait_until(lambda: self.desk.up and BROKER_UP in self.line(), "the bridge's first notice")
        return self

    @property
    def pty(self) -> Pty:
        return self.ptys[0]

    def say(self, message) -> bytes:
        data = sealed(message, self.office)
        self.pty.say(data)
        return data

    def line(self) -> list[bytes]:
        self.from_bridge += self.pty.hear()
        return self.from_bridge

    def of(self, leaf: str, station: str = "office") -> list[bytes]:
        wanted = f"pouch/1/{self.office.site}/{station}/{leaf}"
        return [payload for topic, payload, _ in self.heard if topic == wanted]

    def meet(self) -> bytes:
        """The station is known, and its link is up."""
        self.pty.say(cbor.dumps("init"))
        wait_until(lambda: self.say(beat()) and self.of("heartbeat"), "a relayed heartbeat")
        wait_until(lambda: b"init" in self.of("$state"), "the word")
        return self.of("heartbeat")[0]

    def order(self, seq: int = 1, *, retained: bool = False) -> bytes:
        data = sealed(EventAck(bytes(8), seq), self.office)
        self.desk.publish(f"pouch/1/{self.office}/order", data, retained=retained)
        return data

    def close(self) -> None:
        self.bridge.stop()
        self.desk.stop()
        for pty in self.ptys:
            if pty.path.is_symlink():
                pty.unplug()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MosquittoBroker]:
    directory = tmp_path_factory.mktemp("broker")
    keeps = f"allow_anonymous true\npersistence true\npersistence_location {directory}/"
    with mosquitto_broker(directory, keeps) as running:
        yield running


@pytest.fixture
def bench(tmp_path: Path, broker: MosquittoBroker) -> Iterator[Workbench]:
    made = Workbench(tmp_path, broker).start()
    yield made
    made.close()


def test_envelopes_pass_untouched_both_ways(bench):
    said = bench.meet()
    assert len(said) > 80
    order = bench.order()
    wait_until(lambda: order in bench.line(), "the order")
    wait_until(lambda: " 1 to it, 0 refused, 0 broken" in str(bench.bridge.report), "the counts")
    assert f"{bench.office}: port open, broker up" in str(bench.bridge.report)


def test_the_stations_word_is_published_and_a_lost_port_is_lost(bench):
    bench.meet()
    bench.pty.say(cbor.dumps("ready"))
    wait_until(lambda: bench.of("$state")[-1] == b"ready", "the word")
    bench.pty.unplug()
    wait_until(lambda: bench.of("$state")[-1] == b"lost", "the loss")
    assert any("lost serial port" in one or "no serial port" in one for one in bench.sentences)


def test_a_port_that_returns_is_used_again(bench):
    bench.meet()
    bench.pty.unplug()
    wait_until(lambda: bench.of("$state")[-1] == b"lost", "the loss")
    bench.pty.plug()
    bench.from_bridge.clear()
    wait_until(lambda: BROKER_UP in bench.line(), "the bridge's notice")
    bench.pty.say(cbor.dumps("ready"))
    said = bench.say(beat())
    wait_until(lambda: said in bench.of("heartbeat") and bench.of("$state")[-1] == b"ready", "the station")


def test_a_killed_bridge_is_lost_by_its_will(bench):
    bench.meet()
    bench.bridge.ports[0]._uplink._link.vanish()
    wait_until(lambda: bench.of("$state")[-1] == b"lost", "the will")


def test_a_bridge_that_is_stopped_says_goodbye(bench):
    bench.meet()
    bench.bridge.stop()
    wait_until(lambda: bench.of("$state")[-1] == b"disconnected", "the goodbye")


def test_noise_forged_words_and_orders_from_the_station_are_not_relayed(bench):
    bench.meet()
    for content in (b"noise", cbor.dumps("hacked"), cbor.dumps([1, 2])):
        bench.pty.say(content)
    forged = bench.say(EventAck(bytes(8), 1))
    bench.pty.noise(b"\x07\x07\0")
    wait_until(lambda: ", 4 refused, 1 broken" in str(bench.bridge.report), "the counts")
    said = bench.say(beat())
    wait_until(lambda: said in bench.of("heartbeat"), "what came after all of it")
    assert not {b"noise", b"hacked", forged} & {payload for _, payload, _ in bench.heard}


def test_a_retained_order_never_reaches_the_station(bench):
    left = bench.order(retained=True)
    wait_until(lambda: bench.of("order"), "the broker to have it")
    bench.meet()
    wait_until(lambda: any("retained" in one for one in bench.sentences), "the refusal")
    order = bench.order(seq=2)
    wait_until(lambda: order in bench.line(), "the order that came after it")
    assert left not in bench.line()
    assert bench.bridge.ports[0].counts.refused == 1


def test_another_station_on_the_line_gets_a_link_of_its_own(bench):
    bench.meet()
    spare = Address(bench.office.site, "spare")

    def heard() -> list[bytes]:
        bench.pty.say(sealed(beat(), spare))
        return bench.of("heartbeat", "spare")

    wait_until(heard, "the other's heartbeat")
    assert bench.bridge.ports[0].address == spare
    wait_until(lambda: b"disconnected" in bench.of("$state"), "the first one's goodbye")


@pytest.fixture
def gates(tmp_path: Path, broker: MosquittoBroker) -> Iterator[Workbench]:
    made = Workbench(tmp_path, broker, ports=3).start()
    yield made
    made.close()


def test_several_stations_are_carried_by_one_bridge(gates):
    names = [f"gate-{number}" for number in range(3)]
    site = gates.office.site

    def all_heard() -> bool:
        """What is said before a port is open is lost: stations say it again."""
        missing = [one for one in zip(names, gates.ptys, strict=True) if not gates.of("heartbeat", one[0])]
        for name, pty in missing:
            pty.say(sealed(beat(), Address(site, name)))
        return not missing

    wait_until(all_heard, "all three")
    assert [port.station for port in gates.bridge.report.ports] == [f"{site}/{name}" for name in names]


def test_events_survive_a_lost_broker_and_a_killed_bridge(bench, broker):
    """The bridge is as good as killed: what was on its disk is all that the next one finds."""
    bench.meet()
    bench.from_bridge.clear()
    broker.stop(kindly=True)
    wait_until(lambda: BROKER_DOWN in bench.line(), "the notice")
    events = [bench.say(event(seq)) for seq in range(1, 41)]
    stale = bench.say(beat())
    wait_until(lambda: bench.bridge.ports[0].report.waiting == 40, "the bridge to keep them")
    bench.bridge.stop()
    bench.bridge = bench.make_bridge()
    assert bench.bridge.report.kept == {str(bench.office): 40}
    assert "office: not here, 40 of its events kept" in str(bench.bridge.report)
    broker.start()
    bench.bridge.start()
    wait_until(lambda: len(bench.of("event")) >= 40, "what was kept")
    wait_until(lambda: bench.bridge.report.kept == {}, "the broker's confirmations")
    assert list(dict.fromkeys(bench.of("event"))) == events
    assert stale not in bench.of("heartbeat")
    bench.from_bridge.clear()
    bench.meet()
