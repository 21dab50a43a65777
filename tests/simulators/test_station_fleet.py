"""Real stations' firmware, a real bridge on a real pty, real Mosquitto."""

from datetime import UTC, datetime, timedelta

import pytest

from controller.clock import ScaledClock, SystemClock
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.messages import SetMode, Unlock
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult, Reason, What
from simulators.station_fleet import FleetSpec, StationFleet
from tests.brokers import MosquittoBroker, mosquitto_broker, wait_until
from tests.simulators.desk import TAG_KEY, Desk

NAMES = ("gate-1", "gate-2", "office")
GATE, GATE_2, OFFICE = (Address("northgate", name) for name in NAMES)
UIDS = [bytes([4, 1, 2, number]) for number in range(60)]


@pytest.fixture
def broker(tmp_path):
    with mosquitto_broker(tmp_path) as running:
        yield running


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
def fleet(broker, tmp_path, clock):
    spec = FleetSpec("northgate", broker.url, NAMES, frozenset({"office"}))
    with StationFleet(spec, tmp_path / "stations", clock).running() as running:
        yield running


@pytest.fixture
def desk(broker, fleet, clock):
    made = Desk(broker.url, fleet.pairing_codes, clock).start()
    wait_until(lambda: all(one.ready for one in fleet.stations.values()), "all stations to be accepted")
    yield made
    made.link.stop()


def release(desk, *addresses, version=1, uids=UIDS):
    now = desk.clock.now()
    for address in addresses:
        window = [(now - timedelta(minutes=1), now + timedelta(hours=1))]
        desk.give(address, version, windows=window, tags=[tag_hash(TAG_KEY, uid) for uid in uids])


def what_came(desk, address, *kinds):
    return [
        (one.what, one.reason)
        for one in desk.told(address)
        if one.what in (kinds or (What.RELEASED, What.REFUSED))
    ]


def test_stations_by_mqtt_and_by_serial_boot_release_and_report(fleet, desk):
    release(desk, GATE, OFFICE)
    wait_until(
        lambda: {fleet.stations[name].mode for name in ("gate-1", "office")} == {Mode.RELEASE}, "the release"
    )
    for name in ("gate-1", "office"):
        fleet.stations[name].tap(UIDS[0])
    for address in (GATE, OFFICE):
        wait_until(lambda address=address: what_came(desk, address), f"{address}'s event")
        assert what_came(desk, address) == [(What.RELEASED, Reason.WINDOW)]
        assert desk.states[address][-1] == "ready"
    assert fleet.stations["office"].lock.openings == 1
    assert desk.unreadable == 0


@pytest.mark.parametrize("name", ["gate-1", "office"])
def test_a_tap_outside_a_release_is_asked_about(fleet, desk, name):
    station, address = fleet.stations[name], Address("northgate", name)
    station.tap(UIDS[0])
    wait_until(lambda: what_came(desk, address), "the refusal")
    desk.allow = True
    station.tap(UIDS[0])
    wait_until(lambda: len(what_came(desk, address)) == 2, "the release")
    assert what_came(desk, address) == [(What.REFUSED, Reason.DENIED), (What.RELEASED, Reason.AUTHORISED)]


def refused(desk, address):
    status = desk.status.get(address)
    return {one.result: one.count for one in status.refused} if status else {}


@pytest.mark.parametrize("name", ["gate-1", "office"])
def test_bad_orders_are_refused_counted_and_reported(fleet, desk, name):
    address, station = Address("northgate", name), fleet.stations[name]
    old = desk.clock.now() - timedelta(seconds=30)
    desk.tell(address, Unlock("x"), key=bytes(range(32)))
    desk.tell(address, Unlock("x"), sent=old)
    data = desk.tell(address, Unlock("x"))
    desk.link.publish(f"pouch/1/{address}/order", data)
    other = desk.tell(GATE_2, Unlock("for the other"))
    desk.link.publish(f"pouch/1/{address}/order", other)
    desk.link.publish(f"pouch/1/{address}/order", b"noise")
    expected = {
        OrderResult.UNSIGNED: 1,
        OrderResult.EXPIRED: 1,
        OrderResult.REPEATED: 1,
        OrderResult.WRONG_STATION: 1,
        OrderResult.MALFORMED: 1,
    }
    wait_until(lambda: refused(desk, address) == expected, f"{expected}, and not {refused(desk, address)}")
    assert station.lock.openings == 1


def test_a_retained_order_is_refused_by_a_station_and_by_a_bridge(broker, fleet, desk):
    for address in (GATE, OFFICE):
        fleet.stations[address.station].kill()
        wait_until(lambda address=address: desk.states[address][-1] == "lost", "the loss")
    fleet.bridges["office"].stop()
    for address in (GATE, OFFICE):
        desk.tell(address, Unlock("left lying"), retained=True, ttl=timedelta(seconds=60))
    before = fleet.bridges["office"].ports[0].counts.refused
    fresh = StationFleet(fleet._spec, fleet._data_dir, fleet._clock)
    with fresh.running():
        wait_until(lambda: fresh.stations["gate-1"].ready and fresh.stations["office"].ready, "the stations")
        wait_until(lambda: refused(desk, GATE) == {OrderResult.RETAINED: 1}, "the station's count")
        wait_until(lambda: fresh.bridges["office"].ports[0].counts.refused == 1, "the bridge's count")
    assert before == 0
    assert fresh.stations["gate-1"].lock.openings == fresh.stations["office"].lock.openings == 0
    fleet.bridges.clear()


