"""All workers of this PC: one for each graphical display, found, kept, and asked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.x11.sessions import XSession
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.service.keeper import Keeper
from workstation_agent.service.links import PATIENCE_S, Switchboard, WorkerLink
from workstation_agent.service.starter import Starter
from workstation_agent.worker.channel import Answer, Args, Said

LOOK_EVERY_S: Final = 0.5
NO_SCREEN: Final = "this PC has no screen in use at the moment"

log = logging.getLogger(__name__)

Hear = Callable[[WorkerLink, Said], None]
Arrive = Callable[[WorkerLink], Awaitable[object]]


class Workers:
    """`find` says which displays there are now; `tell` is how the teacher hears of trouble."""

    def __init__(
        self, starter: Starter, find: Callable[[], list[XSession]], tell: Callable[[Trouble], None]
    ) -> None:
        self._starter, self._find, self._tell = starter, find, tell
        self._keepers: dict[str, Keeper] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._hears: dict[str, list[Hear]] = {}
        self._arrivals: list[Arrive] = []
        self._unplaced: dict[str, WorkerLink] = {}
        self._errands: set[asyncio.Future[object]] = set()

    @property
    def sessions(self) -> list[XSession]:
        """The pupil's own first, and of those the one that the system's own server draws."""
        found = [keeper.session for keeper in self._keepers.values()]
        return sorted(found, key=lambda one: (one.person is None, not one.server.genuine))

    def on(self, event: str, hear: Hear) -> None:
        self._hears.setdefault(event, []).append(hear)

    def on_arrival(self, arrive: Arrive) -> None:
        """Called with each new worker before anything else is asked of it, in the order given here."""
        self._arrivals.append(arrive)

    @property
    def links(self) -> list[WorkerLink]:
        """The workers that can be asked now, the pupil's own first."""
        keepers = [self._keepers[one.display] for one in self.sessions]
        return [keeper.link for keeper in keepers if keeper.link is not None]

    def is_nested(self, link: WorkerLink) -> bool:
        """Its display is a program's, in a PC whose own server has a worker too."""
        genuine = {one.display for one in self.sessions if one.server.genuine}
        own = any(one.display in genuine for one in self.links)
        return own and link.display not in genuine

    async def call(
        self, name: str, args: Args | None = None, blob: bytes = b"", patience_s: float = PATIENCE_S
    ) -> Answer:
        """Asks the worker on the pupil's display. Raises PlatformError."""
        links = self.links
        if not links:
            raise PlatformError("worker.no-screen", NO_SCREEN)
        return await links[0].call(name, args, blob, patience_s)

    async def call_all(self, name: str, args: Args | None = None, blob: bytes = b"") -> list[Answer]:
        """Asks all at once. Raises PlatformError if any of them fails."""
        return list(await asyncio.gather(*(link.call(name, args, blob) for link in self.links)))

    async def run(self) -> None:
        """Until cancelled. The workers live on: they hold until their own ends."""
        self._starter.prepare()
        welcome = frozenset({self._starter.account.uid})
        board = Switchboard(self._starter.socket, welcome, self._arrived, self._left, self._said)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(board.run())
                while True:
                    self._look(group)
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self._starter.drop_spare()

    def _look(self, group: asyncio.TaskGroup) -> None:
        for display in [one for one, task in self._running.items() if task.done()]:
            del self._running[display], self._keepers[display]
        for session in self._find():
            keeper = self._keepers.get(session.display)
            if keeper is not None:
                keeper.session = session
                continue
            log.info("display=%s user=%s", session.display, session.person and session.person.name)
            keeper = Keeper(session, self._starter, self._still_there, self._tell)
            self._keepers[session.display] = keeper
            self._running[session.display] = group.create_task(keeper.run())
            early = self._unplaced.pop(session.display, None)
            if early is not None:
                self._arrived(early)

    def _still_there(self, session: XSession) -> bool:
        return any(one.server.pid == session.server.pid for one in self._find())

    def _arrived(self, link: WorkerLink) -> None:
        keeper = self._keepers.get(link.display)
        if keeper is None:
            self._unplaced[link.display] = link
            return
        if link.version != self._starter.version:
            self._start(link.call("end"))
            return
        self._start(self._welcome(keeper, link))

    async def _welcome(self, keeper: Keeper, link: WorkerLink) -> None:
        for arrive in self._arrivals:
            try:
                await arrive(link)
            except PlatformError as error:
                log.warning("display=%s: %s", link.display, error.sentence)
        keeper.arrived(link)

    def _left(self, link: WorkerLink) -> None:
        if self._unplaced.get(link.display) is link:
            del self._unplaced[link.display]
        keeper = self._keepers.get(link.display)
        if keeper is not None:
            keeper.left(link)

    def _said(self, link: WorkerLink, said: Said) -> None:
        for hear in self._hears.get(said.name, ()):
            hear(link, said)

    def _start(self, work: Awaitable[object]) -> None:
        errand = asyncio.ensure_future(work)
        self._errands.add(errand)
        errand.add_done_callback(self._errand_over)

    def _errand_over(self, errand: asyncio.Future[object]) -> None:
        self._errands.discard(errand)
        error = None if errand.cancelled() else errand.exception()
        if error is not None and not isinstance(error, PlatformError):
            log.error("welcoming a worker failed", exc_info=error)
