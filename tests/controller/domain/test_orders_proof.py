from datetime import UTC, datetime

import pytest

from controller.domain.orders import OrderKind, Step
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
    return Standing(step, "", version, OURS)


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
        (report(ended=(OURS, Why.UNSUPPORTED)), (Step.FAILED, "its agent is too old to lock")),
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


def test_a_report_says_nothing_of_a_link() -> None:
    assert proof(OrderKind.LINK, standing(), report(version=99)) is None
