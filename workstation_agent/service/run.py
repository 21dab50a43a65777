"""The agent of a lab PC, as a service: enrols once, then keeps the line, the leases and the workers."""

import asyncio
import logging
import random
import signal
from functools import partial
from importlib.metadata import version
from typing import Final

from workstation_agent.agent import Agent
from workstation_agent.backoff import Backoff
from workstation_agent.clock import Clock, SystemClock
from workstation_agent.connection import Connection
from workstation_agent.core.events import Event
from workstation_agent.enrol import identify, identify_patiently
from workstation_agent.machine import describe
from workstation_agent.platform.x11.finder import Finder
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.troubles import AGENT_RESTARTED, Trouble
from workstation_agent.service.kit import Kit, attach_all
from workstation_agent.service.options import Options, enrol_only
from workstation_agent.service.starter import Account, Starter
from workstation_agent.service.workers import Workers
from workstation_agent.store import Store

__all__ = ["Options", "enrol_only", "run"]

ALIVE_EVERY_S: Final = 5.0
RUNNING: Final = "running"  # there while the agent runs, so that the next one knows of a crash

log = logging.getLogger(__name__)


async def run(options: Options) -> None:
    """Until it is told to stop. Raises AgentError when this PC cannot get a key."""
    service = Service(options)
    main = asyncio.ensure_future(service.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, main.cancel)
    try:
        await main
    except asyncio.CancelledError:
        log.info("stopped; what the screens hold goes on until it ends")


class Service:
    def __init__(self, options: Options, clock: Clock | None = None) -> None:
        self._options = options
        self._clock = clock or SystemClock()
        self._store = Store(options.data_dir)
        self._version = version("schoolbell")
        self._early: list[Event] = []
        self._agent: Agent | None = None
        starter = Starter(options.run_dir, Account.choose(), self._version)
        self.workers = Workers(starter, Finder(options.displays, options.xauthority), self.notice)
        self.kit = Kit(self.workers, options.data_dir, self.notice, server=options.server, root=options.root)
        attach_all(self.kit)

    def notice(self, event: Event) -> None:
        """To the core; kept until there is one."""
        if self._agent is None:
            self._early.append(event)
        else:
            self._agent.notice(event)

    async def run(self) -> None:
        self._options.run_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        marker = self._options.run_dir / RUNNING
        if marker.exists():
            self.notice(Trouble(AGENT_RESTARTED, "the agent on this PC ended unasked; it was started again"))
        marker.touch()
        self._options.notify("READY=1")
        async with asyncio.TaskGroup() as group:
            group.create_task(self.workers.run())
            group.create_task(self._say_alive())
            for beside in self.kit.beside:
                group.create_task(beside())
            group.create_task(self._serve())
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                marker.unlink(missing_ok=True)

    async def _serve(self) -> None:
        backoff = Backoff(random.Random())  # noqa: S311 - so that a room does not return in one instant
        options = self._options
        ask = partial(identify, self._store, options.server, options.code, options.hostname)
        identity = await identify_patiently(ask, backoff, partial(log.warning, "%s"))
        backoff.reset()
        hello = Hello(identity.workstation, identity.key, self._version)
        about = describe(self._version, self.kit)
        line = Connection(options.server, hello, backoff, about=about)
        agent = Agent(line, self.kit, self._store, self._clock)
        for event in self._early:
            agent.notice(event)
        self._agent = agent
        await agent.run()

    async def _say_alive(self) -> None:
        while True:
            self._options.notify("WATCHDOG=1")
            await asyncio.sleep(ALIVE_EVERY_S)
