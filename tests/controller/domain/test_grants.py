from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.grants import LENGTH, WORDS, Grant, GrantState, ReasonCode, state

NOW = datetime(2025, 10, 6, 10, 5, tzinfo=UTC)
ACTIVE = Grant(
    id=4,
    pupil="p0400",
    pupil_name="Thomas Kowalski",
    form="9D",
    reason=ReasonCode.ILLNESS,
    issued_by="Ms D. Hallam",
    issued_at=NOW,
    expires_at=NOW + LENGTH,
    cancelled_at=None,
    claimed_at=None,
    used_at=None,
    station="",
)


@pytest.mark.parametrize(
    ("changes", "later", "expected"),
    [
        ({}, timedelta(0), GrantState.ACTIVE),
        ({}, LENGTH, GrantState.EXPIRED),
        ({"cancelled_at": NOW}, LENGTH, GrantState.CANCELLED),
        ({"claimed_at": NOW}, LENGTH, GrantState.CLAIMED),
        ({"claimed_at": NOW, "used_at": NOW}, LENGTH, GrantState.USED),
    ],
)
def test_what_was_done_with_a_grant_outlives_its_time(
    changes: dict[str, datetime], later: timedelta, expected: GrantState
) -> None:
    assert state(replace(ACTIVE, **changes), NOW + later) is expected


def test_an_illness_is_never_named_in_a_list() -> None:
    assert ACTIVE.public_reason == "May leave"
    assert not any("ill" in word.lower() for word in WORDS.values())
    assert set(WORDS) == set(ReasonCode)
