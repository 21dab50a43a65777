"""The whole line: real station firmware, real Mosquitto, the real controller. Time is the machine's own."""

import itertools
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from controller.bootstrap import Services, build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.grants import GrantState, ReasonCode, state
from controller.domain.releases import Release, When
from controller.domain.stations import Presence, Station
from controller.domain.taps import FeedItem
from controller.storage.journal import verify
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, seal
from firmware_bridge.protocol.v1.messages import SetMode, Unlock
from firmware_bridge.protocol.v1.vocabulary import Mode
from firmware_bridge.transport.mqtt import MqttLink
from simulators.northgate import northgate
from simulators.station import SimulatedStation
from simulators.station_fleet import FleetSpec, StationFleet
from tests.brokers import MosquittoBroker, mosquitto_broker, wait_until
from tests.schools import MONDAY_PERIOD_2

NAMES = ("north-1", "south-1", "office-1")
PUPIL = "p0400"
CAUSES = ("retained", "expired", "future", "unsigned", "wrong-station", "repeated")
UIDS = {pouch.pupil: pouch.tag_uid for pouch in northgate().pouches}


@dataclass
class Line:
    settings: Settings
    clock: ScaledClock
    broker: MosquittoBroker
    fleet: StationFleet
    services: Services

    @property
    def north(self) -> SimulatedStation:
        return self.fleet.stations["north-1"]

    @property
    def south(self) -> SimulatedStation:
        return self.fleet.stations["south-1"]

    def account(self, role: Role = Role.RECEPTION) -> Account:
        return next(one for one in self.services.accounts.all() if one.role is role)

    def known(self, name: str) -> Station:
        return next(one for one in self.services.reception.stations.all() if one.id == name)

    def adopt(self, name: str) -> None:
        wait_until(lambda: self.known(name).presence is Presence.PENDING, f"{name} to call")
        code = self.fleet.pairing_codes[name]
        self.services.reception.adopting.adopt(self.account(Role.ADMIN), name, code)
        wait_until(lambda: self.level(name), f"{name} to be level")

    def level(self, name: str) -> bool:
        return self.known(name).level and self.fleet.stations[name].ready

    def release(self) -> Release:
        """On, and in force at every station that is there."""
        release = self.services.reception.releases.order(self.account(), When.NOW, "Early closure")
        here = [name for name in NAMES if self.fleet.stations[name].ready]
        wait_until(
            lambda: all(self.known(name).in_force >= release.authority for name in here), "the release"
        )
        return release

    def released(self) -> int:
        release = self.services.reception.releases.latest()
        return self.services.reception.tallies.of(release).count.released if release else 0

    def feed(self) -> list[FeedItem]:
        return self.services.reception.feed.newest()


@contextmanager
def dialled(url: str) -> Iterator[MqttLink]:
    """Somebody else at the broker."""
    link = MqttLink(url, "thief")
    link.start()
    wait_until(lambda: link.up, "the thief to be there")
    yield link
    link.stop()


@contextmanager
def open_line(northgate_data: Path, tmp_path: Path, adopted: tuple[str, ...]) -> Iterator[Line]:
    data_dir = tmp_path / "data"
    shutil.copytree(northgate_data, data_dir)
    clock = ScaledClock(MONDAY_PERIOD_2, time.time())
    with mosquitto_broker(tmp_path) as broker:
        settings = Settings(data_dir=data_dir, broker_url=broker.url)
        spec = FleetSpec("northgate", broker.url, NAMES, frozenset({"office-1"}))
        fleet = StationFleet(spec, tmp_path / "stations", clock)
        line = Line(settings, clock, broker, fleet, build(settings, clock))
        for name in adopted:
            admin = line.account(Role.ADMIN)
            line.services.reception.adopting.adopt_ahead(admin, name, fleet.pairing_codes[name])
        line.services.start()
        with fleet.running():
            wait_until(lambda: all(line.level(name) for name in adopted), "the stations to be level")
            yield line
            line.services.close()


@pytest.fixture
def strangers(northgate_data: Path, tmp_path: Path) -> Iterator[Line]:
    """All three stations are on, and nobody has adopted them."""
    with open_line(northgate_data, tmp_path, ()) as line:
        yield line


@pytest.fixture
def line(northgate_data: Path, tmp_path: Path) -> Iterator[Line]:
    """Both gates are adopted and level."""
    with open_line(northgate_data, tmp_path, ("north-1", "south-1")) as line:
        yield line


def test_over_mqtt_and_over_serial_stations_call_and_are_adopted(strangers: Line) -> None:
    for name in ("north-1", "office-1"):
        strangers.adopt(name)
        assert strangers.known(name).presence is Presence.READY
    assert strangers.known("south-1").presence is Presence.PENDING
    assert strangers.services.reception.dead_letters.newest() == []


def test_a_tap_before_the_release_is_refused_by_the_rules(line: Line) -> None:
    line.north.tap(UIDS[PUPIL])
    wait_until(line.feed, "the refusal")
    (item,) = line.feed()
    assert (item.who, item.sentence) == (
        "Thomas Kowalski, 9D",
        "Phones stay in the locked pouch until the release.",
    )
    wait_until(lambda: line.north.waiting == 0, "the event to be acknowledged")
    wait_until(lambda: ("refused", "not-yet") in line.north.signals.shown, "the pupil to be told why")
    assert line.north.lock.openings == 0


def test_during_the_release_the_station_opens_without_asking(line: Line) -> None:
    line.release()
    for pupil in ("p0400", "p0401", "p0402"):
        line.north.tap(UIDS[pupil])
    wait_until(lambda: line.released() == 3, "three releases")
    assert line.north.lock.openings == 3
    with line.services.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM tap_decisions").scalar() == 0
    (link,) = line.services.reception.pouches.card(PUPIL).chain
    assert (link.place, link.by) == (
        "North gate 1",
        f"Station authority {line.known('north-1').in_force}, release 1",
    )


