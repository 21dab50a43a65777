from datetime import timedelta

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.exams.attendance import Presence, Step
from controller.domain.exams.room_log import IncidentKind
from controller.domain.exams.seating import Seat
from controller.errors import Refused
from controller.storage.tables.exams import MoveRow
from tests.controller.services.exams.exam_school import Morning


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


def mark(morning: Morning, step: Step, candidate: str = "0001", with_whom: str = "") -> None:
    morning.register.mark(morning.by, morning.number, candidate, step, morning.written(), with_whom)


def test_late_and_supervised_leave_are_written_into_the_log_by_themselves(
    morning: Morning, clock: ManualClock
) -> None:
    clock.advance(70 * 60)  # 11:15; the paper begins at 11:00
    mark(morning, Step.ARRIVED)
    mark(morning, Step.LEFT, with_whom="Mr Shah")
    assert morning.floor().places["0001"].presence is Presence.OUT
    assert [(one.kind, one.seat, one.words) for one in morning.log.incidents(morning.number)] == [
        (IncidentKind.LATE, "A1", "Candidate arrived late."),
        (IncidentKind.SUPERVISED_LEAVE, "A1", "Supervised leave, with Mr Shah."),
    ]


def test_nobody_leaves_alone(morning: Morning) -> None:
    mark(morning, Step.ARRIVED)
    with pytest.raises(Refused, match="Say who goes with the candidate"):
        mark(morning, Step.LEFT)


def test_a_step_that_cannot_follow_says_how_the_candidate_is_marked(morning: Morning) -> None:
    mark(morning, Step.ABSENT)
    with pytest.raises(Refused, match="marked as absent"):
        mark(morning, Step.FINISHED)


def test_the_same_line_twice_counts_once(morning: Morning) -> None:
    line = morning.written("again")
    for _ in range(2):
        morning.register.mark(morning.by, morning.number, "0001", Step.ARRIVED, line)
    assert len(morning.floor().places["0001"].lines) == 1


def test_somebody_in_the_room_without_a_record_is_a_shortfall(morning: Morning) -> None:
    mark(morning, Step.ARRIVED)
    assert [str(one.seat) for one in morning.floor().gate().short] == ["A1"]


def test_a_move_keeps_its_reason_on_the_plan(morning: Morning, school: Services) -> None:
    morning.register.move(morning.by, morning.number, "0001", "hall", Seat(3, 3), "Window glare")
    with school.database.read() as session:
        last = session.scalars(select(MoveRow).order_by(MoveRow.id.desc())).first()
        assert last is not None
        assert (last.before, last.after, last.reason) == ("hall A1", "hall C3", "Window glare")
    assert morning.floor().places["0001"].entry.seat == Seat(3, 3)


def test_a_move_that_is_sent_twice_is_one_with_the_time_at_which_it_was(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=30))
    at = clock.now() - timedelta(minutes=5)
    before = len(moves(school))
    for _ in range(2):
        morning.register.move(morning.by, morning.number, "0001", "hall", Seat(3, 3), "Window glare", at)
    assert [one.at for one in moves(school)[before:]] == [at]


def moves(school: Services) -> list[MoveRow]:
    with school.database.read() as session:
        return list(session.scalars(select(MoveRow).order_by(MoveRow.id)))


@pytest.mark.parametrize(
    ("room", "seat", "reason", "code"),
    [
        ("hall", Seat(2, 1), "x", "seat.taken"),
        ("hall", Seat(9, 1), "x", "seat.unknown"),
        ("gym", Seat(1, 1), "x", "seat.unknown"),
        ("hall", Seat(3, 3), " ", "move.reason"),
    ],
)
def test_a_move_needs_a_free_seat_and_a_reason(
    morning: Morning, room: str, seat: Seat, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        morning.register.move(morning.by, morning.number, "0001", room, seat, reason)
    assert refused.value.code == code
