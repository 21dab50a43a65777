"""Leave of several kinds: asked for, agreed to by a second person, used, and expected back."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account, Role
from controller.domain.events import GrantChanged, LeaveRequestChanged
from controller.domain.grants import ReasonCode, Return, Terms, returns
from controller.errors import Refused
from controller.services.rules import Rules
from controller.services.stations.leave import Given
from controller.services.stations.leave_desk import LeaveDesk
from controller.services.stations.may_use import May
from controller.storage.tables.records import JournalRow
from device_rules.loader import load_policy
from device_rules.vocabulary import Exemption, LeaveKind
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.controller.services.stations.leave_acts import PUPIL, code, tap
from tests.desks import FrontDesk

OTHER = "p0401"
SIXTH_FORMER = "p0830"
HOUR = timedelta(hours=1)


def terms(desk: FrontDesk, kind: LeaveKind = LeaveKind.TRIP, **changes: object) -> Terms:
    usual = {LeaveKind.TRIP: ReasonCode.VISIT, LeaveKind.MEDICAL: ReasonCode.HEALTH}
    given = {"kind": kind, "reason": usual.get(kind, ReasonCode.OTHER), "expires_at": desk.clock.now() + HOUR}
    return Terms(**{**given, "note": "Seen", **changes})  # type: ignore[arg-type]  # a test's own words


def ask(desk: FrontDesk, *pupils: str, **changes: object) -> Given:
    return desk.reception.leave.asking.ask(desk.account(), pupils or (PUPIL,), terms(desk, **changes))  # type: ignore[arg-type]


def last_refusal(desk: FrontDesk) -> str:
    return desk.reception.feed.newest()[0].sentence


def number_of(given: Given) -> int:
    assert given.grants[0].asked
    return given.grants[0].asked.id


def test_a_group_has_one_opening_each_and_who_cannot_is_named(gate: FrontDesk, leave: LeaveDesk) -> None:
    gate.reception.grants.give(gate.account(), OTHER, ReasonCode.FAMILY)
    given = ask(gate, PUPIL, OTHER, SIXTH_FORMER, "p0402", title="Dee estuary")
    assert [one.pupil for one in given.grants] == [PUPIL, "p0402"]
    assert [(one.pupil, "already" in one.sentence) for one in given.left_out] == [
        (OTHER, True), (SIXTH_FORMER, False),
    ]  # fmt: skip
    assert tap(gate)
    assert not tap(gate, nonce=b"nonce--2")
    (request,) = leave.approvals.recent()
    assert (request.asked.title, len(request.pupils), request.waits(gate.clock.now())) == (
        "Dee estuary",
        2,
        False,
    )
    assert leave.approvals.take_back(gate.account(), number_of(given)) == 1
    with pytest.raises(Refused):
        leave.approvals.take_back(gate.account(), number_of(given))
    with pytest.raises(Refused) as refused:
        ask(gate, OTHER, SIXTH_FORMER)
    assert code(refused) == "grant.nobody"


def test_a_large_group_holds_no_other_writer_up_for_all_of_it(
    gate: FrontDesk, leave: LeaveDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controller.services.stations.leave.AT_ONCE", 2)
    writes = list[int]()
    real = gate.school.database.write

    def counted() -> AbstractContextManager[Session]:
        writes.append(1)
        return real()

    monkeypatch.setattr(gate.school.database, "write", counted)
    given = ask(gate, PUPIL, OTHER, SIXTH_FORMER, "p0402", "p0403", title="Dee estuary")
    assert len(writes) == 3
    assert [one.pupil for one in given.grants] == [PUPIL, OTHER, "p0402", "p0403"]
    assert [one.pupil for one in given.left_out] == [SIXTH_FORMER]
    (request,) = leave.approvals.recent()
    assert len(request.pupils) == 4
    assert gate.journal(f"leave-request:{request.asked.id}") == ["leave-request.made"] * 3
    with pytest.raises(Refused):
        ask(gate, PUPIL, OTHER, SIXTH_FORMER)
    assert len(leave.approvals.recent()) == 1, "what nobody was given was not asked for"


def test_a_second_person_agrees_to_nobody_who_was_not_in_it_yet(
    gate: FrontDesk, leave: LeaveDesk, senior: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parts(pupils: Sequence[str], many: int) -> Iterator[Sequence[str]]:
        for pupil in pupils:
            yield [pupil]
            for one in leave.approvals.waiting_for(senior):
                leave.approvals.decide(senior, one.asked.id, True, "")

    monkeypatch.setattr("controller.services.stations.leave.batched", parts)
    asked = ask(gate, PUPIL, OTHER, second=True)
    assert [one.pupil for one in asked.grants] == [PUPIL]
    assert "decided before" in asked.left_out[0].sentence


def test_it_opens_nothing_before_its_time(gate: FrontDesk) -> None:
    begins = gate.clock.now() + HOUR
    ask(gate, starts_at=begins, expires_at=begins + HOUR)
    assert not tap(gate)
    assert last_refusal(gate).startswith("The leave given begins at 11:05.")
    gate.clock.advance(HOUR)
    gate.north.beat()
    assert tap(gate, nonce=b"nonce--2")


def test_what_waits_for_a_second_person_opens_nothing_until_they_agree(
    gate: FrontDesk, leave: LeaveDesk, senior: Account
) -> None:
    told = gate.hears(LeaveRequestChanged)
    given = ask(gate, second=True)
    assert given.waits_for == "the leadership team or the senior managers"
    assert not tap(gate)
    assert "waits for a word from the leadership" in last_refusal(gate)
    assert leave.approvals.waiting_for(gate.account()) == []
    (request,) = leave.approvals.waiting_for(senior)
    with pytest.raises(Refused) as refused:
        leave.approvals.decide(gate.account(), number_of(given), True, "")
    assert code(refused) == "approval.own-request"
    with pytest.raises(Refused) as refused:
        leave.approvals.decide(gate.account(Role.TEACHER), number_of(given), True, "")
    assert code(refused) == "approval.not-yours"
    leave.approvals.decide(senior, request.asked.id, True, "Enjoy it")
    with pytest.raises(Refused, match=r"Mr J. Pritchard agreed to it at 10:05\."):
        leave.approvals.decide(senior, request.asked.id, False, "No")
    assert tap(gate, nonce=b"nonce--2")
    assert told == [LeaveRequestChanged(request.asked.id)] * 2
    assert gate.journal(f"leave-request:{request.asked.id}") == [
        "leave-request.made",
        "leave-request.approved",
    ]


def test_nobody_is_their_own_second_person_and_a_no_needs_a_word(
    gate: FrontDesk, leave: LeaveDesk, senior: Account
) -> None:
    own = leave.asking.ask(senior, [OTHER], terms(gate, second=True))
    assert leave.approvals.waiting_for(senior) == []
    with pytest.raises(Refused) as refused:
        leave.approvals.decide(senior, number_of(own), True, "")
    assert code(refused) == "approval.own-request"
    given = ask(gate, second=True)
    with pytest.raises(Refused) as refused:
        leave.approvals.decide(senior, number_of(given), False, " ")
    assert code(refused) == "approval.needs-word"
    leave.approvals.decide(senior, number_of(given), False, "Mock exam")
    assert not tap(gate)
    assert "turned it down: “Mock exam”" in last_refusal(gate)
    assert ask(gate).waits_for == "", "another can be asked for"


def test_what_waits_runs_out(gate: FrontDesk, leave: LeaveDesk, senior: Account) -> None:
    given = ask(gate, second=True)
    gate.clock.advance(HOUR)
    assert leave.approvals.waiting_for(senior) == []
    with pytest.raises(Refused) as refused:
        leave.approvals.decide(senior, number_of(given), True, "")
    assert code(refused) == "approval.over"
    assert not tap(gate)


def test_the_policy_says_who_is_asked(gate: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load_policy("starter")
    monkeypatch.setattr(Rules, "policy", property(lambda _: policy))
    given = ask(gate)
    assert given.grants[0].asked
    assert (given.waits_for, given.grants[0].asked.source) == (
        "the leadership team", "Section 4, Leaving the site",
    )  # fmt: skip
    choices = {one.kind: one.posts for one in gate.reception.pouches.card(PUPIL).choices}
    assert (choices[LeaveKind.TRIP], choices[LeaveKind.EARLY_LEAVER]) == ("the leadership team", "")


def test_the_pouch_is_expected_back_turns_overdue_and_is_seen_by_a_tap(
    gate: FrontDesk, leave: LeaveDesk
) -> None:
    ask(gate, back_by=gate.clock.now() + HOUR)
    assert leave.returns.expected() == []
    assert tap(gate)
    gate.north.say(gate.north.event(What.REFUSED, Reason.DENIED, gate.pupils[PUPIL]))
    (away,) = leave.returns.expected()
    assert returns(away, gate.clock.now()) is Return.EXPECTED, "a second tap on the way out is no return"
    gate.clock.advance(HOUR)
    assert returns(away, gate.clock.now()) is Return.OVERDUE
    told = gate.hears(GrantChanged)
    gate.north.beat()
    gate.north.say(gate.north.event(What.REFUSED, Reason.DENIED, gate.pupils[PUPIL]))
    assert leave.returns.expected() == []
    assert GrantChanged(away.id) in told
    card = gate.reception.pouches.card(PUPIL)
    assert card.pouch
    assert (card.pouch.state, card.chain[0].what, card.chain[0].place) == (
        "locked",
        "locked again",
        "North gate 1",
    )
    with pytest.raises(Refused, match=r"back already: it was tapped at 11:05"):
        leave.returns.seen(gate.account(), away.id, "At my desk")


def test_whom_nobody_saw_back_that_day_is_waited_for_no_more_and_can_be_looked_up(
    gate: FrontDesk, leave: LeaveDesk
) -> None:
    ask(gate, back_by=gate.clock.now() + HOUR)
    assert tap(gate)
    leave.returns.close_days()
    (away,) = leave.returns.expected()
    gate.clock.advance(timedelta(days=1))
    told = gate.hears(GrantChanged)
    leave.returns.tick()
    assert told == [GrantChanged(away.id)]
    assert leave.returns.expected() == gate.reception.grants.recent() == []
    (missed,) = leave.returns.not_seen()
    assert returns(missed, gate.clock.now()) is Return.NOT_SEEN
    with gate.school.database.read() as session:
        fact = session.scalars(select(JournalRow).where(JournalRow.kind == "grant.not-returned")).one()
    assert (fact.actor, fact.subject) == ("clock", f"pupil:{PUPIL}")
    leave.returns.seen(gate.account(), away.id, "In the office next day")
    assert leave.returns.not_seen() == []


def test_a_person_sees_it_back_with_a_word(gate: FrontDesk, leave: LeaveDesk) -> None:
    ask(gate, back_by=gate.clock.now() + HOUR)
    assert tap(gate)
    (away,) = leave.returns.expected()
    with pytest.raises(Refused) as refused:
        leave.returns.seen(gate.account(), away.id, "")
    assert code(refused) == "return.needs-word"
    leave.returns.seen(gate.account(), away.id, "At my desk")
    assert gate.reception.grants.recent()[0].back_how == "At my desk"
    with pytest.raises(Refused, match=r"Ms D. Hallam saw it at 10:05"):
        leave.returns.seen(gate.account(), away.id, "Again")
    assert gate.journal(f"pupil:{PUPIL}")[-1] == "grant.returned"


def test_leave_that_ran_out_in_the_queue_says_so(gate: FrontDesk) -> None:
    ask(gate, expires_at=gate.clock.now() + timedelta(minutes=5))
    gate.clock.advance(timedelta(minutes=5))
    assert not tap(gate)
    assert last_refusal(gate).startswith("There is no leave any more. It ran out at 10:10.")


def test_given_twice_at_once_the_second_reads_who_gave_it(gate: FrontDesk, senior: Account) -> None:
    ask(gate)
    with pytest.raises(Refused, match=r"already: Ms D\. Hallam gave it at 10:05\."):
        gate.reception.grants.give(senior, PUPIL, ReasonCode.FAMILY)


def test_a_teacher_learns_who_may_use_a_phone_and_no_more(gate: FrontDesk, leave: LeaveDesk) -> None:
    """By a need, by leave for use, by leave to go; a plan for later is not said."""
    gate.reception.exemptions.give(gate.account(Role.SAFEGUARDING), PUPIL, Exemption.ADJUSTMENT)
    lab = gate.school.lab.lessons
    group = next(one.class_id for one in lab.today_of_pupil(PUPIL))
    mates = [one.pupil.id for one in gate.reception.pouches.finder.members(group) if one.pupil.id != PUPIL]
    leave.asking.ask(gate.account(), mates[:1], terms(gate, LeaveKind.MEDICAL))
    leave.asking.ask(gate.account(), mates[1:2], terms(gate))
    leave.asking.ask(gate.account(), mates[2:3], terms(gate, starts_at=gate.clock.now() + HOUR / 2))
    found = {one.pupil: one.may for one in leave.may_use.of_class(group)}
    assert found == {PUPIL: May.USE, mates[0]: May.USE, mates[1]: May.LEAVE}
    assert tap(gate, mates[0])
    assert tap(gate, mates[1], b"nonce--2")
    found = {one.pupil: one.may for one in leave.may_use.of_class(group)}
    assert found == {PUPIL: May.USE, mates[0]: May.USE}, "who has gone is in the class no more"


def test_the_journal_has_what_the_policy_was_asked_about_leave_of_another_day(gate: FrontDesk) -> None:
    begins = gate.clock.now() + timedelta(days=1, hours=5)
    ask(gate, starts_at=begins, expires_at=begins + HOUR)
    with gate.school.database.read() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.kind == "grant.given"))
        (data,) = [json.loads(row.data) for row in rows]
    assert datetime.fromisoformat(data["asked"]["time"]) == begins
