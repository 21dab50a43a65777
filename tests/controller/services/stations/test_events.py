from datetime import timedelta

import pytest
from sqlalchemy import func, select

from controller.domain.accounts import Role
from controller.domain.events import DeadLetterParked, PouchReleased, StationTrouble, TapRefused
from controller.domain.releases import When
from controller.storage.journal import verify
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Reason, What
from tests.desks import FrontDesk

PUPIL, POUCH = "p0400", "NG-0400"


@pytest.fixture
def releasing(desk: FrontDesk) -> FrontDesk:
    """At 15:12, two minutes into a release that both gates hold."""
    desk.adopt(desk.north, desk.south)
    desk.clock.advance(timedelta(hours=5, minutes=5))
    desk.reception.releases.order(desk.account(), When.NOW)
    desk.north.take_authority()
    desk.south.take_authority()
    desk.clock.advance(timedelta(minutes=2))
    return desk


def stored(desk: FrontDesk) -> int:
    with desk.school.database.read() as session:
        return session.scalar(select(func.count()).select_from(StationEventRow)) or 0


def chain(desk: FrontDesk, pouch: str = POUCH) -> list[CustodyRow]:
    with desk.school.database.read() as session:
        query = select(CustodyRow).where(CustodyRow.item == f"pouch:{pouch}").order_by(CustodyRow.at)
        return list(session.scalars(query))


def pouch(desk: FrontDesk) -> PouchRow:
    with desk.school.database.read() as session:
        return session.get_one(PouchRow, POUCH)


def test_a_release_goes_into_event_journal_pouch_and_custody(releasing: FrontDesk) -> None:
    told = releasing.hears(PouchReleased)
    event = releasing.north.release(releasing.pupils[PUPIL])
    assert releasing.north.acknowledged(event) == 1
    (link,) = chain(releasing)
    version = releasing.north.held[0]
    assert (link.what, link.place, link.by) == (
        "released",
        "North gate 1",
        f"Station authority {version}, release 1",
    )
    assert (pouch(releasing).state, pouch(releasing).evidence) == ("released", "tapped")
    assert told == [PouchReleased("north-1", POUCH, releasing.clock.now(), offline=False)]


def test_an_event_is_taken_once_and_acknowledged_each_time(releasing: FrontDesk) -> None:
    event = releasing.north.release(releasing.pupils[PUPIL])
    told = releasing.hears(PouchReleased)
    before = stored(releasing)
    for _ in range(3):
        releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 4
    assert (stored(releasing), len(chain(releasing)), told) == (before, 1, [])


def test_another_event_under_a_used_number_is_kept_apart(releasing: FrontDesk) -> None:
    first = releasing.north.release(releasing.pupils[PUPIL])
    second = releasing.north.release(releasing.pupils["p0401"], seq=first.seq)
    assert releasing.north.acknowledged(second) == 2  # the number is all that an acknowledgement names
    assert releasing.reception.dead_letters.newest()[0].code == "event.number-used"
    assert chain(releasing, "NG-0401") == []


def test_two_boots_of_a_station_may_use_the_same_numbers(releasing: FrontDesk) -> None:
    first = releasing.north.release(releasing.pupils[PUPIL])
    releasing.north.release(releasing.pupils["p0401"], seq=first.seq, boot_id=b"restart!")
    assert len(chain(releasing, "NG-0401")) == 1


def test_a_late_event_has_its_place_in_the_chain_at_its_own_time(releasing: FrontDesk) -> None:
    then = releasing.clock.now()
    releasing.clock.advance(timedelta(minutes=6))
    releasing.south.release(releasing.pupils[PUPIL])
    releasing.north.release(releasing.pupils[PUPIL], offline=True, station_clock_ms=to_ms(then))
    assert [link.place for link in chain(releasing)] == ["North gate 1", "South gate 1"]
    assert chain(releasing)[0].at == then
    assert pouch(releasing).state_at == releasing.clock.now()


