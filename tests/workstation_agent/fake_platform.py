"""A platform without a screen: it shows what it was told in plain attributes."""

from datetime import datetime

from workstation_agent.core.events import Picture
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.report import ScreenSize


class FakePlatform:
    def __init__(self, user: str | None = "7akhan") -> None:
        self.shows = "desktop"
        self.locked: str | None = None
        self.opened: list[str] = []
        self.captures = 0
        self.name = user
        self.broken = ""
        self.screen = self.locker = self.browser = self.session = self

    def size(self) -> ScreenSize:
        return ScreenSize(1280, 720)

    def user(self) -> str | None:
        return self.name

    async def capture(self, width: int, height: int, quality: int, unless: str | None) -> Picture | None:
        self._check()
        self.captures += 1
        shown = f"lock: {self.locked}" if self.locked is not None else self.shows
        return None if shown == unless else Picture(b"\xff\xd8\xff" + shown.encode(), width, height, shown)

    async def lock(self, message: str, ends_at: datetime) -> None:
        self._check()
        self.locked = message

    async def unlock(self) -> None:
        self._check()
        self.locked = None

    async def open(self, url: str) -> None:
        self._check()
        self.opened.append(url)

    def _check(self) -> None:
        if self.broken:
            raise PlatformError("platform.broken", self.broken)
