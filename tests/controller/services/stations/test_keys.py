import secrets

import pytest

from controller.domain.accounts import Role
from controller.errors import Refused
from firmware_bridge.protocol.v1.messages import BootReply, EventAck, SetKey, SetMode
from firmware_bridge.protocol.v1.pairing import key_from_code, seal_new_key
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Mode
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def rotate(desk: FrontDesk) -> str:
    return desk.reception.keys.rotate(desk.account(Role.ADMIN), "north-1")


def new_key(desk: FrontDesk) -> bytes:
    """As the station unseals it."""
    told = desk.north.told(SetKey)[-1]
    return seal_new_key(desk.north.key, told.sealed, told.nonce)


def under_way(desk: FrontDesk) -> bool:
    return next(one.key_under_way for one in desk.reception.stations.all() if one.id == "north-1")


def test_a_station_is_given_another_key_sealed_with_its_own(gate: FrontDesk) -> None:
    code = rotate(gate)
    assert key_from_code(code) == new_key(gate)
    assert under_way(gate)


def test_the_old_key_holds_until_the_new_one_is_heard(gate: FrontDesk) -> None:
    rotate(gate)
    new = new_key(gate)
    gate.north.beat()
    assert under_way(gate)
    gate.north.key = new
    gate.north.beat()
    assert not under_way(gate)
    assert gate.reception.adopting.standing("north-1")[1] == new
    assert gate.north.told(EventAck), "an order that the new key signs makes it forget the old one"
    assert gate.journal("station:north-1")[-2:] == ["station.key-ordered", "station.key-changed"]


def test_after_that_the_old_key_proves_nothing(gate: FrontDesk) -> None:
    rotate(gate)
    old, gate.north.key = gate.north.key, new_key(gate)
    gate.north.beat()
    gate.north.key = old
    gate.north.beat()
    assert gate.reception.dead_letters.newest()[0].code == "unsigned"


def test_it_is_told_again_the_same_key_until_it_answers(gate: FrontDesk) -> None:
    rotate(gate)
    first = new_key(gate)
    gate.later(6)
    assert len(gate.north.told(SetKey)) == 2
    assert new_key(gate) == first
    assert len({one.nonce for one in gate.north.told(SetKey)}) == 2


def test_a_third_key_is_refused_while_one_is_under_way(gate: FrontDesk) -> None:
    rotate(gate)
    with pytest.raises(Refused) as refused:
        rotate(gate)
    assert refused.value.code == "key.under-way"


def test_neither_key_is_a_forgery(gate: FrontDesk) -> None:
    rotate(gate)
    gate.north.key = secrets.token_bytes(32)
    gate.north.beat()
    assert gate.reception.dead_letters.newest()[0].code == "unsigned"
    assert under_way(gate)


@pytest.mark.parametrize("station", ["south-1", "nowhere"])
def test_only_an_adopted_station_is_given_a_key(gate: FrontDesk, station: str) -> None:
    with pytest.raises(Refused, match="Only an adopted station"):
        gate.reception.keys.rotate(gate.account(Role.ADMIN), station)


def test_a_station_that_was_revoked_between_two_keys_is_told_when_it_returns(gate: FrontDesk) -> None:
    """It has the new key, and its answer was lost on the way."""
    rotate(gate)
    old, new = gate.north.key, new_key(gate)
    gate.wire.up = False
    gate.reception.adopting.revoke(gate.account(Role.ADMIN), "north-1")
    gate.wire.up = True
    gate.north.key = new
    gate.north.beat()
    gate.north.boot()
    gate.north.key = old  # orders signed with it are obeyed still
    assert gate.north.told(SetMode)[-1].mode is Mode.MAINTENANCE
    assert gate.north.told(BootReply)[-1].status is BootStatus.REJECTED
    assert not gate.reception.dead_letters.count()
