from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.events import StationTrouble
from controller.domain.modes import ModeReport, StationMode, Wish
from controller.domain.taps import FeedKind
from controller.errors import Refused
from firmware_bridge.protocol.v1.messages import SetMode
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Mode, Reason, What
from tests.desks import FrontDesk

EVACUATIONS = frozenset({StationMode.EVACUATE})


@pytest.fixture
def gates(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def reports(desk: FrontDesk) -> list[ModeReport]:
    return desk.reception.drills.newest(EVACUATIONS)


def test_a_key_switch_makes_a_report_of_its_own(gates: FrontDesk) -> None:
    troubles = gates.hears(StationTrouble)
    gates.north.turn_switch(True)
    (report,) = reports(gates)
    assert (report.by, report.from_switch, report.drill, report.over) == ("", True, False, False)
    assert [one.name for one in report.reached] == ["North gate 1"]
    assert "key switch" in troubles[0].sentence
    assert gates.north.told(SetMode) == [], "what a person turned at the station is not ours to order"
    gates.later(90)
    gates.north.turn_switch(False)
    (report,) = reports(gates)
    assert report.over
    assert report.targets[0].ended_at == gates.clock.now()


def test_switches_that_are_turned_together_are_one_evacuation(gates: FrontDesk) -> None:
    gates.north.turn_switch(True)
    gates.later(120)
    gates.south.turn_switch(True, at=gates.clock.now() - timedelta(minutes=5))
    (report,) = reports(gates)
    assert len(report.reached) == 2
    assert report.ordered_at == gates.clock.now() - timedelta(minutes=5), (
        "the first of them, though told last"
    )


def test_a_switch_the_next_day_is_another_evacuation(gates: FrontDesk) -> None:
    gates.north.turn_switch(True)
    gates.north.turn_switch(False)
    gates.later(timedelta(days=1))
    gates.north.turn_switch(True)
    assert len(reports(gates)) == 2


def test_only_the_switch_ends_it(gates: FrontDesk) -> None:
    gates.north.turn_switch(True)
    with pytest.raises(Refused, match="turn the switch back"):
        gates.reception.modes.end(gates.account(Role.ADMIN), reports(gates)[0].id)


def test_reception_reads_of_it_among_the_taps(gates: FrontDesk) -> None:
    gates.north.turn_switch(True)
    (item,) = gates.reception.feed.newest()
    assert (item.kind, item.station) == (FeedKind.TROUBLE, "North gate 1")
    assert item.sentence.startswith("Set to evacuate by its key switch")


def test_the_stations_own_time_is_when_it_was_in_force(gates: FrontDesk) -> None:
    """It was offline, and its events come minutes after it had done what it was told."""
    number = gates.reception.modes.order(gates.account(Role.RECEPTION), Wish(StationMode.EVACUATE))
    msg_id, _ = gates.north.orders(SetMode)[-1]
    done_at = gates.clock.now() + timedelta(seconds=2)
    gates.clock.advance(timedelta(minutes=3))
    changed = gates.north.event(
        What.MODE_CHANGED, Reason.ORDER, mode=Mode.EVACUATE, order=msg_id, station_clock_ms=to_ms(done_at)
    )
    gates.north.say(changed)
    report = gates.reception.drills.of(number)
    assert report.reached[0].in_force_at == done_at
    assert report.slowest_s == 2.0


def test_a_pouch_that_opens_in_it_names_the_order(gates: FrontDesk) -> None:
    number = gates.reception.modes.order(gates.account(Role.RECEPTION), Wish(StationMode.EVACUATE))
    gates.north.obey()
    gates.north.release(gates.pupils["p0400"], Reason.EVACUATE, mode=Mode.EVACUATE)
    chain = gates.reception.pouches.card("p0400").chain
    assert chain[0].by == f"Evacuation, order {number}"


def test_a_report_that_is_none_or_not_to_be_seen_is_refused(gates: FrontDesk) -> None:
    exam = gates.reception.modes.order(gates.account(Role.ADMIN), Wish(StationMode.EXAM))
    for number in (exam, 99):
        with pytest.raises(Refused, match="no such report"):
            gates.reception.drills.of(number, EVACUATIONS)


def test_a_lockdown_that_the_key_switch_broke_into_is_in_force_again_afterwards(gates: FrontDesk) -> None:
    wish = Wish(StationMode.LOCKDOWN, "station:north-1")
    number = gates.reception.modes.order(gates.account(Role.ADMIN), wish)
    gates.north.obey()
    gates.later(10)
    gates.north.turn_switch(True)
    assert gates.reception.drills.of(number).over
    gates.later(10)
    gates.north.obey()  # turned back
    report = gates.reception.drills.of(number)
    assert not report.over, "whoever looks for what to end must find it"
    assert report.targets[0].in_force_at == report.ordered_at
