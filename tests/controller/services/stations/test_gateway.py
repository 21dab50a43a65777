from datetime import timedelta

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.events import BrokerChanged, DeadLetterParked, StorageChanged
from controller.domain.releases import When
from controller.domain.stations import Presence
from controller.errors import SchoolbellError
from controller.storage.errors import StorageError
from controller.storage.tables.policies import PolicyRow
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.messages import Authorise, AuthoriseReply, Heartbeat, LogPage
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, Reason
from tests.desks import SITE, FrontDesk


def codes(desk: FrontDesk) -> list[str]:
    return [letter.code for letter in desk.reception.dead_letters.newest()]


@pytest.fixture
def open_desk(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def test_it_listens_to_all_that_the_sites_stations_say(desk: FrontDesk) -> None:
    assert set(desk.wire.filters) == set(topics.subscriptions(SITE))


@pytest.mark.parametrize(
    ("topic", "payload", "code"),
    [
        ("pouch/1/northgate/north-1/event", b"\xff\x00 rubbish", "garbled"),
        ("pouch/1/northgate/north-1/event", b"", "garbled"),
        ("pouch/1/northgate/north-1/event", b"\x82" + bytes(5000), "too-long"),
        ("pouch/1/northgate/NORTH 1/event", b"", "bad-address"),
        ("some/other/topic", b"hello", "bad-address"),
    ],
)
def test_what_cannot_be_read_is_kept_and_shown(
    desk: FrontDesk, topic: str, payload: bytes, code: str
) -> None:
    told = desk.hears(DeadLetterParked)
    desk.wire.deliver(topic, payload, False)
    letter = desk.reception.dead_letters.newest()[0]
    assert (letter.code, letter.topic, letter.size) == (code, topic, len(payload))
    assert not letter.sentence[0].islower()
    assert letter.sentence.endswith(".")
    assert told == [DeadLetterParked(letter.id)]


def test_the_same_bytes_again_are_counted_and_not_kept_twice(desk: FrontDesk) -> None:
    for _ in range(3):
        desk.wire.deliver("pouch/1/northgate/north-1/event", b"rubbish", False)
    assert [letter.times for letter in desk.reception.dead_letters.newest()] == [3]
    assert desk.reception.dead_letters.count() == 1


def test_of_a_giant_only_the_beginning_is_kept_with_its_true_length(desk: FrontDesk) -> None:
    desk.wire.deliver(f"pouch/1/northgate/{'x' * 60_000}/boot", b"x", False)
    desk.wire.deliver("pouch/1/northgate/north-1/boot", bytes(1_000_000), False)
    giant, far = desk.reception.dead_letters.newest()
    assert (giant.size, len(far.topic)) == (16384, 200)
    assert "1000000" in giant.sentence


def test_a_message_signed_by_another_is_not_believed(open_desk: FrontDesk) -> None:
    event = open_desk.north.event(what=1, reason=Reason.WINDOW, uid=open_desk.pupils["p0400"])
    open_desk.north.say(event, key=open_desk.south.key)
    assert codes(open_desk) == ["unsigned"]
    assert open_desk.north.acknowledged(event) == 0


def test_a_station_that_was_never_adopted_is_not_listened_to(desk: FrontDesk) -> None:
    event = desk.south.release(desk.pupils["p0400"])
    assert codes(desk) == ["station.expected"]
    assert desk.south.acknowledged(event) == 0


def test_a_retained_message_is_not_taken(open_desk: FrontDesk) -> None:
    data = open_desk.north.say(open_desk.north.event(what=1, reason=Reason.WINDOW))
    open_desk.wire.deliver("pouch/1/northgate/north-1/event", data, True)
    assert codes(open_desk)[0] == "message.retained"


def test_a_message_under_another_stations_topic_is_not_taken(open_desk: FrontDesk) -> None:
    data = open_desk.north.say(open_desk.north.event(what=1, reason=Reason.WINDOW))
    open_desk.wire.deliver("pouch/1/northgate/south-1/event", data, False)
    assert codes(open_desk)[0] == "message.wrong-topic"


def test_a_log_that_nobody_asked_for_is_kept_apart(open_desk: FrontDesk) -> None:
    open_desk.north.say(LogPage(bytes(8), 0, 0, ()))
    assert codes(open_desk) == ["message.not-asked-for"]


def test_a_recorded_question_gets_no_second_answer(open_desk: FrontDesk) -> None:
    ask = Authorise(open_desk.north.boot_id, bytes(8), bytes(8), Mode.NORMAL, 1, 0)
    data = open_desk.north.say(ask)
    open_desk.wire.deliver("pouch/1/northgate/north-1/authorise", data, False)
    assert len(open_desk.north.told(AuthoriseReply)) == 1


def test_a_question_from_another_time_is_not_answered(open_desk: FrontDesk) -> None:
    ask = Authorise(open_desk.north.boot_id, bytes(8), bytes(8), Mode.NORMAL, 1, 0)
    open_desk.north.say(ask, at=open_desk.clock.now() - timedelta(minutes=6))
    assert open_desk.north.told(AuthoriseReply) == []
    assert codes(open_desk) == ["message.stale"]


def test_the_will_of_a_station_makes_it_lost_and_a_heartbeat_brings_it_back(open_desk: FrontDesk) -> None:
    def north() -> Presence:
        return next(one.presence for one in open_desk.reception.stations.all() if one.id == "north-1")

    open_desk.wire.deliver("pouch/1/northgate/north-1/$state", b"lost", True)
    assert north() is Presence.LOST
    open_desk.north.beat()
    assert north() is Presence.READY


def test_a_recorded_heartbeat_does_not_bring_a_station_back(open_desk: FrontDesk) -> None:
    """Somebody carried it off, and plays its last words again and again."""
    beat = Heartbeat(open_desk.north.boot_id, 1, bytes(8), Mode.NORMAL, ClockQuality.TRUSTED, 0, 1000, 0)
    recorded = open_desk.north.say(beat)
    open_desk.later(timedelta(minutes=10))
    open_desk.wire.deliver("pouch/1/northgate/north-1/heartbeat", recorded, False)
    north = next(one for one in open_desk.reception.stations.all() if one.id == "north-1")
    assert north.presence is Presence.LOST


@pytest.mark.parametrize("word", [b"ready", b"unlocked", b"\xff" * 100])
def test_the_state_topic_cannot_conjure_a_station(desk: FrontDesk, word: bytes) -> None:
    desk.wire.deliver("pouch/1/northgate/ghost-1/$state", word, True)
    desk.wire.deliver("pouch/1/northgate/north-1/$state", word, True)
    assert {one.presence for one in desk.reception.stations.all()} == {Presence.EXPECTED}


def test_a_lost_broker_is_said_once_with_its_time(desk: FrontDesk) -> None:
    told = desk.hears(BrokerChanged)
    for _ in range(2):
        desk.wire.link_changed(False, "no broker answers")
    assert desk.reception.health.sentences() == [
        "No connection to the message broker since 10:05. Stations go on by their own authority; "
        "what they do will appear here when it returns."
    ]
    desk.wire.link_changed(True, "connected")
    assert desk.reception.health.sentences() == []
    assert [event.up for event in told] == [False, True]


def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    open_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("database.full", "The disk of the database is full: free some space.")

    told = open_desk.hears(StorageChanged)
    with monkeypatch.context() as broken:
        broken.setattr(open_desk.school.database, "write", full)
        event = open_desk.north.release(open_desk.pupils["p0400"])
    assert open_desk.north.acknowledged(event) == 0
    assert "disk of the database is full" in open_desk.reception.health.sentences()[0]
    open_desk.north.say(event)
    assert open_desk.north.acknowledged(event) == 1
    assert open_desk.reception.health.sentences() == []
    assert [change.writable for change in told] == [False, True]


def test_a_policy_with_a_mistake_is_said_at_start_and_keeps_pouches_shut(
    school: Services, clock: ManualClock
) -> None:
    with school.database.write() as session:
        kept = session.scalars(select(PolicyRow)).one()
        kept.content, kept.digest = "rules: [", "another wording"
    desk = FrontDesk(school, clock)
    (sentence,) = desk.reception.health.sentences()
    assert "mggs-2025 cannot be used" in sentence
    assert sentence.endswith("every tap that a station has to ask about is refused.")
    desk.adopt(desk.north)
    assert desk.north.ask(desk.pupils["p0400"]) is None
    with pytest.raises(SchoolbellError, match="mggs-2025"):
        desk.reception.releases.order(desk.account(), When.NOW, "Snow")
