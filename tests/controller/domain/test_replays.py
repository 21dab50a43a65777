from datetime import UTC, date, datetime, timedelta

import pytest

from controller.domain.replays import Effect, Kind, Past, asked_again, asked_words, replay
from device_rules.decide import decide
from device_rules.model import Policy, Situation
from device_rules.vocabulary import Activity, Device, During, Exemption, Place, Role, Verdict
from tests.web.rules.site import SEED, policy_of

AT = datetime(2025, 10, 6, 9, 5, tzinfo=UTC)
TODAY = date(2025, 10, 6)


def asked(year: int = 9, place: Place = Place.SITE, exemption: Exemption | None = None) -> Situation:
    return Situation(
        Role.PUPIL, year, Device.PHONE, Activity.USE, place, AT, During.LESSON, exemption=exemption
    )


def past(situation: Situation, kind: Kind = Kind.TAP, minutes: int = 0) -> Past:
    return Past(
        AT + timedelta(minutes=minutes), kind, "North gate 1", situation, decide(SEED, situation).verdict
    )


def effects(policy: Policy, *what: Past) -> dict[Effect, int]:
    found = replay(policy, what, TODAY, AT)
    return {effect: found.of(effect) for effect in Effect if found.of(effect)}


@pytest.mark.parametrize("exemption", [None, Exemption.MEDICAL])
def test_a_question_can_be_asked_again_from_what_is_kept(exemption: Exemption | None) -> None:
    situation = asked(exemption=exemption)
    assert asked_again(asked_words(situation)) == situation


def test_under_the_same_policy_nothing_differs() -> None:
    found = replay(SEED, [past(asked(year)) for year in range(7, 14)], TODAY, AT)
    assert (found.total, found.differ, found.groups, found.lost) == (7, 0, (), 0)


def test_a_pouch_that_would_open() -> None:
    assert effects(policy_of("device: phone, verdict: allowed"), past(asked())) == {Effect.OPENS: 1}


def test_a_pouch_that_would_stay_shut() -> None:
    home = past(asked(place=Place.OFF_SITE), Kind.LEAVE)
    assert effects(policy_of("device: phone, verdict: forbidden"), home) == {Effect.STAYS_SHUT: 1}


def test_another_answer_that_does_the_same_at_the_pouch() -> None:
    silent = policy_of("device: camera, verdict: forbidden")
    assert effects(silent, past(asked())) == {Effect.SAID_OTHERWISE: 1}


def test_those_that_change_alike_are_one_group_with_a_few_examples() -> None:
    policy = policy_of("device: phone, verdict: allowed")
    taps = [past(asked(), minutes=minute) for minute in range(5)] + [past(asked(8))]
    first, second = replay(policy, taps, TODAY, AT).groups
    assert (first.year, first.count, len(first.examples)) == (9, 5, 3)
    assert (first.was, first.becomes) == (Verdict.FORBIDDEN, Verdict.ALLOWED)
    assert (second.year, second.count) == (8, 1)


def test_a_year_that_the_other_policy_does_not_have_is_counted_apart() -> None:
    found = replay(policy_of("verdict: forbidden"), [past(asked(13))], TODAY, AT, lost=2)
    assert (found.differ, found.lost) == (0, 3)


def test_a_policy_that_begins_next_year_is_asked_as_it_will_stand() -> None:
    policy = policy_of("device: phone, from: 2026-01-01, verdict: allowed")
    assert replay(policy, [past(asked())], date(2026, 1, 1), AT).of(Effect.OPENS) == 1
