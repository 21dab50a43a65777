"""Leave that comes again every week: given each day by itself, once."""

from datetime import date, datetime, timedelta

import pytest

from controller.domain.accounts import Account
from controller.domain.grants import GrantState, ReasonCode, state
from controller.domain.standing_leave import pattern
from controller.domain.timetable import LONDON
from controller.errors import Refused
from controller.services.rules import Rules
from controller.services.stations.leave_desk import LeaveDesk
from device_rules.loader import load_policy
from device_rules.vocabulary import LeaveKind
from tests.controller.domain.test_standing_leave import TWO_WEEKS
from tests.controller.services.stations.leave_acts import PUPIL, code, tap
from tests.desks import FrontDesk

HOUR = timedelta(hours=1)


def test_every_tuesday_afternoon_becomes_that_days_leave_once(gate: FrontDesk, leave: LeaveDesk) -> None:
    today = date(2025, 10, 6)
    weekly = pattern([1], ("13:10", "15:10", "15:00"), ("2025-10-06", "2026-07-17", "2025-11-03"), today)
    number = leave.standing.give(gate.account(), PUPIL, "Deeside College", weekly)
    (one,) = leave.standing.current()
    assert (one.waits_for, one.is_due(today), one.is_due(date(2025, 11, 3))) == ("", False, True)
    assert gate.reception.grants.recent() == []
    gate.clock.advance(datetime(2025, 10, 7, 9, 0, tzinfo=LONDON) - gate.clock.now())
    for _ in range(2):
        leave.standing.give_todays()
    (grant,) = gate.reception.grants.recent()
    assert (grant.kind, state(grant, gate.clock.now())) == (LeaveKind.OFF_SITE_COLLEGE, GrantState.PLANNED)
    assert grant.back_by == datetime(2025, 10, 7, 15, 0, tzinfo=LONDON)
    leave.standing.review(gate.account(), number, date(2026, 2, 2))
    leave.standing.end(gate.account(), number)
    with pytest.raises(Refused):
        leave.standing.end(gate.account(), number)
    gate.clock.advance(timedelta(days=7))
    leave.standing.give_todays()
    assert gate.reception.grants.recent() == []


def test_in_a_timetable_of_two_weeks_it_is_given_in_its_own(gate: FrontDesk, leave: LeaveDesk) -> None:
    times, days = ("13:10", "15:10", ""), ("2025-10-06", "2025-12-19", "2025-11-03")
    of_a, of_c = (pattern([1], times, days, date(2025, 10, 6), week) for week in "AC")
    assert leave.standing.weeks() == ()
    gate.school.school_days.take(TWO_WEEKS, "year.yaml")
    assert leave.standing.weeks() == ("A", "B")
    with pytest.raises(Refused) as refused:
        leave.standing.give(gate.account(), PUPIL, "Deeside College", of_c)
    assert code(refused) == "standing.no-week"
    leave.standing.give(gate.account(), PUPIL, "Deeside College", of_a)
    given = []
    for day in (datetime(2025, 10, 7, 9, 0, tzinfo=LONDON), datetime(2025, 10, 14, 9, 0, tzinfo=LONDON)):
        gate.clock.advance(day - gate.clock.now())
        leave.standing.give_todays()
        given.append(len(gate.reception.grants.recent()))
    assert given == [0, 1]  # the 7th is in week B


def test_weekly_leave_given_twice_is_no_second_opening(gate: FrontDesk, leave: LeaveDesk) -> None:
    days = ("2025-10-06", "2026-07-17", "2025-11-03")
    first = pattern([0, 1], ("10:00", "15:10", ""), days, date(2025, 10, 6))
    number = leave.standing.give(gate.account(), PUPIL, "Deeside College", first)
    assert tap(gate)
    for times in (("10:00", "15:10", ""), ("09:00", "10:30", "")):
        again = pattern([0], times, days, date(2025, 10, 6))
        with pytest.raises(
            Refused, match=r"Ms D\. Hallam gave the pupil weekly leave at those times already"
        ):
            leave.standing.give(gate.account(), PUPIL, "Deeside College", again)
    assert not tap(gate, nonce=b"nonce--2")
    leave.standing.give(
        gate.account(), PUPIL, "Gym", pattern([2], ("10:00", "15:10", ""), days, first.first_on)
    )
    leave.standing.end(gate.account(), number)
    leave.standing.give(gate.account(), PUPIL, "Deeside College", first)


def test_a_weekly_leave_waits_for_its_second_person_and_says_why_a_turn_was_not_given(
    gate: FrontDesk, leave: LeaveDesk, senior: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = load_policy("starter")
    with monkeypatch.context() as patch:
        patch.setattr(Rules, "policy", property(lambda _: starter))
        days = ("2025-10-06", "2026-07-17", "2025-11-03")
        weekly = pattern([0], ("10:05", "15:10", ""), days, date(2025, 10, 6))
        leave.standing.give(gate.account(), PUPIL, "Deeside College", weekly)
    assert gate.reception.grants.recent() == []
    (request,) = leave.approvals.waiting_for(senior)
    assert (request.weekly, request.pupils) == (True, ("Thomas Kowalski, 9D",))
    leave.approvals.decide(senior, request.asked.id, True, "")
    gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.FAMILY)
    leave.standing.give_todays()
    assert leave.standing.current()[0].trouble == "Not given today: Ms D. Hallam gave leave until 10:25."
    gate.clock.advance(HOUR)
    leave.standing.give_todays()
    assert leave.standing.current()[0].trouble == ""
    assert gate.reception.grants.recent()[0].kind is LeaveKind.OFF_SITE_COLLEGE
