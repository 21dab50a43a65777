from datetime import timedelta

import pytest

from controller.services.stations.link import AGAIN_AFTER_S
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.messages import AuthorityPage, EventAck
from tests.desks import FrontDesk

ACK = EventAck(bytes(8), 1)


@pytest.fixture
def authority(desk: FrontDesk) -> Authority:
    now = desk.clock.now()
    tags = [number.to_bytes(8, "big") for number in range(150)]
    return Authority.build(version=9, valid_from=now, valid_until=now + timedelta(days=1), tags=tags)


def pages(desk: FrontDesk) -> int:
    return len(desk.north.told(AuthorityPage))


def send(desk: FrontDesk, authority: Authority, *, now: bool = False) -> None:
    desk.reception.link.send_authority("north-1", desk.north.key, authority.pages(), now=now)


def test_what_is_sent_opens_with_that_stations_key_alone(desk: FrontDesk) -> None:
    assert desk.reception.link.send("north-1", desk.north.key, ACK)
    assert desk.north.told(EventAck) == [ACK]
    assert desk.south.told(EventAck) == []


def test_without_a_link_nothing_is_kept_for_later(desk: FrontDesk) -> None:
    desk.wire.up = False
    assert not desk.reception.link.send("north-1", desk.north.key, ACK)
    desk.wire.up = True
    assert desk.north.told(EventAck) == []


def test_an_authority_is_not_repeated_before_the_station_can_have_taken_it(
    desk: FrontDesk, authority: Authority
) -> None:
    send(desk, authority)
    send(desk, authority)
    assert pages(desk) == 2
    send(desk, authority, now=True)
    assert pages(desk) == 4
    desk.clock.advance(AGAIN_AFTER_S)
    send(desk, authority)
    assert pages(desk) == 6


def test_an_authority_that_could_not_be_sent_is_sent_as_soon_as_it_can(
    desk: FrontDesk, authority: Authority
) -> None:
    desk.wire.up = False
    send(desk, authority)
    desk.wire.up = True
    send(desk, authority)
    assert pages(desk) == 2
