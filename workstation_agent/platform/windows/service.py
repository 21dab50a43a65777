"""The agent of a Windows PC, as a service of the system's own account. Not yet exercised in CI.

It holds locks, blank screens, site lists and storage; opens links; logs off, restarts and shuts down; and
shows screens. What is not in its tables (applications, mute, control, broadcasts, the pupil's own buttons) is
reported as not supported, and said so on the teacher's page.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from workstation_agent.agent import Agent
from workstation_agent.backoff import Backoff
from workstation_agent.capture.camera import PATIENCE_S, WAIT_S
from workstation_agent.capture.wire import look_args, picture_from
from workstation_agent.clock import SystemClock
from workstation_agent.connection import Connection
from workstation_agent.core.events import Event, Picture
from workstation_agent.core.looks import Look
from workstation_agent.core.pupil_said import PupilView
from workstation_agent.enrol import identify, identify_patiently
from workstation_agent.live.stage import NoStage, Stage
from workstation_agent.machine import describe
from workstation_agent.platform.interface import Deed, Mode, Pupil, Screen, Session
from workstation_agent.platform.windows import winapi
from workstation_agent.platform.windows.deeds import OpenLink, PowerDeed
from workstation_agent.platform.windows.desktop import Desktop
from workstation_agent.platform.windows.held_input import BehindCtrlAltDel
from workstation_agent.platform.windows.modes import SitesMode, StorageMode
from workstation_agent.platform.windows.registry import WindowsRegistry
from workstation_agent.platform.windows.restoring import Restoring
from workstation_agent.platform.windows.screen_lock import ScreenLock
from workstation_agent.protocol.acts import ActKind
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.restrictions import BLANK, LOCK, SITES, STORAGE
from workstation_agent.protocol.watches import Looker
from workstation_agent.service.options import Options, enrol_only
from workstation_agent.store import Store

__all__ = ["Options", "enrol_only", "run"]

POWER: Final = (ActKind.LOG_OFF, ActKind.RESTART, ActKind.SHUT_DOWN)

log = logging.getLogger(__name__)


class WindowsScreen:
    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    def size(self) -> ScreenSize:
        return self._desktop.screen

    async def capture(self, look: Look) -> Picture | None:
        said = await self._desktop.call("capture", look_args(look), WAIT_S + PATIENCE_S)
        return picture_from(said.result, said.blob) if said.result else None


class WindowsPupil:
    """Who looks is shown; the rest of the pupil's side is not there yet."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        await self._desktop.call("lookers", {"lookers": [[one.by, one.size.value] for one in lookers]})

    async def show(self, view: PupilView) -> None:
        pass


@dataclass
class WindowsPlatform:
    screen: Screen
    session: Session
    pupil: Pupil
    modes: Mapping[str, Mode]
    deeds: Mapping[ActKind, Deed]
    stage: Stage = field(default_factory=NoStage)


def platform_of(desktop: Desktop, data_dir: Path, server: str) -> WindowsPlatform:
    registry = WindowsRegistry()

    def kept(name: str) -> Restoring:
        return Restoring(registry, data_dir / "modes" / f"{name}.json")

    behind = BehindCtrlAltDel(kept("ctrl-alt-del"))
    modes: dict[str, Mode] = {
        **{kind: ScreenLock(kind, desktop, behind) for kind in (LOCK, BLANK)},
        SITES: SitesMode(kept(SITES), (server,)),
        STORAGE: StorageMode(kept(STORAGE)),
    }
    deeds: dict[ActKind, Deed] = {kind: PowerDeed(kind) for kind in POWER}
    deeds[ActKind.OPEN_URL] = OpenLink(winapi)
    return WindowsPlatform(WindowsScreen(desktop), desktop, WindowsPupil(desktop), modes, deeds)


async def run(options: Options) -> None:
    """Until cancelled. Raises AgentError when this PC cannot get a key."""
    run_dir, now = options.data_dir / "run", version("schoolbell")
    run_dir.mkdir(parents=True, exist_ok=True)
    store, early = Store(options.data_dir), list[Event]()
    desktop = Desktop(winapi, run_dir, now, early.append)
    platform = platform_of(desktop, options.data_dir, options.server)
    backoff = Backoff(random.Random())  # noqa: S311 - so that a room does not return in one instant
    ask = partial(identify, store, options.server, options.code, options.hostname)
    identity = await identify_patiently(ask, backoff, partial(log.warning, "%s"))
    backoff.reset()
    hello = Hello(identity.workstation, identity.key, now)
    line = Connection(options.server, hello, backoff, about=describe(now, platform))
    agent = Agent(line, platform, store, SystemClock())
    desktop.tell = agent.notice
    async with asyncio.TaskGroup() as group:
        group.create_task(desktop.run())
        group.create_task(agent.run())
