from dataclasses import replace

import pytest

from controller.domain.events import SeatingChanged
from controller.domain.school import Workstation
from controller.errors import Refused
from controller.services.lab.seating import Spot
from simulators.northgate import northgate
from tests.labs import FakeLab, seat


def spots(lab: FakeLab) -> dict[str, Spot]:
    return {s.place.workstation: Spot(s.place.row, s.place.column) for s in lab.lab.seats.of(lab.lesson)}


def refused(lab: FakeLab, plan: dict[str, str]) -> str:
    with pytest.raises(Refused) as error:
        lab.lab.seating.seat(lab.teacher, lab.lesson, plan)
    return error.value.code


def test_the_plan_names_the_class_and_where_each_sits(lab: FakeLab) -> None:
    plan = lab.lab.seating.plan(lab.lesson)
    assert len(plan.members) == 28
    assert set(plan.seated.values()) <= {one.id for one in plan.members}
    assert all(place.startswith("lab-1-") for place in plan.seated)


def test_pcs_are_put_elsewhere_for_everybody_and_it_is_journaled(lab: FakeLab) -> None:
    heard: list[SeatingChanged] = []
    lab.services.bus.subscribe(SeatingChanged, heard.append)
    moved = spots(lab) | {seat(1): Spot(9, 12)}
    lab.lab.seating.arrange(lab.teacher, lab.lesson, moved)
    assert spots(lab) == moved
    assert heard == [SeatingChanged("lab-1")]
    (fact,) = lab.facts("room.arranged")
    assert (fact.actor, fact.subject) == ("account:m.okafor", "room:lab-1")


def test_two_pcs_in_one_place_and_pcs_of_another_room_are_refused(lab: FakeLab) -> None:
    before = spots(lab)
    for wrong in (
        before | {seat(1): before[seat(2)]},
        before | {"lab-2-pc-01": Spot(20, 1)},
        {seat(1): Spot(1, 1)},
    ):
        with pytest.raises(Refused):
            lab.lab.seating.arrange(lab.teacher, lab.lesson, wrong)
    assert spots(lab) == before


def test_a_class_is_seated_anew_in_this_room_only(lab: FakeLab) -> None:
    ella, ben = (one.id for one in lab.lab.seating.plan(lab.lesson).members[:2])
    lab.lab.seating.seat(lab.teacher, lab.lesson, {seat(1): ella, seat(30): ben})
    assert lab.lab.seating.plan(lab.lesson).seated == {seat(1): ella, seat(30): ben}
    other = replace(lab.lesson, room="lab-2")
    assert len(lab.lab.seating.plan(other).seated) > 2
    assert lab.facts("class.seated")


def test_a_pupil_sits_once_and_is_of_the_class(lab: FakeLab) -> None:
    ella = lab.lab.seating.plan(lab.lesson).members[0].id
    assert refused(lab, {seat(1): ella, seat(2): ella}) == "seating.twice"
    assert refused(lab, {seat(1): "p9999"}) == "seating.changed"
    assert refused(lab, {"lab-2-pc-01": ella}) == "seating.changed"
    assert lab.facts("class.seated") == []


def test_the_schools_file_leaves_alone_what_was_arranged_by_hand(lab: FakeLab) -> None:
    ella, ben = lab.lab.seating.plan(lab.lesson).members[:2]
    moved = spots(lab) | {seat(1): Spot(9, 12)}
    lab.lab.seating.arrange(lab.teacher, lab.lesson, moved)
    lab.lab.seating.seat(lab.teacher, lab.lesson, {seat(1): ella.id, seat(2): ben.id})
    school = northgate()
    new = Workstation("lab-1-pc-99", "lab-1", "PC-99", 1, 1)
    without = tuple(
        replace(one, pupils=tuple(p for p in one.pupils if p != ben.id)) for one in school.classes
    )
    seating = tuple(one for one in school.seating if one.pupil != ben.id)
    lab.services.roster.take(
        replace(school, workstations=(*school.workstations, new), classes=without, seating=seating)
    )
    assert spots(lab) == moved | {"lab-1-pc-99": Spot(10, 1)}
    assert lab.lab.seating.plan(lab.lesson).seated == {seat(1): ella.id}
    other = replace(lab.lesson, room="lab-2")
    assert len(lab.lab.seating.plan(other).seated) > 2
