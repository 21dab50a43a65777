import pytest

from controller.domain.accounts import Role
from controller.domain.modes import StationMode, Wish
from controller.domain.stations import Adoption, Presence, Station
from controller.errors import Refused
from firmware_bridge.protocol.v1.messages import AuthorityPage, BootReply, SetMode
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Mode, Reason
from tests.desks import FrontDesk, TalkingStation


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


@pytest.fixture
def spare(gate: FrontDesk) -> TalkingStation:
    spare = gate.station("spare-1")
    spare.boot()
    return spare


def replace(desk: FrontDesk, spare: str, code: str, broken: str = "north-1") -> None:
    desk.reception.replacing.replace(desk.account(Role.ADMIN), broken, spare, code)


def station(desk: FrontDesk, station_id: str) -> Station:
    return next(one for one in desk.reception.stations.all() if one.id == station_id)


def test_the_spare_takes_the_name_and_the_gate_and_the_broken_one_is_revoked(
    gate: FrontDesk, spare: TalkingStation
) -> None:
    replace(gate, "spare-1", spare.code)
    spare.boot()
    assert spare.told(BootReply)[-1].status is BootStatus.ACCEPTED
    assert spare.told(AuthorityPage)
    new, old = station(gate, "spare-1"), station(gate, "north-1")
    assert (new.name, new.gate, new.presence) == ("North gate 1", "North gate", Presence.READY)
    assert (old.adoption, old.name) == (Adoption.REVOKED, "North gate 1 (replaced 06 Oct 2025 10:05)")
    assert gate.north.told(SetMode)[-1].mode is Mode.MAINTENANCE
    assert gate.journal("station:north-1")[-1] == "station.replaced"


def test_what_the_broken_one_says_afterwards_is_not_taken(gate: FrontDesk, spare: TalkingStation) -> None:
    replace(gate, "spare-1", spare.code)
    event = gate.north.release(gate.pupils["p0400"], Reason.WINDOW)
    assert gate.north.acknowledged(event) == 0


def test_the_spare_takes_the_mode_in_order_too(gate: FrontDesk, spare: TalkingStation) -> None:
    number = gate.reception.modes.order(gate.account(Role.ADMIN), Wish(StationMode.LOCKDOWN))
    replace(gate, "spare-1", spare.code)
    spare.boot()
    assert spare.told(SetMode)[-1].mode is Mode.LOCKDOWN
    spare.obey()
    targets = {one.station: one for one in gate.reception.drills.of(number).targets}
    assert targets["spare-1"].in_force_at
    assert not targets["north-1"].in_force_at


def test_a_spare_under_the_same_id_needs_only_its_code(gate: FrontDesk) -> None:
    twin = gate.station("north-1")
    replace(gate, "north-1", twin.code)
    gate.north.beat()
    assert gate.reception.dead_letters.newest()[0].code == "unsigned"
    twin.boot()
    assert twin.told(BootReply)[-1].status is BootStatus.ACCEPTED
    assert station(gate, "north-1").presence is Presence.READY


@pytest.mark.parametrize(
    ("broken", "spare_id", "whose", "code"),
    [
        ("north-1", "spare-1", "other", "station.wrong-code"),
        ("north-1", "spare-1", "none", "station.bad-code"),
        ("north-1", "south-1", "spare", "station.not-pending"),
        ("north-1", "nowhere", "spare", "station.not-pending"),
        ("north-1", "north-1", "north", "station.same-key"),
        ("south-1", "spare-1", "spare", "station.not-adopted"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    gate: FrontDesk, spare: TalkingStation, broken: str, spare_id: str, whose: str, code: str
) -> None:
    codes = {"spare": spare.code, "other": gate.south.code, "north": gate.north.code, "none": "ABC"}
    with pytest.raises(Refused) as refused:
        replace(gate, spare_id, codes[whose], broken)
    assert refused.value.code == code
    assert station(gate, "north-1").adoption is Adoption.ADOPTED
    assert station(gate, "spare-1").adoption is Adoption.PENDING


def test_a_spare_that_was_revoked_before_is_told_to_work_again(gate: FrontDesk) -> None:
    gate.adopt(gate.south)
    gate.reception.adopting.revoke(gate.account(Role.ADMIN), "south-1")
    gate.south.boot()
    replace(gate, "south-1", gate.south.code)
    gate.south.boot()
    assert gate.south.told(SetMode)[-1].mode is Mode.NORMAL


def test_a_spare_that_was_revoked_before_takes_the_mode_in_order(gate: FrontDesk) -> None:
    gate.adopt(gate.south)
    gate.reception.adopting.revoke(gate.account(Role.ADMIN), "south-1")
    gate.south.boot()
    gate.reception.modes.order(gate.account(Role.ADMIN), Wish(StationMode.LOCKDOWN))
    replace(gate, "south-1", gate.south.code)
    gate.south.boot()
    assert [one.mode for one in gate.south.told(SetMode)][1:] == [Mode.LOCKDOWN]
