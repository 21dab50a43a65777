"""The modes `lock` and `blank`: held by the workers on every display, by each new one as soon as it comes.

In force is what the PC's own screen holds. A screen that a program draws inside it (Xephyr) is held as well,
but is covered by that: where it cannot be held, the teacher is told, and the lock is in force all the same.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Final

from workstation_agent.core.events import Enforced
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.x11.sessions import is_wayland
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.limits import MAX_DETAIL
from workstation_agent.protocol.restrictions import BLANK, LOCK
from workstation_agent.protocol.troubles import INPUT_LOST, Trouble
from workstation_agent.service.kit import Kit
from workstation_agent.service.links import WorkerLink
from workstation_agent.service.workers import Workers
from workstation_agent.worker.channel import Args, Said
from workstation_agent.worker.desk import boot_s

NO_SCREEN_YET: Final = "this PC shows no screen now; it will be locked as soon as it does"
WAYLAND: Final = "this PC's desktop is Wayland, where no program can lock the screen; choose its X11 session"

NESTED: Final = "a program that draws a screen of its own could not be held; it lies under the lock"

Slipped = Callable[[Enforced | Trouble], None]


def attach(kit: Kit) -> None:
    for kind in (LOCK, BLANK):
        kit.modes[kind] = OnScreens(kind, kit.workers, kit.notice)
    kit.workers.on("broken", partial(_broken, kit))


def _broken(kit: Kit, _link: WorkerLink, said: Said) -> None:
    kind, detail = str(said.args.get("kind", INPUT_LOST)), str(said.args.get("detail", ""))
    kit.notice(Trouble(kind, clean_text(detail, MAX_DETAIL)))


class OnScreens:
    """Until the core has spoken, a worker of an earlier service goes on with what it holds."""

    def __init__(
        self,
        kind: str,
        workers: Workers,
        slipped: Slipped,
        clock: Callable[[], float] = boot_s,
        is_wayland: Callable[[], bool] = is_wayland,
    ) -> None:
        self._kind, self._workers, self._slipped, self._clock = kind, workers, slipped, clock
        self._is_wayland = is_wayland
        self._lease: Lease | None = None
        self._order: Args | None = None
        self._spoken = False
        self._errands: set[asyncio.Task[None]] = set()
        workers.on_arrival(self._again)

    async def hold(self, lease: Lease) -> None:
        self._spoken, self._lease = True, lease
        self._order = {
            "kind": self._kind,
            "lease": lease.id,
            "message": lease.message,
            "until": f"{lease.ends_at.astimezone():%H:%M}",
            "ends_boot_s": self._clock() + lease.remaining_s,
        }
        if not self._workers.links:
            raise PlatformError("lock.no-screen", WAYLAND if self._is_wayland() else NO_SCREEN_YET)
        nested = [link for link in self._workers.links if self._workers.is_nested(link)]
        own = [link for link in self._workers.links if link not in nested]
        for link in nested:
            self._start(self._hold_nested(link, self._order))
        await asyncio.gather(*(link.call("hold", self._order) for link in own))

    async def lift(self) -> None:
        self._spoken, self._lease, self._order = True, None, None
        await self._workers.call_all("lift", {"kind": self._kind})

    async def _again(self, link: WorkerLink) -> None:
        if not self._spoken:
            return
        lease, order = self._lease, self._order
        if order is None or lease is None:
            await link.call("lift", {"kind": self._kind})
            return
        if self._workers.is_nested(link):
            await self._hold_nested(link, order)
            return
        try:
            await link.call("hold", order)
        except PlatformError as error:
            self._slipped(Enforced(self._kind, lease, error.sentence))
            raise

    async def _hold_nested(self, link: WorkerLink, order: Args) -> None:
        try:
            await link.call("hold", order)
        except PlatformError:
            if self._order is order:  # else it has been lifted meanwhile, and that is why
                self._slipped(Trouble(INPUT_LOST, NESTED))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
