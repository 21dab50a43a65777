from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.grants import ReasonCode
from controller.domain.releases import Release, When
from controller.services.stations.tallies import Tally, Today
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Reason
from tests.desks import FrontDesk
from tests.schools import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    """At 15:10, when the release has just begun."""
    desk.adopt(desk.north, desk.south)
    desk.clock.advance(timedelta(hours=5, minutes=5))
    desk.reception.releases.order(desk.account(), When.NOW)
    desk.north.take_authority()
    desk.south.take_authority()
    return desk


def release(desk: FrontDesk) -> Release:
    found = desk.reception.releases.latest()
    assert found
    return found


def tally(desk: FrontDesk) -> Tally:
    return desk.reception.tallies.of(release(desk))


def test_each_pouch_counts_once_at_the_station_that_was_first(gate: FrontDesk) -> None:
    gate.north.release(gate.pupils["p0400"])
    gate.clock.advance(MINUTE)
    gate.south.release(gate.pupils["p0400"])
    gate.south.release(gate.pupils["p0401"])
    count = tally(gate).count
    assert (count.released, count.still_out) == (2, 823)
    assert tally(gate).by_station == {"north-1": 1, "south-1": 1}


def test_per_minute_follows_the_stations_own_time(gate: FrontDesk) -> None:
    then = gate.clock.now()
    gate.clock.advance(3 * MINUTE)
    gate.north.release(gate.pupils["p0400"], offline=True, station_clock_ms=to_ms(then))
    gate.north.release(gate.pupils["p0401"])
    assert tally(gate).by_minute[:4] == [1, 0, 0, 1]
    assert (len(tally(gate).by_minute), tally(gate).last_minute) == (30, 1)
    assert tally(gate).late == 1
    assert tally(gate).last_at == gate.clock.now()


def test_an_event_that_arrives_after_the_end_still_counts(gate: FrontDesk) -> None:
    then = gate.clock.now() + MINUTE
    gate.later(timedelta(minutes=45))
    gate.north.release(gate.pupils["p0400"], offline=True, station_clock_ms=to_ms(then))
    assert tally(gate).count.released == 1


def test_early_leavers_are_not_still_out(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    desk.reception.grants.give(desk.account(), "p0400", ReasonCode.APPOINTMENT)
    desk.north.ask(desk.pupils["p0400"], b"nonce--1")
    desk.north.release(desk.pupils["p0400"], Reason.AUTHORISED, nonce=b"nonce--1")
    desk.clock.advance(timedelta(hours=5, minutes=5))
    desk.reception.releases.order(desk.account(), When.NOW)
    count = tally(desk).count
    assert (count.released, count.left_earlier, count.still_out) == (0, 1, 824)


def test_the_day_before_its_release_is_counted_too(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    exempt = desk.account(Role.SAFEGUARDING)
    desk.reception.exemptions.give(exempt, "p0400", Exemption.MEDICAL)
    desk.north.ask(desk.pupils["p0400"], b"nonce--1")
    desk.north.release(desk.pupils["p0400"], Reason.AUTHORISED, nonce=b"nonce--1")
    desk.north.ask(desk.pupils["p0401"])
    assert desk.reception.tallies.today() == Today(pouches=825, opened=1, refused=1)


def test_yesterdays_releases_are_not_todays(gate: FrontDesk) -> None:
    gate.north.release(gate.pupils["p0400"])
    gate.later(timedelta(hours=24))
    gate.reception.releases.order(gate.account(), When.NOW)
    count = tally(gate).count
    assert (count.released, count.left_earlier, count.still_out) == (0, 0, 825)


def test_an_unknown_tag_is_nobodys_pouch(gate: FrontDesk) -> None:
    gate.north.release(b"oyster!")
    assert tally(gate).count.released == 0
