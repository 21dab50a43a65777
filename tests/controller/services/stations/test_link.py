import time
from datetime import timedelta

import pytest

from controller.clock import ScaledClock
from controller.services.stations.link import AGAIN_AFTER_S, StationLink
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.messages import AuthorityPage, EventAck
from firmware_bridge.transport.pipe import PipeBroker
from tests.desks import FrontDesk
from tests.schools import MONDAY_PERIOD_2

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


@pytest.mark.parametrize(("speed", "life_s"), [(1.0, 10), (3.0, 30), (60.0, 60)])
def test_under_a_fast_clock_an_order_is_good_for_as_long_on_the_wire(speed: float, life_s: int) -> None:
    """But for no longer than the protocol lets it be."""
    clock = ScaledClock(MONDAY_PERIOD_2, time.time(), speed)
    wire = PipeBroker()
    heard: list[bytes] = []
    link = StationLink(clock)
    link.start("northgate", lambda _message, _link: wire.link(), lambda *_: None, lambda *_: None)
    ear = wire.link(lambda _topic, payload, _kept: heard.append(payload))
    ear.subscribe("#")
    ear.start()
    assert link.send("north-1", bytes(32), ACK)
    wire.pump()
    _, _, _, _, _, sent_at, expires_at, _ = canonical.loads(canonical.loads(heard[0])[0])
    assert expires_at - sent_at == life_s * 1000
