import json
from dataclasses import replace

from controller.services.lab.looks import Subject
from controller.storage.tables.workstations import LookRow
from tests.labs import FakeLab, seat


def rows(lab: FakeLab) -> list[LookRow]:
    with lab.services.database.read() as session:
        return list(session.query(LookRow).order_by(LookRow.id))


def test_a_look_at_one_screen_names_who_saw_whom_from_when_until_when(lab: FakeLab) -> None:
    look = lab.lab.looks.start(Subject(lab.teacher, lab.lesson, seat(1)))
    started = lab.clock.now()
    lab.clock.advance(125)
    lab.lab.looks.end(look)
    (row,) = rows(lab)
    assert (row.workstation_id, row.seats, row.started_at) == (seat(1), 1, started)
    assert row.ended_at == lab.clock.now()
    assert row.pupil == lab.lab.seats.pupil_at(lab.lesson, seat(1))
    began, ended = lab.facts("look.")
    assert (began.actor, began.subject) == ("account:m.okafor", f"workstation:{seat(1)}")
    assert json.loads(began.data)["pupil"] == row.pupil
    assert ended.kind == "look.ended"


def test_a_look_at_the_wall_is_one_fact_with_its_room_and_seats(lab: FakeLab) -> None:
    lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    (fact,) = lab.facts("look.")
    assert fact.subject == "room:lab-1"
    assert json.loads(fact.data)["seats"] == 30


def test_ending_twice_is_ending_once(lab: FakeLab) -> None:
    look = lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    lab.lab.looks.end(look)
    lab.lab.looks.end(look)
    assert len(lab.facts("look.ended")) == 1


def test_a_look_cut_short_by_a_killed_controller_is_ended_at_the_next_start(lab: FakeLab) -> None:
    lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    lab.clock.advance(60)
    assert replace(lab.services).lab is not lab.lab
    (row,) = rows(lab)
    assert row.ended_at == lab.clock.now()
    assert "restarted" in lab.facts("look.ended")[0].data
