import pytest

from controller.errors import Refused
from controller.services.lab.room_codes import FOR_A_ROOM
from controller.storage.tables.workstations import WorkstationRow
from tests.labs import FakeLab, seat

ROOM = "lab-1"


@pytest.fixture
def code(lab: FakeLab) -> str:
    return lab.lab.room_codes.make(lab.account("admin"), ROOM).code


def enrol(lab: FakeLab, code: str, hostname: str) -> str:
    return lab.lab.enrolment.enrol(code, hostname, "here").workstation


def refusal(lab: FakeLab, code: str, hostname: str) -> str:
    with pytest.raises(Refused) as refused:
        lab.lab.enrolment.enrol(code, hostname, hostname)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


def test_one_code_enrols_every_pc_of_the_room_and_no_more(lab: FakeLab, code: str) -> None:
    places = [enrol(lab, code, f"machine-{n}") for n in range(30)]
    assert places == [seat(n) for n in range(1, 31)], "from the board backwards"
    assert refusal(lab, code, "machine-31") == "enrol.code-used"


@pytest.mark.parametrize("hostname", ["PC-07", "LAB1-PC-07", "lab1pc07"])
def test_a_machine_that_bears_a_places_name_gets_that_place(lab: FakeLab, code: str, hostname: str) -> None:
    assert enrol(lab, code, hostname) == seat(7)
    assert enrol(lab, code, "other") == seat(1)


def test_a_machine_gets_back_the_place_that_it_had(lab: FakeLab, code: str) -> None:
    assert enrol(lab, code, "alpha") == seat(1)
    lab.lab.enrolment.revoke(lab.account("admin"), seat(1))
    assert enrol(lab, code, "beta") == seat(2), "a place that somebody had is kept for its machine"
    assert enrol(lab, code, "alpha") == seat(1)


def test_two_machines_with_one_hostname_are_refused_and_the_code_is_not_spent(
    lab: FakeLab, code: str
) -> None:
    enrol(lab, code, "copied")
    assert refusal(lab, code, "copied") == "enrol.name-taken"
    assert lab.lab.room_codes.open()[ROOM].places == 29


def test_a_room_code_ends_by_itself_or_when_withdrawn(lab: FakeLab, code: str) -> None:
    lab.clock.advance(FOR_A_ROOM)
    assert refusal(lab, code, "late") == "enrol.code-expired"
    assert lab.lab.room_codes.open() == {}
    newer = lab.lab.room_codes.make(lab.account("admin"), ROOM).code
    lab.lab.room_codes.withdraw(lab.account("admin"), ROOM)
    assert refusal(lab, newer, "late") == "enrol.code-unknown"
    with pytest.raises(Refused, match="no code that works"):
        lab.lab.room_codes.withdraw(lab.account("admin"), ROOM)


def test_a_newer_room_code_takes_the_place_of_the_one_before_but_not_of_a_pcs_own(
    lab: FakeLab, code: str
) -> None:
    own = lab.lab.enrolment.make_code(lab.account("admin"), seat(5)).code
    newer = lab.lab.room_codes.make(lab.account("admin"), ROOM).code
    assert refusal(lab, code, "first") == "enrol.code-unknown"
    assert enrol(lab, own, "fifth") == seat(5)
    assert enrol(lab, newer, "first") == seat(1)


def test_no_code_for_a_room_that_lacks_nothing_or_is_not_there(lab: FakeLab) -> None:
    with pytest.raises(Refused, match="enrolled already"):
        lab.lab.room_codes.make(lab.account("admin"), "nowhere")


def test_the_journal_has_the_making_but_never_the_code(lab: FakeLab, code: str) -> None:
    (made,) = lab.facts("enrolment.room-code-made")
    assert '"places":30' in made.data.replace(" ", "")
    assert code not in made.data
    with lab.services.database.read() as session:
        assert session.get_one(WorkstationRow, seat(1)).key_hash is None
