from datetime import timedelta

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.exams.attendance import Presence
from controller.domain.exams.gate import Outcome, shortfall
from controller.domain.exams.room_log import IncidentKind
from controller.domain.exams.seating import Seat
from controller.errors import Refused
from controller.services.exams.gate import Given
from tests.controller.services.exams.exam_school import NOTHING, Morning
from tests.schools import on_both

PHONE = Given(Outcome.HANDED_IN, token="A1", devices=("Mobile phone", "Watch of any kind"))


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


@on_both
def test_each_way_through_the_gate_counts_and_marks_the_candidate_as_arrived(morning: Morning) -> None:
    morning.through("0001", PHONE)
    morning.through("0002", Given(Outcome.ADJUSTMENT, approval="Glucose monitor, agreed by the SENCo"))
    floor = morning.floor()
    assert floor.gate().complete
    assert floor.gate().counts == {Outcome.HANDED_IN: 1, Outcome.DECLARED_NONE: 0, Outcome.ADJUSTMENT: 1}
    assert {one.presence for one in floor.places.values()} == {Presence.PRESENT}
    passage = floor.places["0001"].passage
    assert passage is not None
    assert (passage.token, passage.devices) == ("A1", ("Mobile phone", "Watch of any kind"))


def test_a_line_that_the_tablet_sends_twice_counts_once(morning: Morning, clock: ManualClock) -> None:
    line = morning.written("tablet-7")
    morning.through("0001", PHONE, line)
    clock.advance(600)
    morning.through("0001", PHONE, line)
    assert morning.floor().gate().seated == 1
    assert len(morning.facts("exam-gate.passed")) == 1


def test_a_line_that_comes_late_keeps_the_tablets_time(morning: Morning, school: Services) -> None:
    morning.through("0001", NOTHING, morning.written(minutes=-25))
    passage = morning.floor().places["0001"].passage
    assert passage is not None
    assert (school.clock.now() - passage.at).total_seconds() == 25 * 60


@pytest.mark.parametrize(("minutes", "code"), [(5, "exam.clock-ahead"), (-25 * 60, "exam.too-old")])
def test_a_tablet_with_a_wrong_clock_is_told_so(morning: Morning, minutes: float, code: str) -> None:
    with pytest.raises(Refused) as refused:
        morning.through("0001", NOTHING, morning.written(minutes=minutes))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(Outcome.HANDED_IN), "gate.incomplete"),
        (Given(Outcome.HANDED_IN, token="A1"), "gate.incomplete"),
        (Given(Outcome.HANDED_IN, token="A1", devices=("Phone",) * 9), "gate.too-many"),
        (Given(Outcome.ADJUSTMENT, approval=" "), "gate.no-approval"),
    ],
)
def test_what_is_incomplete_is_not_taken(morning: Morning, given: Given, code: str) -> None:
    with pytest.raises(Refused) as refused:
        morning.through("0001", given)
    assert refused.value.code == code
    assert morning.floor().places["0001"].passage is None


def test_a_token_is_given_once(morning: Morning) -> None:
    morning.through("0001", PHONE)
    with pytest.raises(Refused, match="Token A1 is with 0001 Ana Silva already"):
        morning.through("0002", PHONE)


def test_a_record_is_taken_back_before_it_is_changed(morning: Morning) -> None:
    morning.through("0001", NOTHING)
    with pytest.raises(Refused, match="take the record back"):
        morning.through("0001", PHONE)
    morning.gate.take_back(morning.by, morning.number, "0001")
    assert shortfall(morning.floor().gate()) == "Nothing is on record for seat A1."
    morning.through("0001", PHONE)
    assert morning.floor().gate().complete
    assert len(morning.facts("exam-gate.taken-back")) == 1


def test_there_is_nothing_to_take_back_of_somebody_who_never_came(morning: Morning) -> None:
    with pytest.raises(Refused, match="Nothing is on record"):
        morning.gate.take_back(morning.by, morning.number, "0001")


def test_a_candidate_of_another_sitting_does_not_pass(morning: Morning) -> None:
    with pytest.raises(Refused, match="not in this sitting"):
        morning.through("0099")
    with pytest.raises(Refused, match="not there any more"):
        morning.gate.take(morning.by, 99, "0001", NOTHING, morning.written())


def test_nobody_passes_after_the_end(morning: Morning) -> None:
    morning.attest_all()
    morning.running.start(morning.by, morning.number)
    morning.running.end(morning.by, morning.number)
    with pytest.raises(Refused, match="nobody goes in any more"):
        morning.through("0001")


def test_somebody_who_comes_late_to_the_gate_is_in_the_incident_log_as_well(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    morning.through("0001", NOTHING)
    clock.advance(timedelta(hours=1))
    line = morning.written("late")
    for _ in range(2):
        morning.through("0002", NOTHING, line)
    found = school.exams.log.incidents(morning.number)
    assert [(one.kind, one.candidate, one.seat) for one in found] == [(IncidentKind.LATE, "0002", "B1")]


@pytest.mark.parametrize("typed", ["MAIN HALL B1", " main hall  b1"])
def test_a_token_is_the_same_however_it_is_typed(morning: Morning, school: Services, typed: str) -> None:
    morning.through("0002", Given(Outcome.HANDED_IN, "Main hall B1", ("Mobile phone",)))
    with pytest.raises(Refused, match="is with 0002 Ben Ito already"):
        morning.through("0001", Given(Outcome.HANDED_IN, typed, ("Mobile phone",)))
    school.exams.returning.give_back(morning.by, morning.number, "hall", typed)
    assert len(morning.facts("exam-token.returned")) == 1


def test_each_room_has_tokens_of_its_own(morning: Morning, school: Services) -> None:
    morning.register.move(morning.by, morning.number, "0002", "lab-1", Seat(1, 1), "Word processor")
    morning.through("0001", PHONE)
    morning.through("0002", PHONE)
    school.exams.returning.give_back(morning.by, morning.number, "lab-1", "A1")
    passages = {number: one.passage for number, one in morning.floor().places.items()}
    assert passages["0001"] is not None
    assert passages["0001"].returned_at is None
    assert passages["0002"] is not None
    assert passages["0002"].returned_at is not None
