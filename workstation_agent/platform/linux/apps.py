"""The mode `apps`: only these applications, or not these. Others are closed, and the pupil is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import Alarm, PlatformError, no_alarm
from workstation_agent.platform.linux.copies import Copies
from workstation_agent.platform.linux.ending import cancelled, end, over_and_over
from workstation_agent.platform.linux.entries import installed, started_at_login
from workstation_agent.platform.linux.eyes import Eyes, Program
from workstation_agent.platform.linux.judge import Judge, find_program, listed_programs
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.restrictions import EXAM, Apps
from workstation_agent.protocol.troubles import PROGRAM_CLOSED, Trouble

LOOK_EVERY_S: Final = 0.3
SAVES_WITHIN_S: Final = 5.0  # for what was open before the list
ENDS_WITHIN_S: Final = 0.4
_LONGEST_NAME: Final = 40

Tell = Callable[[str], Awaitable[None]]


class AppsMode:
    """`root` is the machine's file system."""

    def __init__(
        self,
        pupil: PupilSession,
        tell: Tell,
        root: Path = Path("/"),
        look_every_s: float = LOOK_EVERY_S,
        saves_within_s: float = SAVES_WITHIN_S,
        alarm: Alarm = no_alarm,
    ) -> None:
        self._pupil, self._tell, self._root = pupil, tell, root
        self._look_every_s, self._saves_within_s = look_every_s, saves_within_s
        self._alarm = alarm
        self._eyes = Eyes(pupil)
        self._watch: asyncio.Task[None] | None = None

    async def hold(self, lease: Lease) -> None:
        """What is open and not allowed is closed before this returns."""
        if not isinstance(lease.limits, Apps):
            raise PlatformError("apps.no-list", "the list of applications is missing")
        judge = await asyncio.to_thread(self._judge, lease.limits)
        await self.lift()
        in_exam = lease.kind == EXAM
        await self._close(judge, self._saves_within_s, in_exam)
        look = partial(self._look, judge, in_exam)
        self._watch = asyncio.create_task(over_and_over(self._look_every_s, look))

    async def lift(self) -> None:
        """What was closed stays closed, until the pupil opens it again."""
        if self._watch is not None:
            await cancelled(self._watch)
            self._watch = None

    async def _look(self, judge: Judge, in_exam: bool) -> None:
        if (closed := await self._close(judge, ENDS_WITHIN_S, in_exam)) and in_exam:
            self._alarm(Trouble(PROGRAM_CLOSED, closed))

    async def _close(self, judge: Judge, patience_s: float, in_exam: bool = False) -> str:
        """What was closed, in words."""
        refused = judge.refused(await asyncio.to_thread(self._eyes.look))
        if not refused:
            return ""
        await end([one.process for one in refused], patience_s)
        names = _names(judge, refused)
        await self._tell(f"Closed: {names}. It is not for this {'exam' if in_exam else 'lesson'}.")
        return names

    def _judge(self, apps: Apps) -> Judge:
        entries = list(installed(self._root).values())
        person = self._pupil.person
        files = map(find_program, sorted(listed_programs(apps.names, entries)))
        copies = Copies(path for path in files if path is not None)
        home = person.home if person else ""
        return Judge(apps, entries, started_at_login(self._root), home, copies.has)


def _names(judge: Judge, closed: Sequence[Program]) -> str:
    names = sorted({clean_text(judge.label(one), _LONGEST_NAME) for one in closed})
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
