"""The modes `lock` and `blank`, asked of each worker. Not yet exercised in CI on Windows."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.windows.held_input import BehindCtrlAltDel
from workstation_agent.protocol.desired import Lease
from workstation_agent.worker.channel import Answer, Args


class Screen(Protocol):
    arrivals: list[Callable[[], object]]

    async def call(self, name: str, args: Args | None = None) -> Answer: ...


class ScreenLock:
    def __init__(
        self,
        kind: str,
        screen: Screen,
        behind: BehindCtrlAltDel,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kind, self._screen, self._behind, self._clock = kind, screen, behind, clock
        self._order: Args | None = None
        self._again: asyncio.Task[None] | None = None
        screen.arrivals.append(self._arrived)

    async def hold(self, lease: Lease) -> None:
        self._order = {
            "kind": self._kind,
            "lease": lease.id,
            "message": lease.message,
            "until": f"{lease.ends_at.astimezone():%H:%M}",
            "ends_boot_s": self._clock() + lease.remaining_s,
        }
        await asyncio.to_thread(self._behind.hold, self._kind)
        await self._screen.call("hold", self._order)

    async def lift(self) -> None:
        """What is behind Ctrl-Alt-Del is given back first, and whether or not there is a screen."""
        self._order = None
        await asyncio.to_thread(self._behind.lift, self._kind)
        with suppress(PlatformError):  # without a worker nothing is held
            await self._screen.call("lift", {"kind": self._kind})

    def _arrived(self) -> None:
        if self._order is not None:
            self._again = asyncio.get_running_loop().create_task(self._hold_again(self._order))

    async def _hold_again(self, order: Args) -> None:
        with suppress(PlatformError):  # the core asks again by itself
            await self._screen.call("hold", order)