@pytest.mark.parametrize(
    ("clock_ms", "quality"), [(0, ClockQuality.NONE), (1, ClockQuality.NONE), (2**52, ClockQuality.TRUSTED)]
)
def test_a_clock_that_cannot_be_believed_gives_way_to_ours(
    releasing: FrontDesk, clock_ms: int, quality: ClockQuality
) -> None:
    releasing.north.release(releasing.pupils[PUPIL], station_clock_ms=clock_ms, clock_quality=quality)
    assert chain(releasing)[0].at == releasing.clock.now()


def test_a_tag_that_nobody_knows_is_taken_once_and_parked(releasing: FrontDesk) -> None:
    told = releasing.hears(DeadLetterParked)
    event = releasing.north.release(b"oyster!")
    releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 2
    (letter,) = releasing.reception.dead_letters.newest()
    assert letter.code == "event.unknown-tag"
    assert "North gate 1 opened a pouch whose tag nobody knows" in letter.sentence
    assert len(told) == 1


@pytest.mark.parametrize("reason", [Reason.WINDOW, Reason.AUTHORISED, Reason.EXCEPTION, Reason.ORDER])
def test_an_opening_that_no_decision_allows_raises_an_alarm(desk: FrontDesk, reason: Reason) -> None:
    desk.adopt(desk.north)
    told = desk.hears(StationTrouble)
    desk.north.release(desk.pupils[PUPIL], reason, nonce=b"whatever")
    assert [trouble.sentence for trouble in told] == ["A pouch was opened that no decision of ours allows."]
    assert chain(desk)[0].by == "No decision that we know of"


def test_an_opening_in_the_window_of_a_pouch_that_is_not_listed_raises_an_alarm(desk: FrontDesk) -> None:
    """A pouch that is retired before the release, and opened in it: its tag is in no list of ours."""
    desk.adopt(desk.north)
    with desk.school.database.write() as session:
        pouch = session.scalars(select(PouchRow).where(PouchRow.pupil_id == PUPIL)).one()
        pouch.pupil_id = None
    desk.clock.advance(timedelta(hours=5, minutes=5))
    desk.reception.releases.order(desk.account(), When.NOW)
    desk.north.take_authority()
    told = desk.hears(StationTrouble)
    desk.north.release(desk.pupils[PUPIL])
    assert [trouble.sentence for trouble in told] == ["A pouch was opened that no decision of ours allows."]