def test_an_early_leaver_goes_once(line: Line) -> None:
    grants = line.services.reception.grants
    grants.give(line.account(), PUPIL, ReasonCode.APPOINTMENT)
    line.north.tap(UIDS[PUPIL])
    line.south.tap(UIDS[PUPIL])
    wait_until(lambda: state(grants.recent()[0], line.clock.now()) is GrantState.USED, "the leave to be used")
    wait_until(line.feed, "the other tap to be refused")
    assert line.north.lock.openings + line.south.lock.openings == 1


def test_what_happens_while_the_broker_is_down_arrives_once_at_its_own_time(line: Line) -> None:
    line.release()
    line.broker.stop()
    wait_until(line.services.reception.health.sentences, "the controller to notice")
    for pupil in ("p0400", "p0401"):
        line.north.tap(UIDS[pupil])
    wait_until(lambda: line.north.lock.openings == 2, "the station to go on by itself")
    done = line.clock.now() + timedelta(milliseconds=200)  # the station's clock is set over a network
    line.broker.start()
    wait_until(lambda: line.released() == 2, "the replay", 40)
    wait_until(lambda: line.services.reception.health.sentences() == [], "the controller to be told")
    assert line.services.reception.pouches.card(PUPIL).chain[0].at < done


def test_a_restarted_controller_loses_nothing_and_doubles_nothing(line: Line) -> None:
    line.release()
    line.north.tap(UIDS["p0400"])
    wait_until(lambda: line.released() == 1, "the first release")
    line.services.close()
    line.north.tap(UIDS["p0401"])
    wait_until(lambda: line.north.lock.openings == 2, "the station to go on by itself")
    line.services = build(line.settings, line.clock)
    line.services.start()
    line.north.tap(UIDS["p0402"])
    wait_until(lambda: line.released() == 3 and line.north.waiting == 0, "everything", 40)
    assert line.north.lock.openings == 3
    with line.services.database.read() as session:
        assert isinstance(verify(session), int)


def test_a_station_that_lost_power_in_the_middle_replays_from_its_flash(line: Line) -> None:
    line.release()
    line.services.close()
    line.north.tap(UIDS["p0400"])
    wait_until(lambda: line.north.lock.openings == 1, "the release")
    line.north.restart()
    line.services = build(line.settings, line.clock)
    line.services.start()
    wait_until(lambda: line.released() == 1 and line.north.waiting == 0, "the replay", 40)


def test_after_the_end_the_station_stays_shut(line: Line) -> None:
    release = line.release()
    line.services.reception.releases.end(line.account(), release.id)
    wait_until(lambda: line.known("north-1").level, "the station to be told")
    line.north.tap(UIDS[PUPIL])
    wait_until(line.feed, "the refusal")
    assert line.north.lock.openings == 0


def test_a_held_pouch_stays_shut_in_the_release_until_the_hold_has_ended(line: Line) -> None:
    reception, by = line.services.reception, line.account()
    hold = reception.holds.place(by, PUPIL, "See the head.")
    line.release()
    line.north.tap(UIDS[PUPIL])
    wait_until(lambda: ("refused", "held") in line.north.signals.shown, "the refusal")
    wait_until(line.feed, "reception to be told")
    assert line.feed()[0].sentence == "This pouch is on hold. See the head."
    assert line.north.lock.openings == 0
    reception.holds.end(by, hold.id)
    wait_until(lambda: line.level("north-1"), "the station to be told")
    line.north.tap(UIDS[PUPIL])
    wait_until(lambda: line.released() == 1, "the release")
    assert line.north.lock.openings == 1


def test_a_revoked_station_opens_nothing_more(line: Line) -> None:
    line.release()
    line.services.reception.adopting.revoke(line.account(Role.ADMIN), "north-1")
    wait_until(lambda: line.north.mode is not None and line.north.mode.name == "MAINTENANCE", "the mode")
    line.north.tap(UIDS[PUPIL])
    wait_until(lambda: ("refused", "maintenance") in line.north.signals.shown, "the refusal")
    assert line.north.lock.openings == 0


def test_each_order_that_must_be_refused_is_counted_by_cause_and_told_to_the_controller(line: Line) -> None:
    """A thief at the broker who has the station's key, and sends what a controller never would."""
    here, key, numbers = line.north.address, line.north.key, itertools.count()

    def unlock(sent_s: float = 0.0, address: Address = here, key: bytes = key) -> bytes:
        now, msg_id = line.clock.now() + timedelta(seconds=sent_s), next(numbers).to_bytes(8, "big")
        return seal(Unlock("theft"), address, key, now=now, ttl=timedelta(seconds=60), msg_id=msg_id)

    rest = SetMode(Mode.NORMAL, 0)
    with dialled(line.broker.url) as thief:
        line.north.kill()
        thief.publish(topics.orders(here), unlock(), retained=True)
        line.north.start()
        wait_until(lambda: line.known("north-1").refused.get("retained"), "the retained order to be told of")
        wait_until(lambda: line.level("north-1"), "the station to be level")
        twice = seal(rest, here, key, now=line.clock.now(), msg_id=b"theft---")
        refused = (unlock(-120), unlock(300), unlock(key=bytes(32)), unlock(address=line.south.address))
        for data in (*refused, twice, twice):
            thief.publish(topics.orders(here), data)
        wait_until(lambda: len(line.known("north-1").refused) == len(CAUSES), "every refusal to be told of")
    assert dict(line.known("north-1").refused) == dict.fromkeys(CAUSES, 1)
    assert line.north.lock.openings == 0
