"""Runs programs as the pupil, as if their own desktop had started them.

A program gets the environment of the eldest program on the pupil's display, and joins its control group: it
ends when the pupil logs off, and not when the agent's service is restarted.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.x11.sessions import Person, XSession

CGROUPS: Final = Path("/sys/fs/cgroup")
HIDDEN: Final = "?"  # no display's name
NOBODY: Final = "nobody is logged in on this PC"
PATIENCE_S: Final = 5.0
MOST_SAID: Final = 1 << 20
# Waits for a line, by when it has been put into the control group; then becomes the program.
_WAIT: Final = ("/bin/sh", "-c", 'read -r go && exec "$@"', "sh")

Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of a program: its environment, and its control group."""

    environment: Environment
    group: str = ""

    @classmethod
    def of(cls, process: psutil.Process | None) -> "Surroundings":
        """Empty for a process that has gone, or that we may not look into."""
        if process is None:
            return cls({})
        try:
            lines = Path(f"/proc/{process.pid}/cgroup").read_text("ascii").splitlines()
        except OSError:
            lines = []
        return cls(_environment(process), next((one[3:] for one in lines if one.startswith("0::")), ""))


class PupilSession:
    """`seat` says who sits at this PC, and at which display."""

    def __init__(self, seat: Callable[[], XSession | None], cgroups: Path = CGROUPS) -> None:
        self._seat, self._cgroups = seat, cgroups

    @property
    def seat(self) -> XSession | None:
        return self._seat()

    @property
    def person(self) -> Person | None:
        seat = self._seat()
        return seat.person if seat else None

    async def start(
        self, argv: Sequence[str], beside: Surroundings | None = None
    ) -> asyncio.subprocess.Process:
        """Starts a program in given surroundings, or in the desktop's own. Raises PlatformError."""
        person = self.person
        if person is None:
            raise PlatformError("pupil.nobody", NOBODY)
        beside = self._filled(beside or Surroundings({}))
        try:
            process = await asyncio.create_subprocess_exec(
                *_WAIT,
                *argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment(person, beside),
                cwd=person.home if os.path.isdir(person.home) else "/",
                start_new_session=True,
                **_identity(person),  # type: ignore[arg-type]  # mypy mixes up the keywords
            )
        except OSError as error:
            raise PlatformError("pupil.cannot-start", f"{argv[0]} could not be started on this PC") from error
        self._join(process.pid, beside.group)
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
        return process

    async def run(self, argv: Sequence[str], patience_s: float = PATIENCE_S) -> None:
        """Starts a program that may stay; raises PlatformError if it fails within `patience_s`."""
        process = await self.start(argv)
        try:
            async with asyncio.timeout(patience_s):
                status = await process.wait()
        except TimeoutError:
            return
        if status:
            raise PlatformError("pupil.failed", f"{Path(argv[0]).name} could not be started on this PC")

    async def ask(self, argv: Sequence[str], patience_s: float = PATIENCE_S) -> str:
        """What a short program of the pupil's says. The pupil may have put one of theirs in its place.

        Raises PlatformError if it fails, takes too long, or says too much.
        """
        try:
            async with asyncio.timeout(patience_s), self._listening(argv) as (process, told):
                said = await _all_of(told)
                await process.wait()
        except (TimeoutError, ValueError) as error:
            raise _useless(argv) from error
        if process.returncode:
            raise _useless(argv)
        return said.decode("utf-8", "replace")

    async def lines(self, argv: Sequence[str]) -> AsyncGenerator[str, None]:
        """What a program of the pupil's says as long as it runs; it is ended with the iterator."""
        async with self._listening(argv) as (_, told):
            try:
                async for line in told:
                    yield line.decode("utf-8", "replace")
            except ValueError as error:  # a line without an end
                raise _useless(argv) from error

    @asynccontextmanager
    async def _listening(
        self, argv: Sequence[str]
    ) -> AsyncGenerator[tuple[asyncio.subprocess.Process, asyncio.StreamReader], None]:
        """The pipe is our own, so that it can be left whatever the program, or its children, still say."""
        person = self.person
        if person is None:
            raise PlatformError("pupil.nobody", NOBODY)
        ours, theirs = os.pipe()
        told, loop = asyncio.StreamReader(), asyncio.get_running_loop()
        pipe, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(told), os.fdopen(ours, "rb", buffering=0)
        )
        try:
            process = await self._open(argv, person, theirs)
            try:
                yield process, told
            finally:
                await _gone(process)
        finally:
            pipe.close()

    async def _open(self, argv: Sequence[str], person: Person, stdout: int) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=stdout,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment(person, self._filled(Surroundings({}))),
                **_identity(person),  # type: ignore[arg-type]  # mypy mixes up the keywords
            )
        except OSError as error:
            raise _useless(argv) from error
        finally:
            os.close(stdout)

    def processes(self) -> list[psutil.Process]:
        """All that runs as the pupil."""
        return [one for one in map(self.own, psutil.pids()) if one is not None]

    def own(self, pid: int) -> psutil.Process | None:
        """The process, if it is the pupil's."""
        person = self.person
        try:
            process = psutil.Process(pid)
            return process if person is not None and process.uids().real == person.uid else None
        except psutil.Error:
            return None

    def on_display(self) -> list[psutil.Process]:
        """What the pupil may see: of `processes`, those on their display, or that hide what they are on."""
        seat = self._seat()
        display = seat.display if seat else None
        return [one for one in self.processes() if _display(one) in (display, HIDDEN)]

    def _filled(self, known: Surroundings) -> Surroundings:
        """With the desktop's own for what is not known: Chromium, for one, overwrites its environment."""
        if known.environment and known.group:
            return known
        telling = [one for one in self.on_display() if _environment(one)]
        eldest = Surroundings.of(min(telling, key=lambda one: int(one.pid), default=None))
        return Surroundings(known.environment or eldest.environment, known.group or eldest.group)

    def _environment(self, person: Person, beside: Surroundings) -> Environment:
        """What the surroundings lack is filled in."""
        seat = self._seat()
        return {
            "HOME": person.home,
            "USER": person.name,
            "LOGNAME": person.name,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "DISPLAY": seat.display if seat else "",
            "XDG_RUNTIME_DIR": f"/run/user/{person.uid}",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path=/run/user/{person.uid}/bus",
            **beside.environment,
        }

    def _join(self, pid: int, group: str) -> None:
        if not group:
            return
        try:
            (self._cgroups / group.lstrip("/") / "cgroup.procs").write_text(str(pid), "ascii")
        except OSError:
            return  # a system without them, or without the right to them: the program runs all the same


def _useless(argv: Sequence[str]) -> PlatformError:
    return PlatformError("pupil.failed", f"{argv[0]} does not work on this PC")


async def _all_of(told: asyncio.StreamReader) -> bytes:
    """Raises ValueError for more than the agent takes into its memory."""
    said = b""
    while more := await told.read(MOST_SAID):
        said += more
        if len(said) > MOST_SAID:
            raise ValueError("it says too much")
    return said


async def _gone(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _identity(person: Person) -> dict[str, object]:
    """For a subprocess; nothing to change when we are the pupil ourselves."""
    if person.uid == os.geteuid() or os.geteuid() != 0:
        return {}
    groups = os.getgrouplist(person.name, person.gid)
    return {"user": person.uid, "group": person.gid, "extra_groups": groups}


def _environment(process: psutil.Process | None) -> Environment:
    if process is None:
        return {}
    try:
        found: Environment = process.environ()
    except psutil.Error:
        return {}
    return {name: value for name, value in found.items() if name}


def _display(process: psutil.Process) -> str:
    environment = _environment(process)
    return environment.get("DISPLAY", "").split(".")[0] if environment else HIDDEN
