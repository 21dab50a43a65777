from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.domain.exams.plans import Candidate, Entry
from controller.domain.exams.seating import Seat
from controller.errors import Refused
from controller.storage.journal import Break, verify
from controller.storage.tables.exams import MoveRow, SittingRow
from tests.controller.services.exams.exam_school import FILE, Morning, taken, with_rooms
from tests.schools import on_both


def moves(services: Services) -> list[tuple[str, str, str]]:
    with services.database.read() as session:
        rows = session.scalars(select(MoveRow).order_by(MoveRow.id))
        return [(row.candidate, row.before, row.after) for row in rows]


@on_both
def test_a_file_is_looked_at_first_and_then_taken_whole(school: Services) -> None:
    setup, _, by = with_rooms(school)
    preview = setup.preview(FILE)
    assert not preview.mistakes
    assert not preview.problems
    assert [len(part) for part in (preview.difference.sittings, preview.difference.entries)] == [2, 3]
    assert not setup.plan().sittings
    setup.take(by, FILE, preview.digest)
    assert [one.name for one in setup.plan().candidates.values()] == ["Ana Silva", "Ben Ito"]
    assert not setup.preview(FILE).difference
    assert moves(school) == [("0001", "", "hall A1"), ("0002", "", "hall B1"), ("0001", "", "lab-1 A1")]
    with school.database.read() as session:
        assert not isinstance(verify(session), Break)


def test_a_file_is_not_taken_after_the_plan_or_the_file_has_changed(school: Services) -> None:
    setup, _, by = with_rooms(school)
    digest = setup.preview(FILE).digest
    with pytest.raises(Refused, match="look at the differences again"):
        setup.take(by, FILE.replace(b"B1", b"C1"), digest)
    setup.take(by, FILE, digest)
    with pytest.raises(Refused, match="look at the differences again"):
        setup.take(by, FILE, digest)


def test_a_file_with_a_mistake_is_not_taken_at_all(school: Services) -> None:
    setup, _, by = with_rooms(school)
    bad = FILE.replace(b"B1", b"Z1")
    assert [one.line for one in setup.preview(bad).mistakes] == [3]
    with pytest.raises(Refused, match="Mend the lines"):
        setup.take(by, bad, setup.preview(bad).digest)
    assert not setup.plan().candidates


def test_a_seat_that_changes_is_a_line_of_history(school: Services) -> None:
    setup, _, by = taken(school)
    number = next(one.number for key, one in setup.plan().sittings.items() if key.code == "8300/1F")
    setup.put_entry(by, number, Candidate("0001", "Ana Silva"), Entry("hall", Seat(3, 2), 25))
    setup.withdraw(by, number, "0002")
    assert moves(school)[3:] == [("0001", "hall A1", "hall C2"), ("0002", "hall B1", "")]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry("hall", Seat(2, 1)), "seat.taken"),
        (Entry("hall", Seat(9, 1)), "seat.unknown"),
        (Entry("gym", Seat(1, 1)), "exam-room.unknown"),
    ],
)
def test_a_seat_that_is_taken_or_is_not_there_is_refused(school: Services, entry: Entry, code: str) -> None:
    setup, _, by = taken(school)
    number = next(one.number for key, one in setup.plan().sittings.items() if key.code == "8300/1F")
    with pytest.raises(Refused) as refused:
        setup.put_entry(by, number, Candidate("0001", "Ana Silva"), entry)
    assert refused.value.code == code


def test_a_sitting_moved_to_another_day_keeps_its_number_and_its_seats(school: Services) -> None:
    setup, _, by = taken(school)
    old = next(one for one in setup.plan().sittings.values() if one.paper.code == "8300/1F")
    setup.put_sitting(by, replace(old, on=old.on.replace(day=7), starts=time(9)))
    after = setup.plan()
    moved = next(one for one in after.sittings.values() if one.number == old.number)
    assert (moved.on.day, moved.starts) == (7, time(9))
    assert after.entries[moved.key, "0002"].place == "hall B1"
    assert len(moves(school)) == 3


def test_two_sittings_of_one_paper_in_one_session_are_refused(school: Services) -> None:
    setup, _, by = taken(school)
    old = next(one for one in setup.plan().sittings.values() if one.paper.code == "8300/1F")
    with pytest.raises(Refused, match="8300/1F on 6 October 2025, AM is there already"):
        setup.put_sitting(by, replace(old, number=0))


def test_the_plan_of_a_sitting_that_has_begun_stays_as_it_is(school: Services) -> None:
    setup, _, by = taken(school)
    number = next(one.number for key, one in setup.plan().sittings.items() if key.code == "8300/1F")
    with school.database.write() as session:
        session.get_one(SittingRow, number).started_at = school.clock.now()
    changed = FILE.replace(b"11:00", b"11:15")
    assert "has started, so its plan stays" in setup.preview(changed).mistakes[0].sentence
    with pytest.raises(Refused, match="move candidates in the room instead"):
        setup.withdraw(by, number, "0001")
    with pytest.raises(Refused, match="move candidates in the room instead"):
        setup.remove_sitting(by, number)
    with pytest.raises(Refused, match="move candidates in the room instead"):
        setup.put_entry(by, number, Candidate("0009", "New"), Entry())


def test_a_sitting_that_has_not_begun_can_go(school: Services) -> None:
    setup, _, by = taken(school)
    number = next(one.number for key, one in setup.plan().sittings.items() if key.code == "8300/1F")
    setup.remove_sitting(by, number)
    assert [key.code for key in setup.plan().sittings] == ["J249/01"]
    with pytest.raises(Refused, match="not there any more"):
        setup.remove_sitting(by, number)


def test_one_whose_gate_has_taken_somebody_stays(school: Services) -> None:
    morning = Morning(school)
    morning.through("0001")
    with pytest.raises(Refused) as refused:
        morning.setup.remove_sitting(morning.by, morning.number)
    assert refused.value.code == "sitting.has-records"


def test_clashes_show_before_the_file_is_taken(school: Services) -> None:
    setup, _, _ = with_rooms(school)
    clash = FILE.replace(b"PM,13:30", b"AM,11:30")
    assert [one.kind for one in setup.preview(clash).problems] == ["candidate"]
