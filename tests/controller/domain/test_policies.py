from datetime import UTC, date, datetime, timedelta

import pytest

from controller.domain.policies import Switch, day_for, is_name, pouch_gaps, spans
from device_rules.vocabulary import Activity, During
from tests.web.rules.site import SEED, policy_of

TODAY = date(2025, 10, 6)
NOON = datetime(2025, 10, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["northgate", "mggs-2025", "a-1-b"])
def test_a_name_is_words_joined_by_hyphens(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "Northgate", "a b", "../etc", "-a", "a-", "a--b", "é", "a" * 61, "a\n"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_a_policy_is_looked_at_on_a_day_on_which_it_holds() -> None:
    policy = policy_of("verdict: forbidden")  # from 2025-09-01 until 2026-07-31
    assert day_for(policy, TODAY) == TODAY
    assert day_for(policy, date(2025, 1, 1)) == date(2025, 9, 1)
    assert day_for(policy, date(2027, 1, 1)) == date(2026, 7, 31)


def test_a_policy_leaves_no_gap_to_itself() -> None:
    assert pouch_gaps(SEED, SEED, TODAY, range(7, 14)) == ()


def test_what_a_silent_policy_would_leave_open_is_said_by_year_and_period() -> None:
    narrow = policy_of(
        "device: phone, activity: [use, bring], place: site, during: lesson, verdict: forbidden"
    )
    bring, use = pouch_gaps(SEED, narrow, TODAY, (7, 8, 9))
    assert (bring.activity, bring.years, During.LESSON in bring.periods) == (Activity.BRING, (7, 8, 9), False)
    assert (
        use.sentence
        == "Whether Years 7 to 9 may use a phone on the school site at any time except in lessons."
    )


def test_what_is_answered_nowhere_is_no_gap() -> None:
    one, other = (
        policy_of("device: camera, verdict: forbidden"),
        policy_of("device: laptop, verdict: forbidden"),
    )
    assert pouch_gaps(one, other, TODAY, (7,)) == ()


def switch(number: int, hours: int, called_off: bool = False) -> Switch:
    at = NOON + timedelta(hours=hours)
    return Switch(number, "a", "1", "A", at, NOON, "", "", called_off_at=NOON if called_off else None)


def test_one_that_was_called_off_ends_nothing() -> None:
    switches = [switch(1, 0), switch(2, 1, called_off=True), switch(3, 2)]
    assert spans(switches) == {1: NOON + timedelta(hours=2)}
