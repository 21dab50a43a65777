"""A teacher's list of sites, in the words of the browsers' own policies."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from workstation_agent.protocol.restrictions import ListMode, Sites

MIRRORS: Final = (
    "translate.goog",
    "webcache.googleusercontent.com",
    "web.archive.org",
    "archive.ph",
    "archive.is",
    "archive.today",
)
"""They show other sites under their own name, so each list of what is not allowed has them too."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`allowed` wins where it is as long or longer than what is `blocked` (Chromium), or always (Firefox)."""

    blocked: tuple[str, ...]
    allowed: tuple[str, ...]

    def widens(self, before: "Filter") -> bool:
        """Whether all that opened then opens now."""
        return set(before.allowed) <= set(self.allowed) and set(self.blocked) <= set(before.blocked)


def for_chromium(sites: Sites, always: Iterable[str]) -> Filter:
    """`always`: addresses that no list takes away, such as the controller's own."""
    kept = tuple(address for address in always if urlsplit(address).hostname)
    if sites.mode is ListMode.ONLY:
        return Filter(("*",), (*kept, *sites.patterns))
    return Filter((*sites.patterns, *MIRRORS), kept)


def for_firefox(sites: Sites, always: Iterable[str]) -> Filter:
    hosts = (urlsplit(address).hostname for address in always)
    kept = tuple(_match(host) for host in hosts if host)
    listed = tuple(map(_match, sites.patterns))
    if sites.mode is ListMode.ONLY:
        return Filter(("<all_urls>",), (*kept, *listed))
    return Filter((*listed, *map(_match, MIRRORS)), kept)


def _match(pattern: str) -> str:
    """Firefox's form: `*.` also stands for nothing at all, and a port is not looked at."""
    host, _, path = pattern.partition("/")
    try:
        ip_address(host)
    except ValueError:
        host = f"*.{host}"
    return f"*://{host}/{path}*"
