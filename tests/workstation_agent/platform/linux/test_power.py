import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.machines import put
from tests.workstation_agent.platform.linux.pupils import me, seat
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.power import NOTICE_S, PowerDeed, run_command, session_of
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.x11.sessions import XSession
from workstation_agent.protocol.acts import Act, ActKind, Power


class Diary:
    """What happened, in order."""

    def __init__(self, tmp_path: Path, seat: XSession | None) -> None:
        self.said: list[object] = []
        self._logind, self._seat = tmp_path, seat

    async def _note(self, what: object) -> None:
        self.said.append(what)

    async def _run(self, argv: Sequence[str]) -> None:
        self.said.append(" ".join(argv))

    def do(self, kind: ActKind) -> list[object]:
        pupil = PupilSession(lambda: self._seat)
        deed = PowerDeed(kind, pupil, self._note, self._run, self._note, self._logind)
        asyncio.run(deed.do(Act("o-1", 20.0, Power(kind))))
        return self.said


def session(where: Path, name: str, **values: object) -> None:
    lines = {"UID": me().uid, "CLASS": "user", "STATE": "active", "DISPLAY": ":0"} | values
    put(where / name, "".join(f"{key}={value}\n" for key, value in lines.items()))


@pytest.mark.parametrize(
    ("kind", "word", "command"),
    [
        (ActKind.RESTART, "restart in 10 seconds", "systemctl reboot"),
        (ActKind.SHUT_DOWN, "shut down in 10 seconds", "systemctl poweroff"),
        (ActKind.LOG_OFF, "logged off in 10 seconds", "loginctl terminate-session c2"),
    ],
)
def test_a_pupil_is_told_and_has_ten_seconds(tmp_path: Path, kind: ActKind, word: str, command: str):
    session(tmp_path, "c2")
    told, waited, ran = Diary(tmp_path, seat()).do(kind)
    assert word in str(told)
    assert (waited, ran) == (NOTICE_S, command)


def test_with_nobody_there_it_happens_at_once(tmp_path: Path):
    assert Diary(tmp_path, None).do(ActKind.SHUT_DOWN) == ["systemctl poweroff"]
    with pytest.raises(PlatformError, match="nobody is logged in"):
        Diary(tmp_path, None).do(ActKind.LOG_OFF)


def test_only_the_session_on_this_screen_is_ended(tmp_path: Path):
    session(tmp_path, "1", CLASS="greeter")
    session(tmp_path, "2", DISPLAY=":1")
    session(tmp_path, "3", STATE="closing")
    session(tmp_path, "4", UID=4_000_000)
    session(tmp_path, "5.ref", DISPLAY="")
    assert session_of(seat(), tmp_path) == ""
    assert Diary(tmp_path, seat()).do(ActKind.LOG_OFF)[-1] == f"loginctl terminate-user {me().name}"
    session(tmp_path, "6")
    assert session_of(seat(), tmp_path) == "6"


def test_a_command_that_fails_says_why():
    asyncio.run(run_command(["true"]))
    with pytest.raises(PlatformError, match="sh refused: not today"):
        asyncio.run(run_command(["sh", "-c", "echo first >&2; echo not today >&2; exit 1"]))
    with pytest.raises(PlatformError, match="is missing on this PC"):
        asyncio.run(run_command(["/no/such/command"]))
    with pytest.raises(PlatformError, match="does not answer"):
        asyncio.run(run_command(["sleep", "60"], patience_s=0.05))
