"""A hold keeps a pouch shut in the release too, and never silently over a standing need."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from controller.domain.accounts import Role
from controller.domain.events import PouchReleased, StationTrouble, TapRefused
from controller.domain.grants import ReasonCode
from controller.domain.holds import HOLDS_AT_MOST, SENTENCE
from controller.domain.needs import Terms
from controller.domain.releases import When
from controller.errors import Refused, SchoolbellError
from controller.services.stations import holds as service
from controller.services.stations import standing
from controller.services.stations.held import NUMBERS_FROM
from controller.storage import words
from controller.storage.tables.records import JournalRow
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.messages import AuthorityPage, TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Reason, What
from tests.desks import FrontDesk

PUPIL, OTHER, WITHOUT_POUCH = "p0400", "p0401", "p0830"


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def place(desk: FrontDesk, pupil: str = PUPIL, role: Role = Role.RECEPTION, **more: object) -> int:
    return desk.reception.holds.place(desk.account(role), pupil, **more).id  # type: ignore[arg-type]  # a test's


def give_need(desk: FrontDesk, pupil: str = PUPIL) -> int:
    return desk.reception.exemptions.give(desk.account(Role.SAFEGUARDING), pupil, Exemption.MEDICAL)


def refusal(desk: FrontDesk, pupil: str = PUPIL, role: Role = Role.RECEPTION, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        place(desk, pupil, role, **more)
    return refused.value.code


def exceptions(desk: FrontDesk) -> tuple[TagException, ...]:
    return desk.north.told(AuthorityPage)[-1].exceptions


def test_every_station_is_told_at_once_and_until_when(gate: FrontDesk) -> None:
    number = place(gate)
    (hold,) = gate.reception.holds.current()
    tag = gate.north.tag(gate.pupils[PUPIL])
    until_ms = to_ms(hold.ends_at)
    assert exceptions(gate) == (TagException(NUMBERS_FROM + number, tag, Effect.HOLD, until_ms, 0),)
    assert gate.south.told(AuthorityPage)[-1].exceptions == exceptions(gate)
    assert (hold.sentence, hold.pupil, f"{hold.ends_at:%d %H:%M}") == (SENTENCE, PUPIL, "06 23:00")


def test_they_are_told_at_once_when_it_ends_and_only_once(gate: FrontDesk) -> None:
    number = place(gate)
    gate.reception.holds.end(gate.account(Role.SAFEGUARDING), number)
    assert exceptions(gate) == ()
    assert gate.reception.holds.current() == []
    with pytest.raises(Refused, match="ended already"):
        gate.reception.holds.end(gate.account(), number)
    assert gate.journal(f"pupil:{PUPIL}") == ["hold.placed", "hold.ended"]


def test_it_ends_by_itself_and_nothing_new_is_made_for_that(gate: FrontDesk) -> None:
    number = place(gate)
    gate.north.take_authority()
    version = gate.north.told(AuthorityPage)[-1].version
    gate.later(timedelta(hours=14))
    assert gate.reception.holds.current() == []
    assert gate.north.told(AuthorityPage)[-1].version == version
    with pytest.raises(Refused, match="ended already"):
        gate.reception.holds.end(gate.account(), number)


def test_a_station_that_asks_is_told_no_in_the_release_too(gate: FrontDesk) -> None:
    place(gate, sentence="See the head.")
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    told = gate.hears(TapRefused)
    reply = gate.north.ask(gate.pupils[PUPIL])
    assert reply
    assert (reply.allow, reply.reason) == (False, "held")
    assert told[0].sentence == "See the head."
    other = gate.north.ask(gate.pupils[OTHER])
    assert other
    assert other.allow


def test_what_a_station_refused_alone_is_shown_with_its_sentence(gate: FrontDesk) -> None:
    place(gate, sentence="See the head.")
    gate.north.say(gate.north.event(What.REFUSED, Reason.HELD, gate.pupils[PUPIL]))
    (item, *_) = gate.reception.feed.newest()
    assert item.sentence == "This pouch is on hold. See the head."


def test_an_opening_by_a_hold_is_an_alarm_and_one_in_an_evacuation_is_not(gate: FrontDesk) -> None:
    number = place(gate)
    gate.north.take_authority()
    alarms, opened = gate.hears(StationTrouble), gate.hears(PouchReleased)
    gate.north.release(gate.pupils[PUPIL], Reason.EXCEPTION, grant=NUMBERS_FROM + number)
    assert len(alarms) == 1
    gate.north.release(gate.pupils[PUPIL], Reason.EVACUATE)
    assert (len(alarms), len(opened)) == (1, 2)


def test_no_leave_is_given_against_it(gate: FrontDesk) -> None:
    place(gate)
    with pytest.raises(Refused, match="Keep locked: see reception"):
        gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.FAMILY)
    card = gate.reception.pouches.card(PUPIL)
    assert card.hold
    assert not card.staying.opens
    assert not card.leaving.opens


def test_reception_cannot_hold_a_pupil_who_may_use_a_phone_and_is_not_told_why(gate: FrontDesk) -> None:
    give_need(gate)
    with pytest.raises(Refused) as refused:
        place(gate, reason="They said so")
    assert refused.value.code == "hold.may-use"
    assert "need" not in refused.value.sentence
    assert [one.effect for one in exceptions(gate)] == [Effect.ALLOW]


def test_safeguarding_can_with_a_reason_which_is_in_the_journal_alone(gate: FrontDesk) -> None:
    give_need(gate)
    assert refusal(gate, role=Role.SAFEGUARDING, reason=" ") == "hold.needs-reason"
    place(gate, role=Role.SAFEGUARDING, reason="The phone is evidence")
    assert {one.effect for one in exceptions(gate)} == {Effect.ALLOW, Effect.HOLD}
    reply = gate.north.ask(gate.pupils[PUPIL])
    assert reply
    assert not reply.allow
    with gate.school.database.read() as session:
        query = select(JournalRow.data).where(JournalRow.kind == "hold.placed")
        said = json.loads(session.scalars(query).one())["reason"]
        assert words.read(session, said) == "The phone is evidence"


def test_a_need_that_is_given_ends_a_hold_of_before(gate: FrontDesk) -> None:
    place(gate)
    give_need(gate)
    assert gate.reception.holds.current() == []
    assert [one.effect for one in exceptions(gate)] == [Effect.ALLOW]
    assert gate.journal(f"pupil:{PUPIL}") == ["hold.placed", "hold.ended", "exemption.given"]


def test_a_hold_over_a_need_outlives_another_need(gate: FrontDesk) -> None:
    give_need(gate)
    place(gate, role=Role.SAFEGUARDING, reason="The phone is evidence")
    by = gate.account(Role.SAFEGUARDING)
    gate.reception.exemptions.give(by, PUPIL, Exemption.ADJUSTMENT, Terms("GP"))
    assert len(gate.reception.holds.current()) == 1


def test_what_cannot_be_held_is_said(gate: FrontDesk) -> None:
    assert refusal(gate, "nobody") == "pupil.unknown"
    assert refusal(gate, WITHOUT_POUCH) == "hold.no-pouch"
    assert [refusal(gate, days=days) for days in (0, 6)] == ["hold.too-long", "hold.too-long"]
    place(gate)
    assert refusal(gate) == "hold.placed-already"


def test_there_are_never_more_than_stations_keep(gate: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "HOLDS_AT_MOST", 1)
    assert HOLDS_AT_MOST == 50
    place(gate)
    assert refusal(gate, OTHER) == "hold.too-many"


def test_holds_go_on_without_a_usable_policy(gate: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    give_need(gate, OTHER)

    def fail(*_: object) -> bool:
        raise SchoolbellError("policy.unreadable", "The policy cannot be read.")

    monkeypatch.setattr(standing, "_opens", fail)
    place(gate)
    assert {one.effect for one in exceptions(gate)} == {Effect.ALLOW, Effect.HOLD}
