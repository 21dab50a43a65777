"""The modes that Windows itself enforces, by policies in its registry. Not yet exercised in CI on Windows."""

import asyncio
from collections.abc import Sequence
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.site_lists import Filter, for_chromium, for_firefox
from workstation_agent.platform.windows.restoring import Restoring, Wanted
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import Sites

CHROMIUMS: Final = (
    r"SOFTWARE\Policies\Google\Chrome",
    r"SOFTWARE\Policies\Microsoft\Edge",
    r"SOFTWARE\Policies\Chromium",
)
FIREFOX: Final = r"SOFTWARE\Policies\Mozilla\Firefox"
REMOVABLE: Final = r"SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices"
PRIVATE_OFF: Final = 1
FIRST: Final = 9001  # behind what the network manager has in the same lists, which stays in force


class SitesMode:
    """Chrome and Edge follow the registry while they run; Firefox reads it when it starts."""

    def __init__(self, registry: Restoring, always: Sequence[str]) -> None:
        self._registry, self._always = registry, tuple(always)

    async def hold(self, lease: Lease) -> None:
        sites = lease.limits
        if not isinstance(sites, Sites):
            raise PlatformError("sites.no-list", "the list of sites is missing")
        await asyncio.to_thread(self._registry.hold, site_policies(sites, self._always))

    async def lift(self) -> None:
        await asyncio.to_thread(self._registry.lift)


class StorageMode:
    """No removable disk can be read or written, those that are plugged in already included."""

    def __init__(self, registry: Restoring) -> None:
        self._registry = registry

    async def hold(self, lease: Lease) -> None:
        await asyncio.to_thread(self._registry.hold, {REMOVABLE: {"Deny_All": 1}})

    async def lift(self) -> None:
        await asyncio.to_thread(self._registry.lift)


def site_policies(sites: Sites, always: Sequence[str]) -> Wanted:
    """In each browser's own words. Private windows are off, as they would forget what was refused."""
    wanted: dict[str, dict[str, str | int]] = {}
    for browser in CHROMIUMS:
        wanted |= _lists(browser, "URLBlocklist", "URLAllowlist", for_chromium(sites, always))
        switch = "InPrivateModeAvailability" if "Edge" in browser else "IncognitoModeAvailability"
        wanted[browser] = {switch: PRIVATE_OFF}
    wanted |= _lists(FIREFOX + r"\WebsiteFilter", "Block", "Exceptions", for_firefox(sites, always))
    wanted[FIREFOX] = {"DisablePrivateBrowsing": PRIVATE_OFF}
    return wanted


def _lists(key: str, block: str, allow: str, wanted: Filter) -> dict[str, dict[str, str | int]]:
    """A list in the registry is a key whose values are called by numbers."""
    return {
        rf"{key}\{block}": {str(number): one for number, one in enumerate(wanted.blocked, FIRST)},
        rf"{key}\{allow}": {str(number): one for number, one in enumerate(wanted.allowed, FIRST)},
    }
