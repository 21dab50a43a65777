import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.exams.seating import ExamRoom, Seat, at_seats, free_seats, too_close
from tests.controller.domain.exams.samples import HALL, LAB

seats = st.builds(Seat, st.integers(1, 26), st.integers(1, 99))
rooms = st.builds(
    ExamRoom,
    id=st.just("r"),
    name=st.just("R"),
    rows=st.integers(1, 6),
    columns=st.integers(1, 6),
    across_m=st.floats(0.3, 3),
    along_m=st.floats(0.3, 3),
)


@given(seats)
def test_a_seat_is_read_as_it_is_written(seat: Seat) -> None:
    assert Seat.parse(str(seat)) == Seat.parse(f" {str(seat).lower()} ") == seat


@pytest.mark.parametrize("text", ["", "12", "C", "C0", "C100", "CC1", "Ä1", "C1;", "C-1"])
def test_anything_else_is_no_seat(text: str) -> None:
    with pytest.raises(ValueError, match="write it like C12"):
        Seat.parse(text)


def test_a_room_has_the_seats_of_its_grid_and_no_others() -> None:
    assert HALL.has(Seat.parse("E4"))
    assert not HALL.has(Seat.parse("F1"))
    assert not HALL.has(Seat.parse("A5"))
    assert [str(seat) for seat in HALL.seats[:6]] == ["A1", "B1", "C1", "D1", "E1", "A2"]


def test_neighbours_nearer_than_a_metre_and_a_quarter_are_named() -> None:
    close = too_close(LAB, [Seat.parse(text) for text in ("A1", "A2", "A4", "B1")])
    assert [(str(pair.one), str(pair.other), round(pair.metres, 2)) for pair in close] == [("A1", "A2", 0.8)]


def test_a_metre_and_a_quarter_is_far_enough() -> None:
    assert too_close(HALL, HALL.seats) == []


@given(rooms, st.data())
def test_seats_that_are_offered_keep_the_distance_from_all(room: ExamRoom, data: st.DataObject) -> None:
    taken = data.draw(st.lists(st.sampled_from(room.seats), unique=True, max_size=4))
    already = set(map(frozenset, ((pair.one, pair.other) for pair in too_close(room, taken))))
    together = too_close(room, [*taken, *free_seats(room, taken)])
    assert {frozenset((pair.one, pair.other)) for pair in together} == already


def test_two_at_one_seat_are_both_found() -> None:
    one, other = Seat.parse("A1"), Seat.parse("A2")
    assert at_seats({"0001": one, "0002": other, "0003": one}) == {one: ["0001", "0003"], other: ["0002"]}
