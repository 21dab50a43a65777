"""The script is pure data: who is where, what happens when, and what an inspector must then read."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from controller.domain.exams.seating import Seat, too_close
from controller.domain.timetable import LONDON
from simulators.exams.expected import GATE, LOG, REGISTER, Expected, Line
from simulators.exams.mishaps import MISHAPS
from simulators.exams.script import OFFICER, Script, Timed, timed
from simulators.exams.writing import TOO_SOON, Morning, write
from simulators.northgate import northgate

DUE = datetime(2025, 10, 6, 9, 0, tzinfo=LONDON)
PUPILS = northgate(1).pupils


@pytest.fixture(scope="module")
def script() -> Script:
    return write(Morning(), PUPILS)


def done(script: Script) -> list[Timed]:
    opens = DUE - timedelta(seconds=script.gate_s)
    return [one for phase in script.phases for one in timed(phase, opens + timedelta(seconds=phase.due_s))]


def expected(script: Script) -> Counter[Line]:
    by = dict.fromkeys([*script.places, OFFICER], "somebody")
    lines = Counter[Line]()
    for paper in script.papers:
        steps = [
            one
            for one in done(script)
            if one.step.who in script.places and script.paper_of(one.step) == paper
        ]
        lines += Expected(script, paper, by, DUE).lines(steps)
    return lines


def test_240_candidates_sit_apart_in_four_rooms_each_once(script: Script) -> None:
    assert (len(script.sitters), len(script.places), len(script.papers)) == (240, 4, 2)
    for room, place in script.places.items():
        seats = [Seat.parse(one.seat) for one in script.sitters.values() if one.room == room]
        assert len(set(seats)) == len(seats) == 60
        assert too_close(place.room, seats) == []
    years = {one.id: one.year for one in PUPILS}
    assert Counter(years[one.pupil] for one in script.sitters.values()) == {10: 120, 11: 120}


@pytest.mark.parametrize("name", [*MISHAPS, TOO_SOON])
def test_every_mishap_is_played(script: Script, name: str) -> None:
    assert name in script.mishaps
    assert any(one.step.mishap == name for one in done(script))


def test_the_same_seed_writes_the_same_script_and_another_a_different_one(script: Script) -> None:
    assert write(Morning(), PUPILS) == script
    assert write(Morning(seed=2), PUPILS) != script


def test_a_line_has_a_name_of_its_own(script: Script) -> None:
    keys = [one.key for one in done(script) if one.step.command.startswith("exam.")]
    assert len(set(keys)) == len(keys)


def test_what_an_inspector_must_read_follows_from_the_script(script: Script) -> None:
    lines = expected(script)
    of = Counter(line[0] for line in lines.elements())
    absent = len(script.sitters) - 1  # nobody says anything of one who never comes
    assert of[GATE] == absent + len(script.places)
    assert of[REGISTER] >= absent
    kinds = Counter(line[3] for line in lines.elements() if line[0] == LOG)
    assert kinds == {
        "Candidate arrived late": 1,
        "Candidate arrived very late": 1,
        "Disturbance": 1,
        "Device found": 2,
        "Equipment failed": 2,
        "Evacuation": 8,
        "Illness": 1,
        "Supervised leave": 4,
    }


def test_the_last_line_of_one_candidate_counts_for_where_they_sat_at_the_end(script: Script) -> None:
    moved = [one.step.facts for one in done(script) if one.step.command == "exam.move"]
    plan = {line[3]: line[2] for line in expected(script) if line[0] == "Seating plan"}
    assert [plan[str(facts["candidate"])] for facts in moved] == [facts["seat"] for facts in moved]
