"""Who is told to sit at a PC at which more than one person is logged in."""

import getpass
import os
from pathlib import Path
from types import SimpleNamespace

from tests.workstation_agent.platform.linux.pupils import seat
from tests.workstation_agent.platform.x11.test_sessions import written
from workstation_agent.platform.x11.sessions import Person
from workstation_agent.service.session import SeatedPupil

EXAM = Person("exam07", 4711, 4711, "/home/exam07")
ME = {"CLASS": "user", "UID": os.geteuid()}


def user(logind: Path, *sessions: object) -> str | None:
    return SeatedPupil(SimpleNamespace(sessions=list(sessions)), logind).user()  # type: ignore[arg-type]  # enough


def test_a_second_login_is_told_while_it_is_in_front_on_a_console_too(tmp_path: Path) -> None:
    exam = seat(person=EXAM)
    assert user(tmp_path, exam) == "exam07"
    written(tmp_path, "2", **ME, STATE="online", SEAT="seat0", TYPE="tty")
    assert user(tmp_path, exam) == "exam07", "it is behind"
    written(tmp_path, "2", **ME, STATE="active", SEAT="seat0", TYPE="tty")
    assert user(tmp_path, exam) == getpass.getuser()


def test_who_is_in_by_the_network_or_at_a_login_screen_sits_nowhere(tmp_path: Path) -> None:
    written(tmp_path, "3", **ME, STATE="active", REMOTE="1")
    written(tmp_path, "c1", CLASS="greeter", UID=117, STATE="active", SEAT="seat0")
    assert user(tmp_path, seat(person=EXAM)) == "exam07"


def test_without_a_display_of_ours_nobody_is_named(tmp_path: Path) -> None:
    written(tmp_path, "2", **ME, STATE="active", SEAT="seat0", TYPE="wayland")
    assert user(tmp_path) is None
