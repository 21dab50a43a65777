"""Sees to it that one display has a worker for as long as there is the display."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.x11.sessions import XSession
from workstation_agent.protocol.troubles import WORKER_RESTARTED, Trouble
from workstation_agent.service.links import WorkerLink
from workstation_agent.service.starter import Starter

CALLS_WITHIN_S: Final = 10.0  # a worker that has not called by then is started anew
ASK_EVERY_S: Final = 3.0
ANSWERS_WITHIN_S: Final = 10.0
LONGEST_PAUSE_S: Final = 5.0
SPARE_AFTER_S: Final = 0.5  # the display that has just got a worker comes first

log = logging.getLogger(__name__)


class Keeper:
    """`session` may be replaced when somebody else logs in on the same display."""

    def __init__(
        self,
        session: XSession,
        starter: Starter,
        still_there: Callable[[XSession], bool],
        tell: Callable[[Trouble], None],
    ) -> None:
        self.session = session
        self.link: WorkerLink | None = None
        self._starter = starter
        self._still_there = still_there
        self._tell = tell
        self._called = asyncio.Event()
        self._owed_for = session
        self._owed = ""

    def arrived(self, link: WorkerLink) -> None:
        self.link = link
        self._called.set()

    def left(self, link: WorkerLink) -> None:
        if self.link is link:
            self.link = None
            self._called.clear()

    async def run(self) -> None:
        """Until cancelled, or until the display has gone. A worker that was ended is replaced at once; one
        that ends before it has ever called is tried again ever more slowly.
        """
        pause_s = 0.1
        while True:
            lived_on = self.session  # it may be another one of the same number by the end of this life
            how = await self._one_life()
            if not self._still_there(self.session):
                return
            if how:
                self._owed, self._owed_for, pause_s = how, lived_on, 0.1
                continue
            self._confess()
            log.warning("the worker on %s did not come up; trying again", self.session.display)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _confess(self) -> None:
        """Only when the next worker has called or failed: a display that ends cuts off its worker first.

        By then there may be another display of the same number, which is no trouble either.
        """
        if self._owed and self._still_there(self._owed_for):
            log.warning("display=%s %s", self.session.display, self._owed)
            self._tell(Trouble(WORKER_RESTARTED, self._owed))
        self._owed = ""

    async def _one_life(self) -> str:
        """How a worker that had called came to its end, for the teacher; empty if it never called."""
        pid = self._starter.living(self.session.display)
        status: asyncio.Future[int] | asyncio.Task[int]
        if pid:
            status = asyncio.ensure_future(_ended(pid))
        else:
            try:
                process = await self._starter.start(self.session)
            except OSError as error:
                log.warning("no worker can be started on %s: %s", self.session.display, error)
                return ""
            pid, status = process.pid, asyncio.ensure_future(process.wait())
        try:
            return await self._watch(pid, status)
        finally:
            status.cancel()

    async def _watch(self, pid: int, status: asyncio.Future[int]) -> str:
        called = asyncio.ensure_future(self._called.wait())
        either: set[asyncio.Future[object]] = {called, status}  # type: ignore[arg-type]  # a set may hold both
        await asyncio.wait(either, timeout=CALLS_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        if not called.done():
            called.cancel()
            if not status.done():
                _kill(pid)
            await status
            return ""
        self._confess()
        warden = asyncio.ensure_future(self._ask_on(pid))
        try:
            return _how(await status)
        finally:
            warden.cancel()

    async def _ask_on(self, pid: int) -> None:
        """Ends a worker that answers no more, so that another can do its work."""
        await asyncio.sleep(SPARE_AFTER_S)
        await self._starter.keep_spare()
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            link = self.link
            try:
                if link is not None:
                    await link.call("about", patience_s=ANSWERS_WITHIN_S)
            except PlatformError:
                if self.link is link:
                    log.warning("the worker on %s does not answer; ending it", self.session.display)
                    _kill(pid)


async def _ended(pid: int) -> int:
    """Waits for a process that is not our child; its status is not told to us."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return -signal.SIGKILL
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    return -signal.SIGKILL


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _how(status: int) -> str:
    if status < 0:
        return "the agent's program on the screen was ended by force; it was started again"
    return "a program on this PC cut the agent off from the screen; it was started again"