def test_an_evacuation_is_a_decision_of_whoever_turned_the_key(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    told = desk.hears(StationTrouble)
    desk.north.release(desk.pupils[PUPIL], Reason.EVACUATE)
    assert told == []
    assert chain(desk)[0].by == "Evacuation at the station"


def test_a_release_after_the_window_is_not_covered_by_it(releasing: FrontDesk) -> None:
    told = releasing.hears(StationTrouble)
    releasing.clock.advance(timedelta(hours=1))
    releasing.north.release(releasing.pupils[PUPIL])
    assert len(told) == 1


def test_a_jam_takes_back_the_opening_that_it_prevented(releasing: FrontDesk) -> None:
    uid = releasing.pupils[PUPIL]
    releasing.north.release(uid)
    told = releasing.hears(StationTrouble)
    releasing.north.say(releasing.north.event(What.JAMMED, Reason.WINDOW, uid))
    release = releasing.reception.releases.latest()
    assert release
    assert releasing.reception.tallies.of(release).count.released == 0
    assert [link.what for link in chain(releasing)] == ["released", "not opened: the lock jammed"]
    assert (pouch(releasing).state, pouch(releasing).evidence) == ("locked", "jammed")
    assert "jammed" in told[0].sentence


def test_custody_claims_nothing_that_a_station_cannot_confirm(releasing: FrontDesk) -> None:
    uid = releasing.pupils[PUPIL]
    release = releasing.north.release(uid)
    told = releasing.hears(StationTrouble)
    unconfirmed = releasing.north.event(
        What.UNCONFIRMED, Reason.WINDOW, uid, boot_id=b"restart!", about=release.event_id
    )
    for _ in range(2):
        releasing.north.say(unconfirmed)
    assert [link.what for link in chain(releasing)] == [
        "released",
        "not known whether it opened: power or flash failed at that moment",
    ]
    assert (pouch(releasing).state, pouch(releasing).evidence) == ("unknown", "cut-short")
    latest = releasing.reception.releases.latest()
    assert latest
    assert releasing.reception.tallies.of(latest).count.released == 0
    assert ["nobody knows" in one.sentence for one in told] == [True]


@pytest.mark.parametrize(
    ("what", "state"), [(What.JAMMED, "locked"), (What.UNCONFIRMED, "unknown")], ids=["jam", "power cut"]
)
def test_a_doubt_counts_also_if_it_comes_before_its_opening(
    releasing: FrontDesk, what: What, state: str
) -> None:
    """A noisy serial line may have spoilt the opening, which is then sent again."""
    uid, told = releasing.pupils[PUPIL], releasing.hears(PouchReleased)
    release = releasing.north.event(What.RELEASED, Reason.WINDOW, uid)
    about = release.event_id if what is What.UNCONFIRMED else None
    for event in (releasing.north.event(what, Reason.WINDOW, uid, about=about), release):
        releasing.north.say(event)
    assert (pouch(releasing).state, told) == (state, [])


def test_a_jam_takes_back_no_earlier_opening_while_its_own_is_missing(releasing: FrontDesk) -> None:
    uid = releasing.pupils[PUPIL]
    releasing.north.release(uid)
    releasing.north.event(What.RELEASED, Reason.WINDOW, uid)  # not heard yet
    releasing.north.say(releasing.north.event(What.JAMMED, Reason.WINDOW, uid))
    assert pouch(releasing).state == "released"


def test_custody_goes_on_when_the_clock_was_put_back(releasing: FrontDesk) -> None:
    releasing.clock.advance(-timedelta(hours=2))
    event = releasing.north.event(What.RELEASED, Reason.WINDOW, releasing.pupils[PUPIL])
    releasing.north.say(event)
    assert pouch(releasing).state == "released"


def test_a_doubt_about_the_past_does_not_undo_what_is_known_since(releasing: FrontDesk) -> None:
    uid = releasing.pupils[PUPIL]
    doubted = releasing.north.release(uid)
    releasing.clock.advance(timedelta(minutes=1))
    releasing.south.release(uid)
    releasing.clock.advance(timedelta(minutes=1))
    releasing.north.say(
        releasing.north.event(
            What.UNCONFIRMED, Reason.WINDOW, uid, boot_id=b"restart!", about=doubted.event_id
        )
    )
    assert (pouch(releasing).state, len(chain(releasing))) == ("released", 3)


@pytest.mark.parametrize("about", [None, bytes(16)])
def test_a_doubt_about_nothing_that_we_know_of_is_taken(releasing: FrontDesk, about: bytes | None) -> None:
    event = releasing.north.event(What.UNCONFIRMED, Reason.WINDOW, releasing.pupils[PUPIL], about=about)
    releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 1
    assert chain(releasing) == []


def test_a_refusal_of_the_stations_own_is_told_with_its_reason(releasing: FrontDesk) -> None:
    told = releasing.hears(TapRefused)
    event = releasing.north.event(What.REFUSED, Reason.NO_LINK, releasing.pupils[PUPIL], offline=True)
    releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 1
    assert [(refused.pupil, "no connection" in refused.sentence) for refused in told] == [(PUPIL, True)]
    assert chain(releasing) == []


def test_what_one_station_repeats_of_another_is_kept_apart(releasing: FrontDesk) -> None:
    event = releasing.north.release(releasing.pupils[PUPIL])
    releasing.south.say(event)
    assert stored(releasing) == 1
    assert releasing.reception.dead_letters.newest()[0].code == "event.number-used"


@pytest.mark.parametrize("what", [What.BOOTED, What.MODE_CHANGED, What.TAMPERED, What.JAMMED])
def test_every_kind_of_event_is_taken(releasing: FrontDesk, what: What) -> None:
    event = releasing.north.event(what, Reason.NONE)
    releasing.north.say(event)
    assert releasing.north.acknowledged(event) == 1


def test_the_journal_is_whole_after_all_of_it(releasing: FrontDesk) -> None:
    releasing.north.release(releasing.pupils[PUPIL])
    releasing.reception.adopting.revoke(releasing.account(Role.ADMIN), "north-1")
    with releasing.school.database.read() as session:
        assert isinstance(verify(session), int)
