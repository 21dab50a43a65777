"""What this machine can say of itself: its system, and the network addresses by which it can be woken."""

import platform as system
from collections.abc import Iterable

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.core.exam import leases_of
from workstation_agent.platform.interface import Platform
from workstation_agent.protocol.about import MAX_MACS, About
from workstation_agent.protocol.limits import MAX_NAME

NOBODY = "00:00:00:00:00:00"


def describe(agent: str, platform: Platform) -> About:
    """`agent` is the agent's own version; what the platform's tables hold is what it can do."""
    return About(
        agent=agent,
        os=system_name(),
        modes=tuple(sorted(leases_of(frozenset(platform.modes)))),
        acts=tuple(sorted(platform.deeds)),
        macs=wired_first(psutil.net_if_addrs().items()),
    )


def system_name() -> str:
    """As people call it: «Debian GNU/Linux 12 (bookworm)», «Windows 11»."""
    try:
        name = system.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = f"{system.system()} {system.release()}"
    return name[:MAX_NAME]


def wired_first(interfaces: Iterable[tuple[str, Iterable[object]]]) -> tuple[str, ...]:
    """Hardware addresses, those of cables before those of Wi-Fi, which seldom wakes anything."""
    found = {
        mac: name
        for name, addresses in interfaces
        for address in addresses
        if getattr(address, "family", None) == psutil.AF_LINK and (mac := _mac(address)) != NOBODY
    }
    return tuple(sorted(found, key=lambda mac: (found[mac].lower().startswith("w"), mac)))[:MAX_MACS]


def _mac(address: object) -> str:
    return str(getattr(address, "address", "")).lower().replace("-", ":")
