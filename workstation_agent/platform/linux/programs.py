"""The acts `open-url` and `start-program`: done as the pupil, in the pupil's own session."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.entries import Entry, installed
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.protocol.acts import Act, OpenUrl, StartProgram

OPENERS: Final = (
    ("xdg-open",),
    ("gio", "open"),
    ("x-www-browser",),
    ("chromium",),
    ("firefox",),
    ("google-chrome",),
)
TERMINALS: Final = (("x-terminal-emulator", "-e"), ("gnome-terminal", "--"), ("xterm", "-e"))

Which = Callable[[str], str | None]


class OpenLink:
    """By whatever the pupil's desktop opens links with."""

    def __init__(self, pupil: PupilSession, which: Which = shutil.which) -> None:
        self._pupil, self._which = pupil, which

    async def do(self, act: Act) -> None:
        assert isinstance(act.what, OpenUrl)
        opener = _first(OPENERS, self._which)
        if opener is None:
            raise PlatformError("link.no-browser", "this PC has no browser to open the link with")
        await self._pupil.run([*opener, act.what.url])


class StartApplication:
    """Only what is installed for everybody, by its id (`org.gnome.Calculator`) or its program's name."""

    def __init__(self, pupil: PupilSession, root: Path = Path("/"), which: Which = shutil.which) -> None:
        self._pupil, self._root, self._which = pupil, root, which

    async def do(self, act: Act) -> None:
        assert isinstance(act.what, StartProgram)
        entry = self._find(act.what.program)
        argv = entry.argv
        if entry.terminal:
            terminal = _first(TERMINALS, self._which)
            if terminal is None:
                raise PlatformError(
                    "program.no-terminal", f"{entry.name} needs a terminal, and this PC has none"
                )
            argv = (*terminal, *argv)
        await self._pupil.run(argv)

    def _find(self, wanted: str) -> Entry:
        entries = installed(self._root)
        name = wanted.casefold()
        by_id = {entry.id.casefold(): entry for entry in entries.values()}
        by_program = {entry.program.casefold(): entry for entry in reversed(list(entries.values()))}
        found = entries.get(wanted) or by_id.get(name) or by_program.get(name)
        if found is None:
            raise PlatformError("program.not-installed", f"{wanted} is not installed on this PC")
        return found


def _first(choices: tuple[tuple[str, ...], ...], which: Which) -> tuple[str, ...] | None:
    return next((choice for choice in choices if which(choice[0])), None)
