from datetime import timedelta

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.exams.attendance import Step
from controller.domain.exams.sittings import Stage
from controller.errors import Refused
from tests.controller.services.exams.exam_school import Morning


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


def test_a_sitting_starts_when_its_gate_is_complete_and_all_is_attested(morning: Morning) -> None:
    morning.through("0001")
    morning.register.mark(morning.by, morning.number, "0002", Step.ABSENT, morning.written())
    morning.attest_all()
    morning.running.start(morning.by, morning.number)
    assert morning.floor().sitting.stage is Stage.STARTED
    assert morning.facts("sitting.started") == [
        {
            "seated": 1,
            "gate": {"handed-in": 0, "declared-none": 1, "adjustment": 0},
            "missing": "",
            "override": "",
            "unreached": {},
        }
    ]


def test_each_shortfall_is_named_by_seat_and_each_attestation_by_its_words(morning: Morning) -> None:
    morning.register.mark(morning.by, morning.number, "0002", Step.ARRIVED, morning.written())
    with pytest.raises(Refused) as refused:
        morning.running.start(morning.by, morning.number)
    assert refused.value.code == "gate.short"
    assert "Nothing is on record for seat B1." in refused.value.sentence
    assert "Not attested yet: The candidates were reminded" in refused.value.sentence
    assert morning.floor().sitting.stage is Stage.PLANNED


def test_somebody_may_override_with_a_reason_that_the_record_shows(morning: Morning) -> None:
    morning.register.mark(morning.by, morning.number, "0002", Step.ARRIVED, morning.written())
    morning.running.start(morning.by, morning.number, "Fire alarm delayed the gate")
    (fact,) = morning.facts("sitting.started")
    assert fact["override"] == "Fire alarm delayed the gate"
    assert "seat B1" in str(fact["missing"])


def test_a_reason_that_was_not_needed_is_not_kept(morning: Morning) -> None:
    morning.attest_all()
    morning.running.start(morning.by, morning.number, "just in case")
    assert morning.facts("sitting.started")[0]["override"] == ""


def test_a_sitting_of_another_day_does_not_start(morning: Morning, clock: ManualClock) -> None:
    """Its candidates would not count as sitting, and could have their pouches opened."""
    morning.attest_all()
    clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match="That sitting is of Monday 6 October"):
        morning.running.start(morning.by, morning.number, "now")
    assert morning.floor().sitting.stage is Stage.PLANNED


def test_a_sitting_starts_once_and_ends_once(morning: Morning) -> None:
    with pytest.raises(Refused, match="has not started"):
        morning.running.end(morning.by, morning.number)
    morning.attest_all()
    morning.running.start(morning.by, morning.number)
    with pytest.raises(Refused, match="has started already"):
        morning.running.start(morning.by, morning.number)
    morning.running.end(morning.by, morning.number)
    with pytest.raises(Refused, match="has ended already"):
        morning.running.end(morning.by, morning.number)
