from pathlib import Path

import pytest

from workstation_agent.platform.linux import judge
from workstation_agent.platform.linux.entries import Entry
from workstation_agent.platform.linux.eyes import Program
from workstation_agent.platform.linux.judge import Judge
from workstation_agent.protocol.restrictions import Apps, ListMode

ENTRIES = [
    Entry("org.thonny.Thonny", "Thonny", ("/usr/bin/thonny",)),
    Entry("supertux2", "SuperTux 2", ("/usr/games/supertux2",)),
    Entry("org.gnome.Calculator", "Calculator", ("gnome-calculator",)),
]
DESKTOP = [
    Program(None, 10, 1, "/usr/bin/dash", ("sh", "/etc/X11/Xsession")),
    Program(None, 11, 10, "/usr/bin/openbox"),
    Program(None, 12, 10, "/usr/bin/my-panel"),
    Program(None, 13, 11, "/usr/libexec/gvfsd"),
]


def closed(mode: ListMode, names: tuple[str, ...], *programs: Program, copies: frozenset[int] = frozenset()):
    judge = Judge(
        Apps(mode, names), ENTRIES, frozenset({"my-panel"}), "/home/amira", lambda one: one.pid in copies
    )
    return {one.pid for one in judge.refused({one.pid: one for one in (*DESKTOP, *programs)})}


def only(*programs: Program, names: tuple[str, ...] = ("thonny",)):
    return closed(ListMode.ONLY, names, *programs)


def no(*programs: Program, names: tuple[str, ...] = ("supertux2",), copies: frozenset[int] = frozenset()):
    return closed(ListMode.NOT, names, *programs, copies=copies)


GAME = Program(None, 20, 11, "/usr/games/supertux2")
THONNY = Program(None, 21, 11, "/usr/bin/python3.11", ("/usr/bin/python3", "/usr/bin/thonny"))


def test_the_desktop_itself_is_never_closed():
    assert only(names=()) == set()
    assert no(names=("openbox", "sh", "my-panel")) == set()


@pytest.mark.parametrize("name", ["supertux2", "SuperTux2", "SuperTux 2"])
def test_an_application_is_named_by_its_program_its_id_or_its_title(name: str):
    assert no(GAME, THONNY, names=(name,)) == {20}


def test_the_last_part_of_an_id_is_a_name_too():
    assert no(Program(None, 22, 11, "/usr/bin/gnome-calculator"), names=("calculator",)) == {22}


def test_a_program_in_an_interpreter_goes_by_the_name_of_its_script():
    assert no(THONNY, names=("thonny",)) == {21}
    assert only(THONNY, GAME) == {20}


def test_with_only_these_what_an_allowed_one_starts_is_a_part_of_its_work():
    work = Program(None, 23, 21, "/usr/bin/python3.11", ("python3", "/home/amira/homework.py"))
    alone = Program(None, 24, 11, "/usr/bin/python3.11", ("python3", "/home/amira/homework.py"))
    assert only(THONNY, work, alone) == {24}


def test_with_only_these_helpers_without_an_entry_stay():
    assert only(Program(None, 25, 11, "/usr/libexec/some-applet")) == set()


@pytest.mark.parametrize("folder", ["usr/libexec", "usr/lib/x86_64-linux-gnu", "usr/lib"])
def test_a_folder_that_the_desktop_shares_is_no_applications_own(
    folder: str, monkeypatch: pytest.MonkeyPatch
):
    """Debian's portal has an entry, and lies beside the programs that type, mount and remember settings."""
    monkeypatch.setattr(judge, "find_program", Path)
    portal = Entry("xdg-desktop-portal-gtk", "Portal", (f"/{folder}/xdg-desktop-portal-gtk",))
    typing = Program(None, 26, 11, f"/{folder}/ibus-engine-simple")
    for mode, names in ((ListMode.ONLY, ("thonny",)), (ListMode.NOT, ("portal",))):
        judged = Judge(Apps(mode, names), [*ENTRIES, portal], frozenset(), "/home/amira")
        assert judged.refused({26: typing}) == []


def test_the_folder_of_an_application_is_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(judge, "find_program", Path)
    office = Entry("writer", "Writer", ("/usr/lib/libreoffice/program/soffice",))
    program = Program(None, 27, 11, "/usr/lib/libreoffice/program/soffice.bin")
    judged = Judge(Apps(ListMode.NOT, ("writer",)), [office], frozenset(), "/home/amira")
    assert judged.refused({27: program}) == [program]


@pytest.mark.parametrize("folder", ["/home/amira", "/tmp", "/media/amira/STICK", "/dev/shm/x"])
def test_with_only_these_what_a_pupil_brought_is_closed_whatever_it_is_called(folder: str):
    assert only(Program(None, 26, 11, f"{folder}/thonny", ("thonny",))) == {26}


def test_a_game_that_claims_to_be_the_desktop_is_not():
    claims = Program(None, 27, 11, "/home/amira/gnome-shell", ("gnome-shell",))
    child = Program(None, 28, 27, "/usr/bin/openbox")
    assert only(claims, child) == {27}


def test_with_not_these_a_renamed_copy_is_known_by_what_is_in_it():
    copy = Program(None, 29, 11, "/home/amira/essay", ("essay",))
    assert no(copy) == set()
    assert no(copy, copies=frozenset({29})) == {29}


def test_the_pupil_is_told_the_title_that_the_menu_shows():
    judge = Judge(Apps(ListMode.NOT, ()), ENTRIES, frozenset(), "")
    assert judge.label(GAME) == "SuperTux 2"
    assert judge.label(THONNY) == "Thonny"
    assert judge.label(Program(None, 30, 1, "/home/amira/essay")) == "essay"
