"""What Windows does once: opening a link, and turning itself off. Not yet exercised in CI on Windows."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.acts import Act, ActKind, OpenUrl

OPENER: Final = r"C:\Windows\System32\rundll32.exe"
COMMANDS: Final[Mapping[ActKind, Sequence[str]]] = {
    ActKind.LOG_OFF: ("logoff", "console"),
    ActKind.RESTART: ("shutdown", "/r", "/t", "10"),
    ActKind.SHUT_DOWN: ("shutdown", "/s", "/t", "10"),
}
"""Windows itself tells the pupil of the ten seconds."""

Run = Callable[[Sequence[str]], Awaitable[None]]


class System(Protocol):
    """What `winapi` does."""

    def console_session(self) -> int: ...

    def start_as_pupil(self, session: int, command: str) -> int: ...


class OpenLink:
    def __init__(self, system: System) -> None:
        self._system = system

    async def do(self, act: Act) -> None:
        """The address has been checked; it is one argument, and no shell sees it."""
        assert isinstance(act.what, OpenUrl)
        command = subprocess.list2cmdline([OPENER, "url.dll,FileProtocolHandler", act.what.url])
        self._system.start_as_pupil(self._system.console_session(), command)


class PowerDeed:
    def __init__(self, kind: ActKind, run: Run | None = None) -> None:
        self._command, self._run = COMMANDS[kind], run or run_command

    async def do(self, act: Act) -> None:
        await self._run(self._command)


async def run_command(argv: Sequence[str]) -> None:
    """Raises PlatformError."""
    try:
        process = await asyncio.create_subprocess_exec(*argv)
    except OSError as error:
        raise PlatformError("power.no-command", f"{argv[0]} is missing on this PC") from error
    if await process.wait():
        raise PlatformError("power.failed", f"{argv[0]} refused")
