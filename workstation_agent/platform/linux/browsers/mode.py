"""The mode `sites`: only these sites, or not these, by the managed policies of every browser of the PC."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.browsers.chromium import FOLDERS, ChromiumPolicies
from workstation_agent.platform.linux.browsers.firefox import FILE, FirefoxPolicies
from workstation_agent.platform.linux.browsers.running import (
    CHROMIUMS,
    FIREFOXES,
    Running,
    find_browsers,
    restart,
)
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.site_lists import Filter, for_chromium, for_firefox
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import Sites

SETTLES_S: Final = 10.0


class SitesMode:
    """`always`: addresses that stay open whatever the list. `root` is the machine's file system.

    `settles_s`: a browser that started so lately does not watch its policies yet.
    """

    def __init__(
        self, pupil: PupilSession, always: Sequence[str], root: Path = Path("/"), settles_s: float = SETTLES_S
    ) -> None:
        self._pupil, self._always, self._settles_s = pupil, tuple(always), settles_s
        self._chromiums = [ChromiumPolicies(root / folder) for folder in FOLDERS]
        self._firefox = FirefoxPolicies(root / FILE)
        self._stale: frozenset[str] = frozenset()  # browsers to restart, since they may show what is refused
        self._held: Filter | None = None  # since our own start

    async def hold(self, lease: Lease) -> None:
        """Pages open already are asked of the list as well, by starting their browsers again.

        A list that only grows asks nothing of them: Chromium and its kin go on, and take it as it comes.
        """
        sites = lease.limits
        if not isinstance(sites, Sites):
            raise PlatformError("sites.no-list", "the list of sites is missing")
        wanted, before = for_chromium(sites, self._always), self._held
        if any([one.hold(wanted) for one in self._chromiums]):
            if before is not None and wanted.widens(before) and not self._stale & CHROMIUMS:
                await self._restart(CHROMIUMS, lambda one: not self._notices(one))
            else:
                self._stale |= CHROMIUMS
        self._held = wanted
        if self._firefox.hold(for_firefox(sites, self._always)):
            self._stale |= FIREFOXES
        await self._restart_stale()

    async def lift(self) -> None:
        """Chromium and its kin notice by themselves once they have settled; Firefox must be started again."""
        self._stale, self._held = self._stale - CHROMIUMS, None
        if any([one.lift() for one in self._chromiums]):
            await self._restart(CHROMIUMS, lambda one: not self._notices(one))
        if self._firefox.lift():
            self._stale |= FIREFOXES
        await self._restart_stale()

    def remove(self) -> None:
        """Leaves nothing of ours on the PC. Raises OSError or PlatformError."""
        self._firefox.lift()
        for one in self._chromiums:
            one.remove()

    async def _restart_stale(self) -> None:
        if self._stale:
            await self._restart(self._stale, lambda _: True)
            self._stale = frozenset()

    def _notices(self, one: Running) -> bool:
        return one.age_s() >= self._settles_s and one.watches(path.folder for path in self._chromiums)

    async def _restart(self, names: frozenset[str], which: Callable[[Running], bool]) -> None:
        open_now = await asyncio.to_thread(find_browsers, self._pupil)
        chosen = [one for one in open_now if one.name in names and which(one)]
        await restart(self._pupil, chosen)
