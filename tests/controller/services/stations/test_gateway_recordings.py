"""Somebody recorded what a station said, and plays it again after the controller was started again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.domain.stations import Presence
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import new_msg_id, seal
from firmware_bridge.protocol.v1.messages import Boot, EventAck, Heartbeat, Message, OrderAck, Status
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, LockState, Mode, OrderResult
from tests.desks import FrontDesk


def reports(desk: FrontDesk) -> list[Message]:
    boot, (version, digest) = desk.north.boot_id, desk.north.held
    trusted = ClockQuality.TRUSTED
    return [
        Heartbeat(boot, version, digest, Mode.NORMAL, trusted, 0, 1000, 0),
        Status(boot, LockState.LOCKED, Mode.NORMAL, version, digest, trusted, 0, (), 0, False, False, 0),
        OrderAck(bytes(8), OrderResult.DONE, Mode.NORMAL, version, digest),
    ]


def north(desk: FrontDesk) -> Presence:
    return next(one.presence for one in desk.reception.stations.all() if one.id == "north-1")


@pytest.fixture
def restarted(school: Services, clock: ManualClock, desk: FrontDesk) -> Iterator[FrontDesk]:
    """The same school a minute later, when north-1 has been carried off; `desk` is what it was before."""
    desk.adopt(desk.north)
    recorded = [desk.north.say(report) for report in reports(desk)]
    clock.advance(60)
    again = build(school.settings, clock)
    after = FrontDesk(again, clock)
    after.north, after.recorded = desk.north, recorded
    after.north.wire = after.wire
    yield after
    again.close()


@pytest.mark.parametrize("which", range(3), ids=["heartbeat", "status", "order-ack"])
def test_a_recording_from_before_the_start_brings_no_station_back(restarted: FrontDesk, which: int) -> None:
    report = reports(restarted)[which]
    assert north(restarted) is Presence.LOST
    topic = topics.topic_for(restarted.north.address, report.kind)
    restarted.wire.deliver(topic, restarted.recorded[which], False)
    assert north(restarted) is Presence.LOST
    assert restarted.reception.dead_letters.count() == 0  # the broker keeps honest ones for us meanwhile


@pytest.mark.parametrize("which", range(3), ids=["heartbeat", "status", "order-ack"])
def test_the_station_itself_is_heard_at_once(restarted: FrontDesk, which: int) -> None:
    restarted.north.say(reports(restarted)[which])
    assert north(restarted) is Presence.READY


def test_a_station_that_does_not_know_the_time_says_nothing_of_itself(restarted: FrontDesk) -> None:
    """It knows the time from its boot's answer on."""
    report, address = reports(restarted)[0], restarted.north.address
    data = seal(report, address, restarted.north.key, now=None, msg_id=new_msg_id())
    restarted.wire.deliver(topics.topic_for(address, report.kind), data, False)
    assert north(restarted) is Presence.LOST


def test_a_station_with_another_time_is_told_so_and_sets_its_clock(restarted: FrontDesk) -> None:
    """An order from another time makes it boot again; this one does nothing else."""
    restarted.north.say(reports(restarted)[0], at=restarted.clock.now() - timedelta(minutes=6))
    assert north(restarted) is Presence.LOST
    assert restarted.north.told(EventAck)[-1] == EventAck(bytes(8), 1)
    assert not restarted.north.told(Boot)


def test_a_clock_that_was_put_back_makes_no_station_a_recording(restarted: FrontDesk) -> None:
    restarted.clock.advance(timedelta(hours=-1))
    restarted.north.say(reports(restarted)[0])
    assert north(restarted) is Presence.READY
    restarted.clock.advance(10)
    restarted.north.say(reports(restarted)[1])
    assert restarted.reception.dead_letters.count() == 0
