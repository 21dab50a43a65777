"""A simulated lab PC: the real agent on a drawn desktop. Its faults are methods."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from simulators.desktop import Desktop
from simulators.workstation_platform import SimulatedPlatform
from simulators.workstation_pupil import SimulatedPupil
from workstation_agent.agent import Agent
from workstation_agent.backoff import FIRST_PAUSE_S, Backoff
from workstation_agent.clock import Clock
from workstation_agent.connection import Connection
from workstation_agent.core.events import Enforced
from workstation_agent.core.exam import leases_of
from workstation_agent.enrol import identify, identify_patiently
from workstation_agent.errors import AgentError
from workstation_agent.protocol.about import About
from workstation_agent.protocol.acts import ActKind
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.store import Store

VERSION: Final = "0.1.0-simulated"
BOOT_S: Final = 8.0  # real seconds that a restart takes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkstationSpec:
    """`code` is needed until the PC has enrolled once; `user` is the login name of whoever sits there.

    `lively`: whoever sits there uses the bar now and then.
    """

    hostname: str
    user: str | None = None
    seed: int = 0
    code: str | None = None
    kind: str | None = None
    lively: bool = False


class Workstation:
    """One PC. What is in its data directory outlives `power_off`; nothing else does."""

    def __init__(
        self,
        spec: WorkstationSpec,
        server_url: str,
        data_dir: Path,
        clock: Clock,
        *,
        motion: Callable[[], float] = time.monotonic,
        first_pause_s: float = FIRST_PAUSE_S,
        boot_s: float = BOOT_S,
    ) -> None:
        self.spec = spec
        self.user = spec.user
        self._server_url = server_url
        self._store = Store(data_dir, durable=False)
        self._clock = clock
        self._motion = motion
        self._first_pause_s = first_pause_s
        self._boot_s = boot_s
        self._switching: asyncio.Task[None] | None = None
        self._desktop = Desktop(spec.hostname, spec.seed, spec.kind)
        self._networked = True
        self.starts = 0
        self._said = ""
        self._task: asyncio.Task[None] | None = None
        self._platform: SimulatedPlatform | None = None
        self._agent: Agent | None = None
        self._connection: Connection | None = None

    @property
    def powered(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def connected(self) -> bool:
        return self._connection is not None and not self._connection.trouble

    @property
    def trouble(self) -> str:
        """Why it is not connected, in a sentence; empty when it is."""
        return self._connection.trouble if self._connection else self._said

    @property
    def locked(self) -> str | None:
        """The message on the lock screen, if that is what the pupil sees."""
        return self._platform.locked if self._platform else None

    @property
    def holds(self) -> frozenset[str]:
        """The kinds of what is in force on it."""
        return frozenset(self._platform.holds) if self._platform else frozenset()

    @property
    def pictures(self) -> int:
        """Drawn since it was switched on."""
        return self._platform.pictures if self._platform else 0

    @property
    def opened(self) -> list[str]:
        return self._platform.opened if self._platform else []

    async def power_on(self, *, booted: bool = False) -> None:
        """`booted`: somebody has to log in first, as after a real start."""
        if not self.powered:
            self.starts += 1
            self._platform = SimulatedPlatform(
                self._desktop, self.user, self._clock, self._motion, self._switch, booted=booted
            )
            self._task = asyncio.create_task(self._run(self._platform), name=self.spec.hostname)

    async def power_off(self) -> None:
        """As if the plug were pulled."""
        if self._switching is not None:
            self._switching.cancel()
            await asyncio.gather(self._switching, return_exceptions=True)
        await self._end()

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._platform = self._connection = self._agent = None

    def _switch(self, kind: ActKind) -> None:
        """The PC was told to restart or to shut down. It answers first, then goes."""
        if self._switching is None or self._switching.done():
            self._switching = asyncio.create_task(self._go_down(kind))

    async def _go_down(self, kind: ActKind) -> None:
        await asyncio.sleep(self._boot_s / 8)
        await self._end()
        if kind is ActKind.RESTART:
            await asyncio.sleep(self._boot_s)
            await self.power_on(booted=True)

    async def restart(self) -> None:
        await self.power_off()
        await self.power_on()

    async def lose_network(self) -> None:
        self._networked = False
        if self._connection is not None:
            await self._connection.unplug()

    async def restore_network(self) -> None:
        self._networked = True
        if self._connection is not None:
            self._connection.plug()

    def tells(self, kind: str, detail: str) -> None:
        """What its machine noticed, as the real one tells it to the agent: a kind of trouble."""
        if self._agent is not None:
            self._agent.notice(Trouble(kind, detail))

    def breaks(self, kind: str, trouble: str) -> None:
        """It can hold this kind of restriction no more, until `mends`."""
        if self._agent is None or self._platform is None:
            return
        self._platform.broken[kind] = trouble
        if lease := self._platform.holds.pop(kind, None):
            self._agent.notice(Enforced(kind, lease, trouble))

    def mends(self, kind: str) -> None:
        if self._platform is not None:
            self._platform.broken.pop(kind, None)

    def log_in(self, user: str | None) -> None:
        """None logs off. The agent notices at its next turn, within 5 s."""
        self.user = user
        if self._platform is not None:
            self._platform.name = user

    async def _run(self, platform: SimulatedPlatform) -> None:
        try:
            agent = await self._start(platform)
        except AgentError as error:
            self._say(error.sentence)
            return
        if not self.spec.lively:
            await agent.run()
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(agent.run())
            group.create_task(self._use_the_bar(platform, agent))

    async def _use_the_bar(self, platform: SimulatedPlatform, agent: Agent) -> None:
        pupil = SimulatedPupil(self.spec.seed)
        while True:
            for event in pupil.act(platform.view, self._motion()):
                agent.notice(event)
            await asyncio.sleep(1.0)

    async def _start(self, platform: SimulatedPlatform) -> Agent:
        """Raises AgentError when this PC cannot get a key."""
        backoff = Backoff(random.Random(self.spec.seed), self._first_pause_s)
        ask = partial(identify, self._store, self._server_url, self.spec.code, self.spec.hostname)
        identity = await identify_patiently(ask, backoff, self._say)
        backoff.reset()
        hello = Hello(identity.workstation, identity.key, VERSION)
        self._connection = Connection(
            self._server_url, hello, backoff, about=_about(self.spec.seed, platform)
        )
        if not self._networked:
            await self._connection.unplug()
        self._agent = Agent(self._connection, platform, self._store, self._clock)
        return self._agent

    def _say(self, sentence: str) -> None:
        if sentence != self._said:
            log.warning("%s: %s", self.spec.hostname, sentence)
        self._said = sentence


def _about(seed: int, platform: SimulatedPlatform) -> About:
    mac = "02:5b" + "".join(f":{byte:02x}" for byte in (seed & 0xFFFFFFFF).to_bytes(4))
    modes, acts = tuple(sorted(leases_of(frozenset(platform.modes)))), tuple(sorted(platform.deeds))
    return About(VERSION, "a simulated PC", modes, acts, (mac,))