def test_a_broker_killed_in_a_release_loses_no_event_and_doubles_none(broker, fleet, desk):
    release(desk, GATE, GATE_2, OFFICE)
    wait_until(lambda: {one.mode for one in fleet.stations.values()} == {Mode.RELEASE}, "the release")
    for number, uid in enumerate(UIDS):
        if number == 20:
            broker.stop()
        if number == 40:
            wait_until(
                lambda: not any(one.ready for one in fleet.stations.values()), "the loss to be noticed"
            )
        for station in fleet.stations.values():
            station.tap(uid)
    opened = 3 * len(UIDS)
    wait_until(
        lambda: sum(one.lock.openings for one in fleet.stations.values()) == opened, "every pouch to open"
    )
    broker.start()
    wait_until(lambda: sum(one.waiting for one in fleet.stations.values()) == 0, "the replay", 60)
    for address in (GATE, GATE_2, OFFICE):
        events = sorted(
            desk.told(address), key=lambda event: event.seq
        )  # the desk may return after a station
        releases = [one for one in events if one.what == What.RELEASED]
        assert [one.tag for one in releases] == [tag_hash(TAG_KEY, uid) for uid in UIDS]
        assert [one.seq for one in events] == list(range(1, len(events) + 1))
        assert sum(one.offline for one in releases) >= 20


def test_a_killed_station_replays_what_it_had_and_the_loss_is_seen(fleet, desk):
    release(desk, GATE, OFFICE)
    wait_until(
        lambda: fleet.stations["office"].mode == fleet.stations["gate-1"].mode == Mode.RELEASE, "the release"
    )
    desk.taking = False
    for name in ("gate-1", "office"):
        for uid in UIDS[:5]:
            fleet.stations[name].tap(uid)
        wait_until(lambda name=name: fleet.stations[name].lock.openings == 5, "five pouches to open")
        fleet.stations[name].kill()
    for address in (GATE, OFFICE):
        wait_until(
            lambda address=address: desk.states[address][-1] == "lost", "the broker's or the bridge's word"
        )
    desk.taking = True
    for name in ("gate-1", "office"):
        fleet.stations[name].start()
        wait_until(
            lambda name=name: fleet.stations[name].ready and not fleet.stations[name].waiting, "the replay"
        )
        address = Address("northgate", name)
        assert len(what_came(desk, address)) == 5
        assert len({one.boot_id for one in desk.told(address)}) == 2
        assert desk.states[address][-1] == "ready"


def test_a_mode_is_in_force_at_every_station_and_acknowledged(fleet, desk):
    until = to_ms(desk.clock.now() + timedelta(minutes=5))
    for address in (GATE, OFFICE):
        desk.tell(address, SetMode(Mode.EVACUATE, until, "drill"))
    wait_until(lambda: sum(ack.mode == Mode.EVACUATE for ack in desk.acks) == 2, "both acknowledgements")
    fleet.stations["office"].tap(b"anyone")
    wait_until(lambda: what_came(desk, OFFICE), "the event")
    assert what_came(desk, OFFICE) == [(What.RELEASED, Reason.EVACUATE)]


def test_stations_wait_for_a_broker_that_comes_later(tmp_path, clock):
    broker = MosquittoBroker(tmp_path)
    spec = FleetSpec("northgate", broker.url, ("gate-1", "office"), frozenset({"office"}))
    with StationFleet(spec, tmp_path / "stations", clock).running() as fleet:
        fleet.stations["gate-1"].tap(UIDS[0])
        broker.start()
        desk = Desk(broker.url, fleet.pairing_codes, clock).start()
        try:
            wait_until(lambda: all(one.ready for one in fleet.stations.values()), "the stations", 40)
        finally:
            desk.link.stop()
            broker.stop()


def test_school_time_may_run_fast_while_the_network_does_not(broker, tmp_path):
    clock = ScaledClock(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), SystemClock().now().timestamp(), 60)
    spec = FleetSpec("northgate", broker.url, ("gate-1",))
    with StationFleet(spec, tmp_path / "stations", clock).running() as fleet:
        desk = Desk(broker.url, fleet.pairing_codes, clock).start()
        station = fleet.stations["gate-1"]
        wait_until(lambda: station.ready, "the station")
        start = clock.now() + timedelta(minutes=1)
        window = [(start, start + timedelta(minutes=1))]
        desk.give(GATE, 1, windows=window, tags=[tag_hash(TAG_KEY, UIDS[0])])
        wait_until(lambda: station.mode == Mode.RELEASE, "the window to open")
        station.tap(UIDS[0])
        wait_until(lambda: station.mode == Mode.NORMAL, "the window to close")
        wait_until(lambda: what_came(desk, GATE, What.MODE_CHANGED)[1:], "the events")
        opened = next(one for one in desk.told(GATE) if one.what == What.RELEASED)
        assert to_ms(start) <= opened.station_clock_ms < to_ms(start + timedelta(minutes=1))
        desk.link.stop()


def test_keys_and_flash_are_for_their_owner_alone_and_stay(fleet, broker, tmp_path, clock):
    code = fleet.pairing_codes["gate-1"]
    files = [path for path in (tmp_path / "stations" / "gate-1").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert (tmp_path / "stations" / "gate-1" / "pairing-code.txt").read_text().strip() == code
    again = StationFleet(FleetSpec("northgate", broker.url, NAMES), tmp_path / "stations", clock)
    assert again.pairing_codes == fleet.pairing_codes
