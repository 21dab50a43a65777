import threading
from datetime import timedelta

import pytest

from controller.domain.events import GrantChanged
from controller.domain.grants import LENGTH, GrantState, ReasonCode, state
from controller.errors import Refused
from controller.storage.tables.records import JournalRow
from firmware_bridge.protocol.v1.messages import Authorise, AuthoriseReply
from firmware_bridge.protocol.v1.vocabulary import Mode, Reason, What
from tests.desks import FrontDesk

PUPIL = "p0400"
SIXTH_FORMER = "p0830"
NONCE = b"nonce--1"


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def give(desk: FrontDesk, reason: ReasonCode = ReasonCode.APPOINTMENT, note: str = "") -> int:
    return desk.reception.grants.give(desk.account(), PUPIL, reason, note).id


def now_is(desk: FrontDesk) -> GrantState:
    return state(desk.reception.grants.recent()[0], desk.clock.now())


def test_leave_is_used_when_the_station_says_that_it_opened(gate: FrontDesk) -> None:
    give(gate)
    gate.north.ask(gate.pupils[PUPIL], NONCE)
    assert now_is(gate) is GrantState.CLAIMED
    gate.north.release(gate.pupils[PUPIL], Reason.AUTHORISED, nonce=NONCE)
    assert now_is(gate) is GrantState.USED
    assert gate.reception.grants.recent()[0].station == "North gate 1"
    chain = gate.reception.pouches.card(PUPIL).chain
    assert [(link.what, link.by) for link in chain] == [("released", "Decision 1, leave 1")]


def test_an_answer_that_came_too_late_spends_nothing(gate: FrontDesk) -> None:
    give(gate)
    gate.north.ask(gate.pupils[PUPIL], NONCE)
    gate.north.say(gate.north.event(What.REFUSED, Reason.NO_ANSWER, gate.pupils[PUPIL], nonce=NONCE))
    assert now_is(gate) is GrantState.ACTIVE


def test_a_jam_spends_nothing(gate: FrontDesk) -> None:
    give(gate)
    uid = gate.pupils[PUPIL]
    gate.north.ask(uid, NONCE)
    gate.north.release(uid, Reason.AUTHORISED, nonce=NONCE)
    gate.north.say(gate.north.event(What.JAMMED, Reason.AUTHORISED, uid, nonce=NONCE))
    assert now_is(gate) is GrantState.ACTIVE


def test_it_ends_by_itself(gate: FrontDesk) -> None:
    give(gate)
    gate.clock.advance(LENGTH)
    reply = gate.north.ask(gate.pupils[PUPIL])
    assert reply
    assert not reply.allow
    assert now_is(gate) is GrantState.EXPIRED
    gate.clock.advance(timedelta(hours=3))
    assert gate.reception.grants.recent() == []


def test_it_can_be_cancelled_once(gate: FrontDesk) -> None:
    told = gate.hears(GrantChanged)
    number = give(gate)
    gate.reception.grants.cancel(gate.account(), number)
    reply = gate.north.ask(gate.pupils[PUPIL])
    assert reply
    assert not reply.allow
    with pytest.raises(Refused, match=r"cancelled at 10:05 by Ms D\. Hallam"):
        gate.reception.grants.cancel(gate.account(), number)
    assert told == [GrantChanged(number)] * 2


def test_what_is_claimed_cannot_be_cancelled(gate: FrontDesk) -> None:
    number = give(gate)
    gate.north.ask(gate.pupils[PUPIL])
    with pytest.raises(Refused):
        gate.reception.grants.cancel(gate.account(), number)


@pytest.mark.parametrize(
    ("pupil", "code"),
    [("nobody", "pupil.unknown"), (SIXTH_FORMER, "grant.no-pouch"), (PUPIL, "grant.given-already")],
)
def test_who_cannot_be_given_leave(desk: FrontDesk, pupil: str, code: str) -> None:
    give(desk)
    with pytest.raises(Refused) as refused:
        desk.reception.grants.give(desk.account(), pupil, ReasonCode.FAMILY)
    assert refused.value.code == code


def test_another_reason_needs_words(desk: FrontDesk) -> None:
    with pytest.raises(Refused, match="few words"):
        give(desk, ReasonCode.OTHER, "  ")
    assert give(desk, ReasonCode.OTHER, "Driving test") == 1


def test_after_it_was_used_another_can_be_given(gate: FrontDesk) -> None:
    give(gate)
    gate.north.ask(gate.pupils[PUPIL], NONCE)
    gate.north.release(gate.pupils[PUPIL], Reason.AUTHORISED, nonce=NONCE)
    assert give(gate) == 2


def test_the_journal_has_the_decision_and_the_reason(desk: FrontDesk) -> None:
    give(desk, ReasonCode.ILLNESS)
    with desk.school.database.read() as session:
        row = session.query(JournalRow).filter(JournalRow.kind == "grant.given").one()
    assert row.actor == "account:reception"
    assert '"verdict":"not-covered"' in row.data
    assert '"reason":"illness"' in row.data


def test_two_stations_at_once_get_one_yes(gate: FrontDesk) -> None:
    give(gate)
    answers: list[AuthoriseReply] = []
    barrier = threading.Barrier(2)

    def tap(station: str, nonce: bytes) -> None:
        ask = Authorise(bytes(8), nonce, gate.north.tag(gate.pupils[PUPIL]), Mode.NORMAL, 1, 0)
        barrier.wait()
        answers.append(gate.reception.taps.answer(station, ask))

    threads = [
        threading.Thread(target=tap, args=one) for one in (("north-1", b"nonce--n"), ("south-1", b"nonce--s"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.allow for answer in answers) == [False, True]
    assert {answer.reason for answer in answers} == {"", "used"}
