import pytest

from controller.errors import Refused
from controller.services.lab.programs import MOST, Program
from tests.labs import FakeLab


def refusal(lab: FakeLab, program: str, name: str) -> str:
    with pytest.raises(Refused) as refused:
        lab.lab.programs.add(lab.account("admin"), program, name)
    return refused.value.code


def test_the_list_is_kept_by_name(lab: FakeLab) -> None:
    programs, admin = lab.lab.programs, lab.account("admin")
    programs.add(admin, "libreoffice-writer", "Writer")
    programs.add(admin, "gimp", "  pictures\u202e ")
    assert programs.all() == [Program("gimp", "pictures"), Program("libreoffice-writer", "Writer")]
    programs.add(admin, "gimp", "Paint")
    assert programs.named("gimp").name == "Paint"
    programs.remove(admin, "gimp")
    assert [one.id for one in programs.all()] == ["libreoffice-writer"]
    assert [fact.kind for fact in lab.facts("program.")] == ["program.added"] * 3 + ["program.removed"]


@pytest.mark.parametrize("program", ["", "rm -rf /", "../x", "a" * 65, "/usr/bin/gimp"])
def test_a_program_is_an_entry_and_no_command(lab: FakeLab, program: str) -> None:
    assert refusal(lab, program, "Name") == "program.bad-id"


def test_a_program_needs_a_name_and_the_list_an_end(lab: FakeLab) -> None:
    assert refusal(lab, "gimp", " ") == "program.no-name"
    for number in range(MOST):
        lab.lab.programs.add(lab.account("admin"), f"p{number}", "x")
    assert refusal(lab, "one-more", "x") == "program.too-many"


def test_what_is_not_on_the_list_is_not_started_nor_removed(lab: FakeLab) -> None:
    with pytest.raises(Refused, match="no longer on the school's list"):
        lab.lab.programs.named("xterm")
    with pytest.raises(Refused, match="not on the list"):
        lab.lab.programs.remove(lab.account("admin"), "xterm")
