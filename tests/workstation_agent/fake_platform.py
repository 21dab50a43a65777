"""A platform without a screen: it shows what it was told in plain attributes."""

import asyncio
from dataclasses import dataclass

from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.core.pupil_said import PupilView
from workstation_agent.live.stage import NoStage
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.acts import Act, ActKind, OpenUrl
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.restrictions import KINDS, LOCK
from workstation_agent.protocol.watches import Looker


class FakePlatform:
    def __init__(self, user: str | None = "7akhan") -> None:
        self.shows = "desktop"
        self.holds: dict[str, Lease] = {}
        self.told: tuple[Looker, ...] = ()
        self.view: PupilView | None = None
        self.done: list[Act] = []
        self.opened: list[str] = []
        self.captures = 0
        self.name = user
        self.broken = ""
        self.screen = self.session = self.pupil = self
        self.modes = {kind: FakeMode(self, kind) for kind in KINDS}
        self.deeds = {kind: FakeDeed(self) for kind in ActKind}
        self.stage = NoStage()
        self.slow: dict[str, asyncio.Event] = {}

    @property
    def locked(self) -> str | None:
        held = self.holds.get(LOCK)
        return held.message if held else None

    def size(self) -> ScreenSize:
        return ScreenSize(1280, 720)

    def user(self) -> str | None:
        return self.name

    async def capture(self, look: Look) -> Picture | None:
        self._check()
        self.captures += 1
        shown = f"lock: {self.locked}" if self.locked is not None else self.shows
        jpeg = b"\xff\xd8\xff" + shown.encode()
        return None if shown == look.since else Picture(jpeg, look.width, look.height, shown)

    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        self._check()
        self.told = lookers

    async def show(self, view: PupilView) -> None:
        self._check()
        self.view = view

    def _check(self) -> None:
        if self.broken:
            raise PlatformError("platform.broken", self.broken)


@dataclass
class FakeMode:
    pc: FakePlatform
    kind: str

    async def hold(self, lease: Lease) -> None:
        await self._take_its_time()
        self.pc._check()
        self.pc.holds[self.kind] = lease

    async def _take_its_time(self) -> None:
        if self.kind in self.pc.slow:
            await self.pc.slow[self.kind].wait()

    async def lift(self) -> None:
        await self._take_its_time()
        self.pc._check()
        self.pc.holds.pop(self.kind, None)


@dataclass
class FakeDeed:
    pc: FakePlatform

    async def do(self, act: Act) -> None:
        self.pc._check()
        self.pc.done.append(act)
        self.pc.opened += [act.what.url] if isinstance(act.what, OpenUrl) else []
