import json

import pytest

from controller.domain.accounts import Role
from controller.domain.events import TapRefused
from controller.domain.grants import ReasonCode
from controller.domain.releases import When
from controller.storage.tables.records import JournalRow
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.messages import AuthoriseReply
from tests.desks import FrontDesk

PUPIL = "p0400"


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def last_fact(desk: FrontDesk, kind: str) -> dict[str, object]:
    with desk.school.database.read() as session:
        row = session.query(JournalRow).filter(JournalRow.kind == kind).order_by(JournalRow.id.desc()).first()
    assert row is not None
    data: dict[str, object] = json.loads(row.data)
    return data


def ask(desk: FrontDesk, pupil: str = PUPIL, nonce: bytes | None = None) -> AuthoriseReply:
    reply = desk.north.ask(desk.pupils[pupil], nonce)
    assert reply is not None
    return reply


def test_before_the_release_a_tap_is_refused_by_the_policy(gate: FrontDesk) -> None:
    told = gate.hears(TapRefused)
    reply = ask(gate)
    assert (reply.allow, reply.reason, reply.grant) == (False, "not-yet", 0)
    assert [(one.pupil, one.sentence) for one in told] == [
        (PUPIL, "Phones stay in the locked pouch until the release.")
    ]


def test_the_refusal_is_on_record_with_the_rows_that_decided(gate: FrontDesk) -> None:
    ask(gate)
    fact = last_fact(gate, "tap.refused")
    assert (fact["verdict"], fact["policy"]) == ("forbidden", "mggs-2025")
    assert fact["policy_version"] == gate.school.rules.policy.version
    assert "ks3-ks4-phone-stays-locked" in json.dumps(fact["because"])


def test_the_station_is_told_no_name(gate: FrontDesk) -> None:
    ask(gate)
    said = b"".join(payload for _, payload in gate.wire.published)
    assert b"Kowalski" not in said
    assert PUPIL.encode() not in said


def test_the_same_question_gets_the_same_answer_and_one_record(gate: FrontDesk) -> None:
    told = gate.hears(TapRefused)
    first, second = ask(gate, nonce=b"the same"), ask(gate, nonce=b"the same")
    assert first == second
    assert len(told) == 1


def test_a_tag_that_nobody_knows_is_refused_and_named_as_that(gate: FrontDesk) -> None:
    told = gate.hears(TapRefused)
    reply = gate.north.ask(b"oyster!")
    assert reply
    assert (reply.allow, reply.reason) == (False, "unknown-tag")
    assert told[0].sentence == "A tag that nobody knows was tapped at North gate 1."


def test_during_the_release_a_station_that_was_not_told_yet_gets_a_yes(gate: FrontDesk) -> None:
    gate.reception.releases.order(gate.account(), When.NOW, "Early closure, snow")
    assert ask(gate).allow


def test_with_leave_it_opens_once(gate: FrontDesk) -> None:
    grant = gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.APPOINTMENT)
    first, second = ask(gate), ask(gate)
    assert (first.allow, first.grant) == (True, grant.id)
    assert (second.allow, second.reason) == (False, "used")


def test_leave_is_for_one_pupil(gate: FrontDesk) -> None:
    gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.APPOINTMENT)
    assert not ask(gate, "p0401").allow


def test_a_second_tap_is_told_where_and_when_the_leave_was_spent(gate: FrontDesk) -> None:
    gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.APPOINTMENT)
    ask(gate)
    told = gate.hears(TapRefused)
    gate.south.ask(gate.pupils[PUPIL])
    assert told[0].sentence.startswith("The leave given was claimed at North gate 1 at 10:05.")


def test_the_release_spends_no_leave(gate: FrontDesk) -> None:
    gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.APPOINTMENT)
    gate.reception.releases.order(gate.account(), When.NOW, "Early closure, snow")
    assert ask(gate).grant == 0


@pytest.mark.parametrize("kind", [Exemption.MEDICAL, Exemption.ADJUSTMENT])
def test_a_standing_exemption_opens_the_pouch_at_any_time(gate: FrontDesk, kind: Exemption) -> None:
    number = gate.reception.exemptions.give(gate.account(Role.SAFEGUARDING), PUPIL, kind)
    assert ask(gate).allow
    gate.reception.exemptions.end(gate.account(Role.SAFEGUARDING), number, "Reviewed with the family")
    assert not ask(gate).allow
