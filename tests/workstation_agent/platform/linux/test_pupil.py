"""Programs are really started here, as whoever runs the tests and, where we may, as somebody else."""

import asyncio
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.pupils import MARK, MarkedPupil, me, seat
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.pupil import PupilSession, Surroundings
from workstation_agent.platform.x11.sessions import Person

PRINT = "import os, sys; open(sys.argv[1], 'w').write(f'{os.getuid()} {os.environ[\"TOLD\"]}')"


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program on the pupil's display, whose environment others take over."""
    environment = os.environ | {"DISPLAY": ":97.0", MARK: str(tmp_path), "TOLD": "by the desktop"}
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=environment) as one:
        yield one
        one.kill()


def test_a_program_gets_the_environment_of_the_desktop(desktop, tmp_path: Path):
    pupil = MarkedPupil(tmp_path, ":97")
    asyncio.run(pupil.run([sys.executable, "-c", PRINT, str(tmp_path / "said")], patience_s=20))
    assert (tmp_path / "said").read_text().endswith("by the desktop")


def test_it_joins_the_control_group_that_it_is_told_to(tmp_path: Path):
    group = tmp_path / "user.slice" / "session-2.scope"
    group.mkdir(parents=True)
    pupil = PupilSession(seat, cgroups=tmp_path)

    async def start() -> int:
        process = await pupil.start(["true"], Surroundings({"A": "b"}, "/user.slice/session-2.scope"))
        assert await process.wait() == 0
        return process.pid

    assert (asyncio.run(start()), (group / "cgroup.procs").read_text())[1].isdigit()


def test_root_starts_it_as_the_pupil_and_with_the_pupils_groups_only(tmp_path: Path):
    other = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    person = Person(other.pw_name, other.pw_uid, other.pw_gid, "/nonexistent")
    pupil = PupilSession(lambda: seat(person=person))
    said = asyncio.run(pupil.ask(["/usr/bin/id", "-u"]))
    assert int(said) == other.pw_uid
    groups = {int(one) for one in asyncio.run(pupil.ask(["/usr/bin/id", "-G"])).split()}
    assert groups == set(os.getgrouplist(other.pw_name, other.pw_gid)) or os.geteuid() != 0


def test_what_fails_is_said_in_a_sentence_and_what_stays_is_let_run(tmp_path: Path):
    pupil = PupilSession(seat)
    with pytest.raises(PlatformError, match="could not be started"):
        asyncio.run(pupil.run(["/no/such/program"], patience_s=20))
    with pytest.raises(PlatformError, match="does not work"):
        asyncio.run(pupil.ask(["false"]))
    with pytest.raises(PlatformError, match="does not work"):
        asyncio.run(pupil.ask(["sleep", "60"], patience_s=0.1))
    asyncio.run(pupil.run(["sleep", "0.3"], patience_s=0.05))


def test_a_program_that_never_stops_talking_does_not_fill_the_memory():
    """A pupil may have put it in the place of one that the agent asks."""
    pupil = PupilSession(seat)
    with pytest.raises(PlatformError, match="does not work"):
        asyncio.run(pupil.ask(["yes"], patience_s=60))

    async def first_line() -> str:
        return await anext(pupil.lines(["sh", "-c", "yes | tr -d '\\n'"]))

    with pytest.raises(PlatformError, match="does not work"):
        asyncio.run(first_line())


def test_with_nobody_logged_in_there_is_nothing_to_start_for():
    pupil = PupilSession(lambda: None)
    assert pupil.person is None
    assert pupil.processes() == []
    with pytest.raises(PlatformError, match="nobody is logged in"):
        asyncio.run(pupil.start(["true"]))


def test_only_the_pupils_own_processes_are_looked_at(desktop):
    found = {one.pid for one in PupilSession(lambda: seat(person=me())).processes()}
    assert desktop.pid in found
    stranger = Person("stranger", 4_000_000, 4_000_000, "/")
    assert PupilSession(lambda: seat(person=stranger)).processes() == []
