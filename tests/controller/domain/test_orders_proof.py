from datetime import UTC, datetime

import pytest

from controller.domain.orders import ACTS, ENDED_BY, HOLDS, OrderKind, Step
from controller.domain.orders_proof import Proof, Standing, proof
from workstation_agent.protocol.report import Ended, Failing, InForce, Report, ScreenSize, Why

AT = datetime(2025, 10, 6, 10, 5, tzinfo=UTC)
OURS, OTHER = "lease-1", "lease-2"


def report(
    version: int = 7, in_force: str = "", failing: str = "", ended: tuple[str, Why] | None = None
) -> Report:
    held = (InForce(in_force, AT),) if in_force else ()
    bad = (Failing(failing, "no screen"),) if failing else ()
    gone = (Ended(*ended),) if ended else ()
    return Report(version, held, gone, "pupil", ScreenSize(1280, 720), bad)


def standing(step: Step = Step.ASKED, version: int = 7) -> Standing:
    return Standing(step, "", version, OURS, frozenset({OTHER}))


@pytest.mark.parametrize(
    ("said", "proved"),
    [
        (report(version=6), None),
        (report(), (Step.DELIVERED, "")),
        (report(in_force=OURS), (Step.IN_FORCE, "")),
        (report(version=9, in_force=OURS), (Step.IN_FORCE, "")),
        (report(in_force=OTHER), (Step.DELIVERED, "")),
        (report(failing=OURS), (Step.FAILED, "no screen")),
        (report(failing=OTHER), (Step.DELIVERED, "")),
        (report(ended=(OURS, Why.UNSUPPORTED)), (Step.FAILED, "its agent cannot do that")),
        (report(ended=(OURS, Why.EXPIRED)), (Step.DELIVERED, "")),
    ],
)
def test_a_lock_is_proved_by_its_own_lease(said: Report, proved: Proof | None) -> None:
    assert proof(OrderKind.LOCK, standing(), said) == proved


def test_a_lock_that_is_no_longer_reported_is_only_delivered() -> None:
    assert proof(OrderKind.LOCK, standing(Step.IN_FORCE), report()) == (Step.DELIVERED, "")


def test_saying_the_same_again_proves_nothing_new() -> None:
    assert proof(OrderKind.LOCK, standing(Step.IN_FORCE), report(in_force=OURS)) is None
    assert proof(OrderKind.UNLOCK, standing(Step.DELIVERED), report(in_force=OTHER)) is None


def test_an_unlock_is_done_when_nothing_is_held() -> None:
    assert proof(OrderKind.UNLOCK, standing(), report(version=6)) is None
    assert proof(OrderKind.UNLOCK, standing(), report(in_force=OTHER)) == (Step.DELIVERED, "")
    assert proof(OrderKind.UNLOCK, standing(), report()) == (Step.DONE, "")


def test_an_end_is_done_while_another_kind_is_held() -> None:
    assert proof(OrderKind.UNMUTE, standing(), report(in_force="a lock")) == (Step.DONE, "")


@pytest.mark.parametrize("kind", OrderKind)
def test_what_is_held_or_ended_is_proved_by_reports_and_what_is_done_once_is_not(kind: OrderKind) -> None:
    achieved = proof(kind, standing(), report(version=99, in_force=OURS))
    expected = {kind: (Step.IN_FORCE, "") for kind in HOLDS} | {kind: (Step.DONE, "") for kind in ENDED_BY}
    assert achieved == expected.get(kind)
    assert (achieved is None) == (kind in ACTS)
