"""The acts `log-off`, `restart` and `shut-down`. A pupil who is there has ten seconds to save."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.x11.sessions import LOGIND, XSession
from workstation_agent.protocol.acts import Act, ActKind

NOTICE_S: Final = 10.0
WORDS: Final = {
    ActKind.LOG_OFF: "You will be logged off in 10 seconds. Save your work now.",
    ActKind.RESTART: "This PC will restart in 10 seconds. Save your work now.",
    ActKind.SHUT_DOWN: "This PC will shut down in 10 seconds. Save your work now.",
}

Run = Callable[[Sequence[str]], Awaitable[None]]
Tell = Callable[[str], Awaitable[None]]
"""Shows the pupil one sentence; a pupil who cannot be told does not hold up what was ordered."""
Wait = Callable[[float], Awaitable[None]]


class PowerDeed:
    def __init__(
        self,
        kind: ActKind,
        pupil: PupilSession,
        tell: Tell,
        run: Run | None = None,
        wait: Wait = asyncio.sleep,
        logind: Path = LOGIND,
    ) -> None:
        self._kind, self._pupil, self._tell = kind, pupil, tell
        self._run, self._wait, self._logind = run or run_command, wait, logind

    async def do(self, act: Act) -> None:
        """Done once the system has taken the order; what it does then is its own."""
        if self._pupil.person is not None:
            await self._tell(WORDS[self._kind])
            await self._wait(NOTICE_S)
        await self._run(self._command())

    def _command(self) -> Sequence[str]:
        if self._kind is ActKind.RESTART:
            return ("systemctl", "reboot")
        if self._kind is ActKind.SHUT_DOWN:
            return ("systemctl", "poweroff")
        seat = self._pupil.seat
        if seat is None or seat.person is None:
            raise PlatformError("power.nobody", "nobody is logged in on this PC")
        session = session_of(seat, self._logind)
        return (
            ("loginctl", "terminate-session", session)
            if session
            else (
                "loginctl",
                "terminate-user",
                seat.person.name,
            )
        )


def session_of(seat: XSession, logind: Path = LOGIND) -> str:
    """The login manager's name for the session at this display; empty if it has none."""
    for path in sorted(logind.glob("[!.]*")):
        try:
            lines = path.read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        session = dict(line.split("=", 1) for line in lines if "=" in line)
        theirs = seat.person is not None and session.get("UID") == str(seat.person.uid)
        here = session.get("DISPLAY") == seat.display or session.get("VTNR", "-") == seat.server.terminal
        if theirs and here and session.get("CLASS") == "user" and session.get("STATE") != "closing":
            return path.name
    return ""


async def run_command(argv: Sequence[str], patience_s: float = 15.0) -> None:
    """Runs a short system command. Raises PlatformError with what it said."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise PlatformError("power.no-command", f"{argv[0]} is missing on this PC") from error
    try:
        async with asyncio.timeout(patience_s):
            _, said = await process.communicate()
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise PlatformError("power.failed", f"{argv[0]} does not answer on this PC") from error
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2] or "no reason was given"
        raise PlatformError("power.failed", f"{argv[0]} refused: {last}"[:200])
