import pytest

from controller.errors import Refused
from controller.services.lab.computers import Computer, LabRoom
from tests.labs import FakeLab, seat


def room(lab: FakeLab, name: str) -> LabRoom:
    return next(one for one in lab.lab.computers.rooms() if one.room.name == name)


def pc(lab: FakeLab, workstation: str) -> Computer:
    pcs = (one for room in lab.lab.computers.rooms() for one in room.computers)
    return next(one for one in pcs if one.id == workstation)


def refused(lab: FakeLab, what: str, *args: object) -> str:
    with pytest.raises(Refused) as error:
        getattr(lab.lab.places, what)(lab.account("admin"), *args)
    assert error.value.sentence.endswith(".")
    return error.value.code


def test_a_new_room_has_as_many_pcs_as_asked_for(lab: FakeLab) -> None:
    lab.lab.places.add_room(lab.account("admin"), "  Art   studio ", 8)
    assert [one.name for one in room(lab, "Art studio").computers] == [f"PC-{n:02}" for n in range(1, 9)]
    assert [fact.kind for fact in lab.facts("room.") + lab.facts("workstations.")] == [
        "room.added",
        "workstations.added",
    ]


def test_more_pcs_come_behind_those_that_are_there_under_names_that_are_free(lab: FakeLab) -> None:
    lab.lab.places.add_pcs(lab.account("admin"), "lab-1", 2)
    assert [one.name for one in room(lab, "Lab 1").computers][-2:] == ["PC-31", "PC-32"]


def test_a_pc_gets_another_name_which_its_room_does_not_have_yet(lab: FakeLab) -> None:
    lab.lab.places.rename(lab.account("admin"), seat(1), "Teacher\u202e's PC")
    assert pc(lab, seat(1)).name == "Teacher's PC"
    lab.lab.places.rename(lab.account("admin"), seat(1), "TEACHER'S PC")
    assert refused(lab, "rename", seat(1), "pc-02") == "place.name-taken"
    assert refused(lab, "rename", seat(1), " \n ") == "place.no-name"
    assert refused(lab, "rename", "nowhere", "PC-99") == "workstation.unknown"


def test_a_place_where_nothing_happened_can_be_taken_away(lab: FakeLab) -> None:
    lab.lab.enrolment.make_code(lab.account("admin"), seat(30))
    lab.lab.places.remove(lab.account("admin"), seat(30))
    assert len(room(lab, "Lab 1").computers) == 29
    assert lab.facts("workstation.removed")


def test_a_place_with_a_key_stays_until_that_is_revoked(lab: FakeLab) -> None:
    lab.enrol(1)
    assert refused(lab, "remove", seat(1)) == "place.enrolled"
    lab.lab.enrolment.revoke(lab.account("admin"), seat(1))
    lab.lab.places.remove(lab.account("admin"), seat(1))
    assert len(room(lab, "Lab 1").computers) == 29


def test_a_place_that_lessons_used_stays_for_their_record(lab: FakeLab) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(2)], "Eyes on me")
    assert refused(lab, "remove", seat(2)) == "place.used"
    assert pc(lab, seat(2)).name == "PC-02"
    assert not lab.facts("workstation.removed")


@pytest.mark.parametrize("pcs", [0, -1, 61])
def test_a_room_of_a_size_that_no_room_has_is_refused_whole(lab: FakeLab, pcs: int) -> None:
    assert refused(lab, "add_room", "Art studio", pcs) == "place.how-many"
    assert refused(lab, "add_pcs", "lab-1", pcs) == "place.how-many"
    assert len(room(lab, "Lab 1").computers) == 30
    assert not lab.facts("room.")


def test_a_room_that_is_there_or_is_not_is_said(lab: FakeLab) -> None:
    assert refused(lab, "add_room", "lab 1", 3) == "place.room-taken"
    assert refused(lab, "add_room", "", 3) == "place.no-name"
    assert refused(lab, "add_pcs", "nowhere", 3) == "place.no-room"
