"""Makes worker processes. One more is kept ready, its libraries loaded, to replace one that is ended."""

import asyncio
import fcntl
import os
import pwd
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workstation_agent.platform.x11.sessions import XSession, read_plain
from workstation_agent.worker.start import Start

ACCOUNT: Final = "schoolbell-agent"
WORKER: Final = ("-m", "workstation_agent.worker")
BEFORE_OTHERS: Final = -5  # niceness: a lock does not wait for what the pupil has running
_KEPT: Final = ("LANG", "LC_ALL", "PATH", "QT_SCALE_FACTOR", "TZ")


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the workers run as. No pupil can end or look into a process of an account that is not theirs."""

    uid: int
    gid: int

    @classmethod
    def choose(cls, name: str = ACCOUNT) -> "Account":
        """The named one if we may and it exists; else our own."""
        if os.geteuid() == 0:
            try:
                known = pwd.getpwnam(name)
                return cls(known.pw_uid, known.pw_gid)
            except KeyError:
                pass
        return cls(os.geteuid(), os.getegid())

    @property
    def ours(self) -> bool:
        return self.uid == os.geteuid()


class Starter:
    """`directory` is ours alone; the few files in it that a worker needs belong to the account."""

    def __init__(
        self, directory: Path, account: Account, version: str, program: Sequence[str] = WORKER
    ) -> None:
        self.socket = directory / "service.sock"
        self.account = account
        self.version = version
        self._directory = directory
        self._program = program
        self._spare: asyncio.subprocess.Process | None = None

    def prepare(self) -> None:
        """Raises OSError."""
        self._directory.mkdir(mode=0o711, parents=True, exist_ok=True)

    def living(self, display: str) -> int:
        """The process id of the worker that this display has already; 0 if it has none."""
        path = self._lock_file(display)
        try:
            with path.open("r+", encoding="ascii") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(read_plain(path) or b"0")
        except FileNotFoundError:
            pass
        return 0

    async def start(self, session: XSession) -> asyncio.subprocess.Process:
        """Raises OSError when no process can be made."""
        start = Start(
            session.display,
            str(self._authority(session)),
            str(self.socket),
            str(self._owned(self._lock_file(session.display))),
            self.version,
        )
        spare, self._spare = self._spare, None
        process = spare if spare is not None and spare.returncode is None else await self._make()
        assert process.stdin is not None
        try:
            process.stdin.write(start.to_line())
            process.stdin.close()
        except OSError:
            pass  # it has ended meanwhile; whoever waits for it will see that
        return process

    async def keep_spare(self) -> None:
        if self._spare is None or self._spare.returncode is not None:
            self._spare = await self._make()

    def drop_spare(self) -> None:
        """It ends by itself when its input does."""
        if self._spare is not None and self._spare.stdin is not None:
            self._spare.stdin.close()

    async def _make(self) -> asyncio.subprocess.Process:
        them = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name in _KEPT},
            cwd="/",
            start_new_session=True,
            **({} if self.account.ours else them),  # type: ignore[arg-type]  # mypy mixes up the keywords
        )
        with suppress(OSError):  # only root may
            os.setpriority(os.PRIO_PROCESS, process.pid, BEFORE_OTHERS)
        return process

    def _authority(self, session: XSession) -> Path:
        """A copy of the display's key that the worker may read. Empty where the server wants none."""
        path = self._owned(self._directory / f"authority-{_plain(session.display)}")
        server = session.server
        key = read_plain(Path(server.xauthority), server.key_owner) if server.xauthority else b""
        path.write_bytes(key)
        return path

    def _lock_file(self, display: str) -> Path:
        return self._directory / f"worker-{_plain(display)}"

    def _owned(self, path: Path) -> Path:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        if not self.account.ours:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
        return path


def _plain(display: str) -> str:
    return "".join(letter for letter in display if letter.isalnum() or letter in ".-")
