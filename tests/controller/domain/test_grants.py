from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from controller.domain.grants import (
    GROUP_AT_MOST,
    KIND_WORDS,
    LENGTH,
    NOT_SEEN,
    PRIVATE,
    REASONS,
    WORDS,
    Asked,
    Grant,
    GrantState,
    ReasonCode,
    Return,
    Terms,
    check,
    returns,
    state,
    what_became_of_it,
    why_not_at_a_tap,
)
from controller.errors import Refused
from device_rules.vocabulary import LeaveKind

NOW = datetime(2025, 10, 6, 9, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
GRANT = Grant(
    id=1,
    pupil="p0400",
    pupil_name="Pat Khan",
    form="9B",
    reason=ReasonCode.ILLNESS,
    issued_by="Ms D. Hallam",
    issued_at=NOW,
    expires_at=NOW + LENGTH,
    cancelled_at=None,
    claimed_at=None,
    used_at=None,
    station="Office",
)
WAITS = Asked(1, "", "the leadership team", "Section 4", None, "", None, "")
NO = replace(WAITS, approved=False, decided_by="Mr J. Pritchard", decided_at=NOW, word="Mock exam")


@pytest.mark.parametrize(
    ("changes", "later", "expected"),
    [
        ({}, timedelta(0), GrantState.ACTIVE),
        ({}, LENGTH, GrantState.EXPIRED),
        ({"starts_at": NOW + HOUR, "expires_at": NOW + 2 * HOUR}, timedelta(0), GrantState.PLANNED),
        ({"starts_at": NOW + HOUR, "expires_at": NOW + 2 * HOUR}, HOUR, GrantState.ACTIVE),
        ({"asked": WAITS}, timedelta(0), GrantState.ASKED),
        ({"asked": WAITS}, LENGTH, GrantState.EXPIRED),
        ({"asked": NO}, timedelta(0), GrantState.TURNED_DOWN),
        ({"asked": replace(WAITS, approved=True)}, timedelta(0), GrantState.ACTIVE),
        ({"asked": replace(WAITS, posts="")}, timedelta(0), GrantState.ACTIVE),
        ({"cancelled_at": NOW}, LENGTH, GrantState.CANCELLED),
        ({"claimed_at": NOW}, LENGTH, GrantState.CLAIMED),
        ({"claimed_at": NOW, "used_at": NOW}, LENGTH, GrantState.USED),
    ],
)
def test_what_was_done_with_it_counts_before_the_clock(
    changes: dict[str, Any], later: timedelta, expected: GrantState
) -> None:
    assert state(replace(GRANT, **changes), NOW + later) is expected


@pytest.mark.parametrize(
    ("changes", "later", "expected"),
    [
        ({"back_by": None}, 2 * HOUR, Return.NONE),
        ({"used_at": None}, 2 * HOUR, Return.NONE),
        ({}, timedelta(0), Return.EXPECTED),
        ({}, HOUR, Return.OVERDUE),
        ({"back_at": NOW + HOUR}, 2 * HOUR, Return.BACK),
        ({"back_how": NOT_SEEN}, 2 * HOUR, Return.NOT_SEEN),
        ({"back_how": NOT_SEEN, "back_at": NOW + HOUR}, 2 * HOUR, Return.BACK),
    ],
)
def test_who_should_be_back_turns_overdue(
    changes: dict[str, Any], later: timedelta, expected: Return
) -> None:
    away = replace(GRANT, used_at=NOW, back_by=NOW + HOUR)
    assert returns(replace(away, **changes), NOW + later) is expected


def test_an_illness_and_a_need_are_not_said() -> None:
    assert GRANT.public_reason == "May leave"
    assert {replace(GRANT, kind=kind).public_reason for kind in PRIVATE} == {"May use"}
    assert set(WORDS) == set(ReasonCode)
    assert set(KIND_WORDS) == set(REASONS) == set(LeaveKind)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"used_at": NOW, "claimed_at": NOW}, "used at Office at 10:05"),
        ({"claimed_at": NOW}, "claimed at Office at 10:05"),
        ({"cancelled_at": NOW}, "cancelled at 10:05"),
        ({"asked": NO}, "Mr J. Pritchard turned it down: “Mock exam”"),
        ({"expires_at": NOW}, "ran out at 10:05"),
    ],
)
def test_whoever_comes_second_reads_what_became_of_it(changes: dict[str, Any], said: str) -> None:
    gone = replace(GRANT, **changes)
    assert said in what_became_of_it(gone, NOW)
    assert why_not_at_a_tap(gone, NOW)


def test_a_tap_too_early_says_so() -> None:
    assert "begins at 11:05" in why_not_at_a_tap(
        replace(GRANT, starts_at=NOW + HOUR, expires_at=NOW + 2 * HOUR), NOW
    )
    assert "a word from the leadership team" in why_not_at_a_tap(replace(GRANT, asked=WAITS), NOW)
    assert why_not_at_a_tap(GRANT, NOW) == ""


TRIP = Terms(LeaveKind.TRIP, ReasonCode.VISIT, NOW + HOUR)


@pytest.mark.parametrize(
    ("changes", "pupils", "code"),
    [
        ({"reason": ReasonCode.HEALTH}, 1, "grant.wrong-reason"),
        ({"reason": ReasonCode.OTHER, "note": " "}, 1, "grant.needs-note"),
        ({"kind": LeaveKind.MEDICAL, "reason": ReasonCode.HEALTH}, 2, "grant.one-pupil"),
        ({}, 0, "grant.group-size"),
        ({}, GROUP_AT_MOST + 1, "grant.group-size"),
        ({"expires_at": NOW}, 1, "grant.bad-times"),
        ({"starts_at": NOW + 2 * HOUR}, 1, "grant.bad-times"),
        ({"expires_at": NOW + timedelta(days=8)}, 1, "grant.too-long"),
        ({"back_by": NOW}, 1, "grant.bad-return"),
    ],
)
def test_what_cannot_be_asked_for(changes: dict[str, Any], pupils: int, code: str) -> None:
    check(TRIP, 30, NOW)
    with pytest.raises(Refused) as refused:
        check(replace(TRIP, **changes), pupils, NOW)
    assert refused.value.code == code
