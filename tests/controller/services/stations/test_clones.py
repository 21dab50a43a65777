from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.clones import DEFAULT_WALK_S, Walk
from controller.domain.events import TagSeenTwice
from controller.domain.taps import FeedKind
from controller.errors import Refused
from controller.services.stations.placement import Place
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Reason
from tests.desks import FrontDesk, TalkingStation


@pytest.fixture
def gates(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def tap(desk: FrontDesk, station: TalkingStation, after: float = 0.0, **changes: object) -> None:
    desk.clock.advance(timedelta(seconds=after))
    station.release(desk.pupils["p0400"], Reason.WINDOW, **changes)


def test_a_tag_at_two_gates_at_once_is_said_journaled_and_shown_with_its_pouch(gates: FrontDesk) -> None:
    heard = gates.hears(TagSeenTwice)
    tap(gates, gates.north)
    tap(gates, gates.south, 4)
    (seen,) = gates.reception.clones.newest()
    assert seen.sentence.startswith(
        f"The tag of pouch {seen.pouch} was at North gate 1 and 4 s later at South"
    )
    assert heard == [TagSeenTwice("south-1", seen.pouch, seen.sentence)]
    assert "tag.seen-twice" in gates.journal(f"pouch:{seen.pouch}")
    item = next(one for one in gates.reception.feed.newest() if one.id.startswith("t"))
    assert (item.kind, item.who, item.sentence) == (FeedKind.TROUBLE, "Thomas Kowalski, 9D", seen.sentence)


def test_who_has_had_the_time_to_walk_is_left_alone(gates: FrontDesk) -> None:
    tap(gates, gates.north)
    tap(gates, gates.south, DEFAULT_WALK_S)
    assert gates.reception.clones.newest() == []


def test_stations_side_by_side_are_one_place(gates: FrontDesk) -> None:
    second = gates.station("north-2")
    second.boot()
    place = Place("North gate 2", "North gate")
    gates.reception.adopting.adopt(gates.account(Role.ADMIN), "north-2", second.code, place)
    second.boot()
    tap(gates, gates.north)
    tap(gates, second, 1)
    assert gates.reception.clones.newest() == []


def test_events_that_come_late_are_compared_by_their_own_time(gates: FrontDesk) -> None:
    at = to_ms(gates.clock.now() + timedelta(seconds=3))
    tap(gates, gates.north)
    tap(gates, gates.south, 300, station_clock_ms=at, offline=True)
    (seen,) = gates.reception.clones.newest()
    assert (seen.second_at - seen.first_at).total_seconds() == 3


def test_a_station_without_a_clock_proves_nothing(gates: FrontDesk) -> None:
    tap(gates, gates.north)
    tap(gates, gates.south, 2, station_clock_ms=0, clock_quality=ClockQuality.NONE)
    assert gates.reception.clones.newest() == []


def test_tapping_to_and_fro_is_said_once(gates: FrontDesk) -> None:
    for station in (gates.north, gates.south, gates.north, gates.south):
        tap(gates, station, 3)
    assert len(gates.reception.clones.newest()) == 1


def test_it_changes_no_answer(gates: FrontDesk) -> None:
    before = gates.north.ask(gates.pupils["p0400"])
    tap(gates, gates.north)
    tap(gates, gates.south, 2)
    after = gates.north.ask(gates.pupils["p0400"])
    assert before
    assert after
    assert (after.allow, after.reason) == (before.allow, before.reason)


def test_somebody_looked_at_it(gates: FrontDesk) -> None:
    tap(gates, gates.north)
    tap(gates, gates.south, 2)
    (seen,) = gates.reception.clones.newest()
    gates.reception.clones.dismiss(gates.account(Role.ADMIN), seen.id)
    assert gates.reception.clones.newest() == []
    for wrong in (seen.id, 99):
        with pytest.raises(Refused, match="dismissed already"):
            gates.reception.clones.dismiss(gates.account(Role.ADMIN), wrong)


def test_the_walk_from_gate_to_gate_can_be_set(gates: FrontDesk) -> None:
    clones, by = gates.reception.clones, gates.account(Role.ADMIN)
    assert clones.walks() == [Walk("North gate", "South gate", DEFAULT_WALK_S)]
    clones.set_walk(by, "South gate", "North gate", 90)
    assert clones.walks() == [Walk("North gate", "South gate", 90)]
    tap(gates, gates.north)
    tap(gates, gates.south, 60)
    assert len(clones.newest()) == 1
    clones.set_walk(by, "South gate", "North gate", 0)
    gates.later(timedelta(minutes=15))
    tap(gates, gates.north)
    tap(gates, gates.south, 1)
    assert len(clones.newest()) == 1


def test_a_walk_that_is_none_is_refused(gates: FrontDesk) -> None:
    for other, seconds in (("North gate", 5), ("Nowhere", 5), ("South gate", 601)):
        with pytest.raises(Refused):
            gates.reception.clones.set_walk(gates.account(Role.ADMIN), "North gate", other, seconds)
