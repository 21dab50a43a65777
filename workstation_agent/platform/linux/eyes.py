"""What the pupil runs, seen often and cheaply: only what is new, or young, is looked at each time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.linux.pupil import PupilSession

YOUNG_S: Final = 3.0  # what has just been forked becomes another program with `exec`
ALL_EVERY_S: Final = 5.0
INTERPRETERS: Final = (
    *("python", "perl", "ruby", "node", "java", "mono", "love", "lua", "bash", "dash", "sh", "zsh", "wine"),
    *("godot", "scummvm", "dosbox", "retroarch", "mgba", "mednafen"),
)


@dataclass(frozen=True, slots=True)
class Program:
    """`file` is what the kernel runs; `script` what that runs in turn, if it is an interpreter."""

    process: psutil.Process | None
    pid: int
    mother: int
    file: str
    argv: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        if not Path(self.file).name.startswith(INTERPRETERS):
            return ""
        words = [word for word in self.argv[1:] if word[:1] != "-"]
        return words[0] if words else ""

    @property
    def names(self) -> frozenset[str]:
        """In small letters: by which names a list may mean it."""
        said = (self.file.removesuffix(" (deleted)"), self.script, self.argv[0] if self.argv else "")
        return frozenset(Path(one).name.casefold() for one in said if one)


class Eyes:
    def __init__(self, pupil: PupilSession, clock: Callable[[], float] = time.monotonic) -> None:
        self._pupil, self._clock = pupil, clock
        self._known: dict[int, Program | None] = {}
        self._first_seen_s: dict[int, float] = {}
        self._all_at_s = -ALL_EVERY_S

    def look(self) -> Mapping[int, Program]:
        """The pupil's programs by process id."""
        now = self._clock()
        if now - self._all_at_s >= ALL_EVERY_S:
            self._all_at_s = now
            self._known.clear()
        pids = set(psutil.pids())
        self._known = {pid: one for pid, one in self._known.items() if pid in pids}
        self._first_seen_s = {pid: at for pid, at in self._first_seen_s.items() if pid in pids}
        for pid in pids:
            young = now - self._first_seen_s.setdefault(pid, now) < YOUNG_S
            if young or pid not in self._known:
                self._known[pid] = self._read(pid)
        return {pid: one for pid, one in self._known.items() if one is not None}

    def _read(self, pid: int) -> Program | None:
        process = self._pupil.own(pid)
        if process is None:
            return None
        try:
            return Program(process, pid, process.ppid(), process.exe(), tuple(process.cmdline()))
        except (psutil.Error, OSError):
            return None
