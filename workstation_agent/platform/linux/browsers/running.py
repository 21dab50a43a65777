"""Browsers that the pupil has open. A list does not touch pages that are open already, so they start again.

A browser is asked to end, as at the end of a session, and started as it was with its pages restored: the list
decides on each like on any other. What was typed and not sent may be lost.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.linux.ending import end
from workstation_agent.platform.linux.pupil import PupilSession, Surroundings

CHROMIUMS: Final = frozenset(
    {
        "chromium",
        "chromium-browser",
        "chrome",
        "google-chrome",
        "msedge",
        "microsoft-edge",
        "brave",
        "brave-browser",
    }
)
FIREFOXES: Final = frozenset({"firefox", "firefox-bin", "firefox-esr"})
ENDS_WITHIN_S: Final = 4.0
RESTORE: Final = "--restore-last-session"
_ADDRESS: Final = re.compile(r" (?:https?|file|chrome|about):\S*")


@dataclass(frozen=True, slots=True)
class Running:
    process: psutil.Process
    argv: tuple[str, ...]
    surroundings: Surroundings

    @property
    def name(self) -> str:
        return Path(self.argv[0]).name

    def age_s(self) -> float:
        try:
            return time.time() - float(self.process.create_time())
        except psutil.Error:
            return 0.0

    def watches(self, folders: Iterable[Path]) -> bool:
        """Whether it would notice a change of any of these; browsers see to that some time after a start."""
        marks = [f"ino:{folder.stat().st_ino:x} " for folder in folders if folder.is_dir()]
        try:
            infos = [path.read_text() for path in Path(f"/proc/{self.process.pid}/fdinfo").iterdir()]
        except OSError:
            return False
        return any(mark in info for mark in marks for info in infos)

    @property
    def again(self) -> tuple[str, ...]:
        """The command with its options, without the pages that it was opened with."""
        program, *words = self.argv
        if self.name in FIREFOXES:
            return (program, *_without_addresses(words))
        kept = [word for word in words if word.startswith("--") and word != RESTORE]
        return (program, *kept, RESTORE)


def find_browsers(pupil: PupilSession) -> list[Running]:
    """The main process of each on the pupil's display; a browser's helpers end with it."""
    found = []
    for process in pupil.on_display():
        try:
            argv, program = (
                read_words(Path(f"/proc/{process.pid}/cmdline").read_bytes()),
                Path(process.exe()).name,
            )
            mother = process.parent()
            helped = mother is not None and Path(mother.exe()).name == program
        except (psutil.Error, OSError):
            continue
        own = not any(word.startswith(("--type=", "-contentproc")) for word in argv) and not helped
        if program in CHROMIUMS | FIREFOXES and own and argv:
            found.append(Running(process, (process.exe(), *argv[1:]), Surroundings.of(process)))
    return found


def read_words(command: bytes) -> tuple[str, ...]:
    """A command line as it was given. Chromium may have put its words together, with spaces between them."""
    text = command.rstrip(b"\0").decode("utf-8", "surrogateescape")
    if "\0" in text:
        return tuple(text.split("\0"))
    return tuple(_ADDRESS.sub("", word) for word in re.split(" (?=--)", text))


async def restart(pupil: PupilSession, browsers: Iterable[Running]) -> None:
    """Ends all at once, by force if they take too long, and starts each again. Raises PlatformError."""
    chosen = list(browsers)
    await end([one.process for one in chosen], ENDS_WITHIN_S)
    for one in chosen:
        await pupil.start(one.again, one.surroundings)


def _without_addresses(words: Sequence[str]) -> list[str]:
    """Firefox's options keep their values: `-P name`, `--profile path`."""
    kept, value = [], False
    for word in words:
        if word.startswith("-"):
            kept.append(word)
            value = word.lstrip("-") in ("P", "profile", "class", "name")
        elif value:
            kept.append(word)
            value = False
    return kept
