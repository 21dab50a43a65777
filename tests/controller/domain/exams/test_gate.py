from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from controller.domain.exams.gate import Outcome, Passage, Seated, gate, shortfall
from controller.domain.exams.seating import Seat
from controller.domain.timetable import LONDON

AT = datetime(2027, 5, 13, 8, 50, tzinfo=LONDON)


def seated(number: int) -> Seated:
    return Seated(f"{number:04}", f"Pupil {number}", Seat(1 + number % 20, 1 + number // 20))


def passage(number: int, outcome: Outcome) -> Passage:
    return Passage(f"{number:04}", outcome, AT, "invigilator")


def test_seats_without_a_record_are_named_in_the_order_of_the_room() -> None:
    found = gate([seated(3), seated(1), seated(2)], {"0002": passage(2, Outcome.DECLARED_NONE)})
    assert not found.complete
    assert shortfall(found) == "Nothing is on record for seats B1 and D1."


def test_a_complete_gate_names_nobody() -> None:
    found = gate([seated(1)], {"0001": passage(1, Outcome.HANDED_IN)})
    assert found.complete
    assert shortfall(found) == ""


def test_one_seat_is_named_as_one() -> None:
    assert shortfall(gate([seated(1)], {})) == "Nothing is on record for seat B1."


@given(
    st.sets(st.integers(1, 200), max_size=40),
    st.dictionaries(st.integers(1, 200), st.sampled_from(Outcome), max_size=40),
)
def test_seated_is_always_the_sum_of_its_parts(numbers: set[int], through: dict[int, Outcome]) -> None:
    passages = {f"{number:04}": passage(number, outcome) for number, outcome in through.items()}
    found = gate([seated(number) for number in numbers], passages)
    assert found.seated == len(numbers) == sum(found.counts.values()) + len(found.short)
    assert found.complete == (numbers <= through.keys())
