"""Many messages in one batch: one commit, a mistake that costs only itself, each station in its order."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.events import PouchReleased, StationChanged
from controller.domain.releases import When
from controller.services.stations import custody
from controller.services.stations.events import Delivery, StationEvents
from controller.services.stations.known import Known
from controller.storage.errors import StorageError
from controller.storage.journal import verify
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1.messages import Boot, StationEvent, Status
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, LockState, Mode, Reason, What
from tests.desks import FrontDesk, TalkingStation
from tests.schools import on_both

pytestmark = on_both

PUPILS = [f"p04{number:02}" for number in range(16)]  # as many as a station has under way


@pytest.fixture
def releasing(desk: FrontDesk) -> FrontDesk:
    """A release that both gates hold."""
    desk.adopt(desk.north, desk.south)
    desk.reception.releases.order(desk.account(), When.NOW, "a test")
    desk.north.take_authority()
    desk.south.take_authority()
    return desk


@contextmanager
def together(desk: FrontDesk) -> Iterator[None]:
    """What is said in this block is taken at its end."""
    taken, desk.wire.taken = desk.wire.taken, lambda: None
    yield
    desk.wire.taken = taken
    taken()


def commits(desk: FrontDesk) -> list[object]:
    """Grows by one with each transaction that is committed from now on."""
    counted: list[object] = []
    sql_event.listen(desk.school.database.engine, "commit", counted.append)
    return counted


def taps(desk: FrontDesk, station: TalkingStation, pupils: list[str] = PUPILS) -> list[StationEvent]:
    return [station.release(desk.pupils[pupil]) for pupil in pupils]


def stored(desk: FrontDesk, station: TalkingStation) -> list[int]:
    """The numbers of its events, in the order of the journal."""
    with desk.school.database.read() as session:
        rows = {row.event_id.hex(): row for row in session.scalars(select(StationEventRow))}
        facts = session.scalars(select(JournalRow).order_by(JournalRow.id))
        ids = [one.data.partition('"event":"')[2][:32] for one in facts]
        assert isinstance(verify(session), int)
    return [rows[one].seq for one in ids if one in rows and rows[one].station_id == station.id]


def custody_of(desk: FrontDesk, pouch: str) -> list[str]:
    with desk.school.database.read() as session:
        query = select(CustodyRow.what).where(CustodyRow.item == f"pouch:{pouch}").order_by(CustodyRow.id)
        return list(session.scalars(query))


def status(station: TalkingStation, jams: int) -> Status:
    version, digest = station.held
    return Status(
        station.boot_id,
        LockState.LOCKED,
        Mode.NORMAL,
        version,
        digest,
        ClockQuality.TRUSTED,
        waiting=0,
        refused=(),
        jams=jams,
        tampered=False,
        store_full=False,
        broken_records=0,
    )


def test_what_is_under_way_is_one_commit_and_each_is_acknowledged_after_it(releasing: FrontDesk) -> None:
    counted, acknowledged = commits(releasing), []
    releasing.school.bus.subscribe(PouchReleased, lambda _: acknowledged.append(releasing.wire.published[:]))
    published = len(releasing.wire.published)
    with together(releasing):
        events = taps(releasing, releasing.north)
    assert [releasing.north.acknowledged(one) for one in events] == [1] * 16
    assert {len(before) for before in acknowledged} == {published}  # nothing was said before it was stored
    assert len(counted) == 1


def test_the_order_of_each_station_is_kept(releasing: FrontDesk) -> None:
    with together(releasing):
        for pupil in PUPILS:
            taps(releasing, releasing.north, [pupil])
            taps(releasing, releasing.south, [pupil])
    assert stored(releasing, releasing.north) == list(range(1, 17))
    assert stored(releasing, releasing.south) == list(range(1, 17))


def test_a_desk_is_told_once_of_each_station_in_a_batch(releasing: FrontDesk) -> None:
    told = releasing.hears(StationChanged)
    with together(releasing):
        taps(releasing, releasing.north)
    assert told == [StationChanged("north-1")]


def test_an_event_that_comes_twice_in_one_batch_is_taken_once(releasing: FrontDesk) -> None:
    with together(releasing):
        (event,) = taps(releasing, releasing.north, ["p0400"])
        releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 2
    assert custody_of(releasing, "NG-0400") == ["released"]


def test_another_event_under_a_number_of_the_same_batch_is_kept_apart(releasing: FrontDesk) -> None:
    with together(releasing):
        (event,) = taps(releasing, releasing.north, ["p0400"])
        releasing.north.release(releasing.pupils["p0401"], seq=event.seq)
    assert releasing.reception.dead_letters.newest()[0].code == "event.number-used"
    assert custody_of(releasing, "NG-0401") == []


def test_a_jam_undoes_the_opening_that_came_in_the_same_batch(releasing: FrontDesk) -> None:
    uid = releasing.pupils["p0400"]
    with together(releasing):
        releasing.north.release(uid)
        releasing.north.say(releasing.north.event(What.JAMMED, Reason.WINDOW, uid))
    assert custody_of(releasing, "NG-0400") == ["released", "not opened: the lock jammed"]
    with releasing.school.database.read() as session:
        assert session.get_one(PouchRow, "NG-0400").state == "locked"


def test_a_jam_that_comes_before_its_opening_in_one_batch_undoes_it_too(releasing: FrontDesk) -> None:
    uid = releasing.pupils["p0400"]
    opening = releasing.north.event(What.RELEASED, Reason.WINDOW, uid)
    with together(releasing):
        releasing.north.say(releasing.north.event(What.JAMMED, Reason.WINDOW, uid))
        releasing.north.say(opening)
    assert custody_of(releasing, "NG-0400") == ["released", "not opened: the lock jammed"]
    with releasing.school.database.read() as session:
        assert session.get_one(PouchRow, "NG-0400").state == "locked"
        assert session.get_one(StationEventRow, opening.event_id).undone


def test_one_event_that_fails_costs_only_itself(
    releasing: FrontDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def released(session: Session, event: StationEventRow, by: str) -> None:
        if event.pouch_id == "NG-0405":
            raise ZeroDivisionError("a mistake of ours")
        true_one(session, event, by)

    true_one = custody.released
    monkeypatch.setattr(custody, "released", released)
    with together(releasing):
        events = taps(releasing, releasing.north)
    assert [releasing.north.acknowledged(one) for one in events] == [1] * 16
    bad = events[5].seq
    assert stored(releasing, releasing.north) == [one for one in range(1, 17) if one != bad]
    (letter,) = releasing.reception.dead_letters.newest()
    assert (letter.code, letter.topic) == ("event.failed", "pouch/1/northgate/north-1/event")
    assert "see its log" in letter.sentence
    assert "a mistake of ours" in caplog.text


def test_a_batch_that_the_disk_refuses_is_not_acknowledged_and_leaves_nothing(
    releasing: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of sixteen finds the disk full; then there is room, and the station says them all again."""
    full = StorageError("database.full", "The disk of the database is full: free some space.")
    store, broken = StationEvents._store, [full]

    def stores(
        self: StationEvents, session: Session, before: Known, delivery: Delivery, row: StationEventRow
    ) -> object:
        if row.seq == 16 and broken:
            raise broken.pop()
        return store(self, session, before, delivery, row)

    monkeypatch.setattr(StationEvents, "_store", stores)
    with together(releasing):
        events = taps(releasing, releasing.north)
    assert stored(releasing, releasing.north) == []
    assert [releasing.north.acknowledged(one) for one in events] == [0] * 16
    assert "free some space" in releasing.reception.health.sentences()[0]
    with together(releasing):
        for event in events:
            releasing.north.say(event)
    assert stored(releasing, releasing.north) == list(range(1, 17))
    assert releasing.reception.health.sentences() == []


def test_a_message_that_fails_costs_the_others_of_its_batch_nothing(
    releasing: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def called(*_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(releasing.reception.adopting, "called", called)
    with together(releasing):
        releasing.office.boot()
        replies = len(releasing.north.told(Boot))
        releasing.north.boot()
        event = releasing.north.release(releasing.pupils["p0400"])
    assert [one.code for one in releasing.reception.dead_letters.newest()] == ["message.failed"]
    assert releasing.north.acknowledged(event) == 1
    assert replies == 0


def test_of_forty_reports_of_one_station_the_newest_is_written(releasing: FrontDesk) -> None:
    counted = commits(releasing)
    with together(releasing):
        for jams in range(40):
            releasing.north.say(status(releasing.north, jams))
    north = next(one for one in releasing.reception.stations.all() if one.id == "north-1")
    assert (north.jams, len(counted)) == (39, 1)


def test_rubbish_without_end_is_one_commit_for_many(releasing: FrontDesk) -> None:
    counted = commits(releasing)
    with together(releasing):
        for number in range(40):
            releasing.wire.deliver("pouch/1/northgate/north-1/status", b"rubbish %d" % number, False)
    assert releasing.reception.dead_letters.count() == 40
    assert len(counted) == 1
