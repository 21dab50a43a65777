import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from controller.domain.accounts import Role
from controller.domain.grants import ReasonCode
from controller.domain.releases import When
from controller.domain.replays import Effect, Kind
from controller.storage.tables.records import JournalRow
from device_rules.compare import Stance
from tests.desks import FrontDesk
from tests.web.policies.site import PLAIN

ALLOWED = PLAIN.replace("verdict: forbidden, storage: locked-pouch", "verdict: allowed")
NOWHERE = PLAIN.replace("place: site,\n   during: lesson", "place: [site, off-site]")


@pytest.fixture
def gate(desk: FrontDesk) -> Iterator[FrontDesk]:
    desk.adopt(desk.north, desk.south)
    return desk


def brought_in(desk: FrontDesk, text: str) -> tuple[str, str]:
    policy = desk.school.policies.upload(desk.account(Role.ADMIN), "northgate", text.encode())
    return policy.name, policy.version


def test_a_tap_keeps_what_was_asked_and_no_name(gate: FrontDesk) -> None:
    gate.north.ask(gate.pupils["p0400"])
    with gate.school.database.read() as session:
        row = session.scalars(select(JournalRow).where(JournalRow.kind == "tap.refused")).one()
    asked = json.loads(row.data)["asked"]
    assert (asked["role"], asked["activity"], asked["place"], asked["during"]) == (
        "pupil",
        "use",
        "site",
        "lesson",
    )
    assert asked["time"] == "2025-10-06T09:05:00+00:00"


def test_last_weeks_taps_are_decided_again(gate: FrontDesk) -> None:
    for pupil in ("p0400", "p0401"):
        gate.north.ask(gate.pupils[pupil])
    effect = gate.school.policy_reviews.review(*brought_in(gate, ALLOWED)).effect
    assert (effect.total, effect.differ, effect.of(Effect.OPENS), effect.lost) == (2, 2, 2, 0)
    (group,) = effect.groups
    assert group.examples[0].station == "North gate 1"


def test_leave_and_the_release_are_decided_again_too(gate: FrontDesk) -> None:
    gate.reception.grants.give(gate.account(), "p0400", ReasonCode.APPOINTMENT)
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    effect = gate.school.policy_reviews.review(*brought_in(gate, NOWHERE)).effect
    assert {group.kind for group in effect.groups} == {Kind.LEAVE, Kind.RELEASE}
    assert effect.of(Effect.STAYS_SHUT) == effect.total == 6


def test_a_tag_that_nobody_knows_was_no_decision(gate: FrontDesk) -> None:
    gate.north.ask(b"oyster!")
    assert gate.school.policy_reviews.review(*brought_in(gate, ALLOWED)).effect.total == 0


def test_older_decisions_are_left_alone(gate: FrontDesk) -> None:
    gate.north.ask(gate.pupils["p0400"])
    gate.later(8 * 24 * 3600)
    assert gate.school.policy_reviews.review(*brought_in(gate, ALLOWED)).effect.total == 0


def test_it_is_compared_with_the_one_in_force_and_with_the_guidance(gate: FrontDesk) -> None:
    review = gate.school.policy_reviews.review(*brought_in(gate, ALLOWED))
    assert review.against
    assert review.against.counts[Stance.LAXER] > 0
    assert review.baseline
    assert review.report.not_covered > 0
    assert [gap.years for gap in review.gaps] == [tuple(range(7, 14))] * 2


def test_the_one_in_force_is_not_compared_with_itself(gate: FrontDesk) -> None:
    now = gate.school.rules.policy
    review = gate.school.policy_reviews.review(now.name, now.version)
    assert (review.against, review.gaps, review.missing_years) == (None, (), ())


def test_years_of_the_school_that_it_does_not_have(gate: FrontDesk) -> None:
    review = gate.school.policy_reviews.review(*brought_in(gate, PLAIN.replace("12-13", "12")))
    assert review.missing_years == (13,)
