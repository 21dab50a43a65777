"""A pupil who is whoever runs the tests, and owns only the processes that carry the test's mark."""

import os
import pwd
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.x11.sessions import Person, Server, XSession
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import Limits

MARK = "SCHOOLBELL_TEST_PUPIL"


def me() -> Person:
    known = pwd.getpwuid(os.geteuid())
    return Person(known.pw_name, known.pw_uid, known.pw_gid, known.pw_dir)


def seat(display: str = ":0", person: Person | None = None) -> XSession:
    return XSession(Server(display, os.getpid(), os.geteuid()), person or me())


def lease(kind: str, limits: Limits | None = None) -> Lease:
    return Lease("lease-1", kind, "", datetime(2026, 11, 21, 11, 40, tzinfo=UTC), 600.0, limits)


class MarkedPupil(PupilSession):
    """`before` is put in front of each program that is started."""

    def __init__(self, mark: Path, display: str = ":0", before: Sequence[str] = ()) -> None:
        super().__init__(lambda: seat(display))
        self.mark, self._before = str(mark), before

    def own(self, pid: int) -> psutil.Process | None:
        process = super().own(pid)
        return process if process and self._marked(process) else None

    async def start(self, argv, beside=None):
        return await super().start((*self._before, *argv), beside)

    def _marked(self, process: psutil.Process) -> bool:
        """By its environment, or by a folder of the test's in its command line."""
        try:
            return process.environ().get(MARK) == self.mark or self.mark in " ".join(process.cmdline())
        except psutil.Error:
            return False
