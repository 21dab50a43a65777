from datetime import timedelta

import pytest

from controller.domain.events import StationChanged
from controller.domain.stations import Presence, Station
from controller.storage.tables.records import JournalRow
from firmware_bridge.protocol.v1.messages import OrderAck, Refusals, Status
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, LockState, Mode, OrderResult
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    desk.later(1)
    return desk


def north(desk: FrontDesk) -> Station:
    return next(one for one in desk.reception.stations.all() if one.id == "north-1")


def test_a_silent_station_is_late_and_then_lost_and_the_journal_says_when(gate: FrontDesk) -> None:
    told = gate.hears(StationChanged)
    gate.later(30)
    assert north(gate).presence is Presence.LATE
    gate.later(30)
    assert north(gate).presence is Presence.LOST
    gate.north.beat()
    gate.later(1)
    assert north(gate).presence is Presence.READY
    with gate.school.database.read() as session:
        facts = [row.kind for row in session.query(JournalRow).order_by(JournalRow.id)]
    assert facts[-2:] == ["station.lost", "station.ready"]
    assert StationChanged("north-1") in told


def test_a_state_that_flaps_does_not_fill_the_journal(gate: FrontDesk) -> None:
    """It is not signed, so anybody on the broker may say it, as often as they like."""

    def rows() -> int:
        with gate.school.database.read() as session:
            return session.query(JournalRow).count()

    before = rows()
    for word in (b"lost", b"ready") * 50:
        gate.wire.deliver("pouch/1/northgate/north-1/$state", word, True)
    gate.wire.deliver("pouch/1/northgate/north-1/$state", b"lost", True)
    gate.later(1)
    assert north(gate).presence is Presence.LOST
    assert rows() == before + 1


def test_a_status_tells_what_the_lock_does(gate: FrontDesk) -> None:
    version, digest = gate.north.held
    status = Status(
        boot_id=gate.north.boot_id,
        lock=LockState.JAMMED,
        mode=Mode.NORMAL,
        authority_version=version,
        authority_hash=digest,
        clock_quality=ClockQuality.HOLDOVER,
        waiting=3,
        refused=(),
        jams=2,
        tampered=True,
        store_full=False,
        broken_records=0,
    )
    gate.north.say(status)
    station = north(gate)
    assert (station.lock, station.clock_quality, station.waiting, station.jams) == (
        "jammed",
        "holdover",
        3,
        2,
    )
    assert station.tampered


def test_an_order_ack_tells_what_is_in_force(gate: FrontDesk) -> None:
    gate.north.say(OrderAck(bytes(8), OrderResult.DONE, Mode.MAINTENANCE, *gate.north.held))
    assert (north(gate).mode, north(gate).level) == ("maintenance", True)


def test_adopted_stations_come_first(gate: FrontDesk) -> None:
    assert [one.id for one in gate.reception.stations.all()] == ["north-1", "office-1", "south-1"]
    assert gate.reception.stations.ids() == {"north-1", "office-1", "south-1"}


def test_a_quiet_school_changes_nothing(gate: FrontDesk) -> None:
    told = gate.hears(StationChanged)
    gate.north.beat()
    told.clear()
    gate.later(timedelta(seconds=5))
    assert told == []


def test_a_status_tells_all_that_the_desk_shows_of_its_health(gate: FrontDesk) -> None:
    refused = (Refusals(OrderResult.UNSIGNED, 4), Refusals(OrderResult.REPEATED, 1))
    status = Status(
        boot_id=gate.north.boot_id,
        lock=LockState.LOCKED,
        mode=Mode.NORMAL,
        authority_version=gate.north.held[0],
        authority_hash=gate.north.held[1],
        clock_quality=ClockQuality.TRUSTED,
        waiting=3,
        refused=refused,
        jams=2,
        tampered=False,
        store_full=True,
        broken_records=1,
        supply_mv=4980,
        battery=True,
        unrecorded=5,
    )
    gate.north.say(status)
    one = north(gate)
    assert one.refused == {"unsigned": 4, "repeated": 1}
    assert (one.supply_mv, one.battery, one.store_full) == (4980, True, True)
    assert (one.jams, one.broken_records, one.unrecorded, one.model) == (2, 1, 5, "sim")
