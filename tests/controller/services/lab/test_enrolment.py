import hashlib
from datetime import timedelta

import pytest

from controller.errors import Refused
from controller.services.lab.enrolment import FOR_A_SHEET, FOR_ONE_PC
from controller.storage.tables.workstations import EnrolmentCodeRow, WorkstationRow
from tests.labs import FakeLab, seat
from workstation_agent.protocol.enrolment import Enrolled, Hello


@pytest.fixture
def code(lab: FakeLab) -> str:
    return lab.lab.enrolment.make_code(lab.account("admin"), seat(1)).code


def refusal(lab: FakeLab, code: str, hostname: str = "LAB1-01", source: str = "here") -> str:
    with pytest.raises(Refused) as refused:
        lab.lab.enrolment.enrol(code, hostname, source)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


def turned_away(lab: FakeLab, workstation: str, key: str) -> str:
    with pytest.raises(Refused) as refused:
        lab.lab.enrolment.authenticate(Hello(workstation, key, "1.0"), "here")
    return refused.value.code


def test_a_code_gives_a_key_and_only_its_hash_is_kept(lab: FakeLab, code: str) -> None:
    enrolled = lab.lab.enrolment.enrol(code, "LAB1-01", "here")
    assert (enrolled.workstation, enrolled.name) == (seat(1), "PC-01")
    with lab.services.database.read() as session:
        row = session.get_one(WorkstationRow, seat(1))
        kept = session.query(EnrolmentCodeRow).one().code_hash
    assert row.key_hash == hashlib.sha256(enrolled.key.encode()).digest()
    assert kept == hashlib.sha256(code.replace("-", "").encode()).digest()
    everything = "".join(fact.data for fact in lab.facts(""))
    assert enrolled.key not in everything
    assert code not in everything


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "]
)
def test_a_code_may_be_typed_as_people_type(lab: FakeLab, code: str, spelling: object) -> None:
    assert callable(spelling)
    assert lab.lab.enrolment.enrol(spelling(code), "LAB1-01", "here").workstation == seat(1)


def test_a_code_works_once_and_for_ten_minutes(lab: FakeLab, code: str) -> None:
    assert refusal(lab, "AAAA-AAAA") == "enrol.code-unknown"
    lab.lab.enrolment.enrol(code, "LAB1-01", "here")
    assert refusal(lab, code) == "enrol.code-used"
    late = lab.lab.enrolment.make_code(lab.account("admin"), seat(2)).code
    lab.clock.advance(FOR_ONE_PC)
    assert refusal(lab, late) == "enrol.code-expired"


def test_a_newer_code_takes_the_place_of_the_one_before(lab: FakeLab, code: str) -> None:
    lab.lab.enrolment.make_code(lab.account("admin"), seat(1))
    assert refusal(lab, code) == "enrol.code-unknown"


def test_two_pcs_may_not_have_one_name(lab: FakeLab, code: str) -> None:
    lab.lab.enrolment.enrol(code, "LAB1-01", "here")
    other = lab.lab.enrolment.make_code(lab.account("admin"), seat(2)).code
    assert refusal(lab, other, "LAB1-01") == "enrol.name-taken"
    assert lab.lab.enrolment.enrol(other, "LAB1-02", "here").workstation == seat(2), "the code was not lost"


def test_guessing_is_slowed_for_whoever_guesses(lab: FakeLab, code: str) -> None:
    for _ in range(5):
        assert refusal(lab, "BBBB-BBBB", source="10.0.0.66") == "enrol.code-unknown"
    assert refusal(lab, code, source="10.0.0.66") == "enrol.too-many-tries"
    assert lab.lab.enrolment.enrol(code, "LAB1-01", "10.0.0.7").workstation == seat(1)


def test_a_sheet_has_a_code_for_each_pc_without_a_key(lab: FakeLab) -> None:
    lab.enrol(3)
    sheet = lab.lab.enrolment.make_sheet(lab.account("admin"), "lab-1")
    assert len(sheet) == 29
    assert seat(3) not in {one.workstation for one in sheet}
    assert {one.expires_at for one in sheet} == {lab.clock.now() + FOR_A_SHEET}
    assert repr(sheet[0]).count(sheet[0].code) == 0


def test_a_sheet_for_a_room_that_needs_none_is_refused(lab: FakeLab) -> None:
    with pytest.raises(Refused) as refused:
        lab.lab.enrolment.make_sheet(lab.account("admin"), "room-9b")
    assert refused.value.code == "enrol.none-left"
    with pytest.raises(Refused, match="no such PC"):
        lab.lab.enrolment.make_code(lab.account("admin"), "lab-9-pc-01")


def test_a_key_opens_the_door_for_its_own_pc_only(lab: FakeLab) -> None:
    first, second = lab.enrol(1), lab.enrol(2)
    known = lab.lab.enrolment.authenticate(Hello(first.workstation, first.key, "1.0"), "here")
    assert (known.id, known.room, known.name) == (seat(1), "lab-1", "PC-01")
    assert turned_away(lab, second.workstation, first.key) == "workstation.wrong-name"
    assert turned_away(lab, seat(9), first.key) == "workstation.wrong-name"
    assert turned_away(lab, seat(1), "no-key-of-ours") == "workstation.unknown-key"
    assert turned_away(lab, "nobody", "no-key-of-ours") == "workstation.unknown-key"
    refused = [fact.subject for fact in lab.facts("workstation.refused")]
    assert refused[0] == f"workstation:{second.workstation}"
    assert lab.facts("workstation.refused")[0].actor == f"workstation:{first.workstation}"


def test_a_pc_that_is_turned_away_again_and_again_does_not_fill_the_journal(lab: FakeLab) -> None:
    for _ in range(8):
        turned_away(lab, seat(1), "wrong")
    assert len(lab.facts("workstation.refused")) == 5
    enrolled: Enrolled = lab.enrol(2)
    assert lab.lab.enrolment.authenticate(Hello(seat(2), enrolled.key, "1"), "here"), "others are not held up"


def test_made_up_names_do_not_fill_the_journal_either(lab: FakeLab) -> None:
    codes = [turned_away(lab, f"made-up-{number}", "wrong") for number in range(8)]
    assert codes[-1] == "enrol.too-many-tries"
    assert len(lab.facts("workstation.refused")) == 5


def test_guesses_with_a_pcs_name_do_not_hold_up_that_pc(lab: FakeLab) -> None:
    enrolled = lab.enrol(1)
    for _ in range(8):
        turned_away(lab, seat(1), "wrong")
    assert lab.lab.enrolment.authenticate(Hello(seat(1), enrolled.key, "1"), "here").id == seat(1)


def test_a_revoked_key_is_dead_and_a_new_code_brings_the_pc_back(lab: FakeLab) -> None:
    key = lab.enrol(1).key
    lab.lab.enrolment.revoke(lab.account("admin"), seat(1))
    assert turned_away(lab, seat(1), key) == "workstation.key-revoked"
    with pytest.raises(Refused, match="not enrolled"):
        lab.lab.enrolment.revoke(lab.account("admin"), seat(1))
    lab.clock.advance(timedelta(minutes=2))
    again = lab.enrol(1)
    assert lab.lab.enrolment.authenticate(Hello(seat(1), again.key, "1.0"), "here").id == seat(1)
    assert lab.facts("workstation.revoked")[0].actor == "account:admin"
