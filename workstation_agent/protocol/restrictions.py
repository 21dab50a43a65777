"""Protocol v1 §5.5: the kinds of lease, and what a list of sites or of applications may hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_APP, MAX_APPS, MAX_PATTERN, MAX_PATTERNS

LOCK: Final = "lock"
BLANK: Final = "blank"
SITES: Final = "sites"
APPS: Final = "apps"
MUTE: Final = "mute"
STORAGE: Final = "storage"
KINDS: Final = (LOCK, BLANK, SITES, APPS, MUTE, STORAGE)
"""What a machine does by itself."""
EXAM: Final = "exam"
"""A lease that is made of the others, and that no other may end: see core/exam.py."""

_HOST = re.compile(
    r"(?=.{1,100}(?:/|$))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
_PATH = re.compile(r"[A-Za-z0-9._~%!$&'()+,;=:@/-]*")
_APP = re.compile(r"[^\W_][\w .+-]*")


class ListMode(StrEnum):
    ONLY = "only"
    NOT = "not"


def check_pattern(pattern: object) -> str:
    """`example.org` (with its subdomains) or `example.org/path`. Raises ProtocolError `sites.bad-pattern`."""
    if isinstance(pattern, str) and len(pattern) <= MAX_PATTERN:
        host, _, path = pattern.partition("/")
        if _HOST.fullmatch(host) and _PATH.fullmatch(path):
            return pattern
    raise ProtocolError("sites.bad-pattern", "a site must be written like example.org or example.org/path")


def matches(pattern: str, address: str) -> bool:
    """Whether a pattern stands for this address."""
    url = urlsplit(address)
    host, _, path = pattern.partition("/")
    here = url.hostname or ""
    return (here == host or here.endswith("." + host)) and url.path.startswith("/" + path if path else "")


def check_app(name: object) -> str:
    """The name of a program's file without its folder. Raises ProtocolError `apps.bad-name`."""
    if isinstance(name, str) and len(name) <= MAX_APP and _APP.fullmatch(name):
        return name
    raise ProtocolError(
        "apps.bad-name", "a program must be written by its name alone, like minetest or notepad.exe"
    )


@dataclass(frozen=True, slots=True)
class Sites:
    """An empty list with `only` is no site at all."""

    mode: ListMode
    patterns: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"mode": self.mode.value, "patterns": list(self.patterns)}

    @classmethod
    def from_json(cls, values: object) -> "Sites":
        f = Fields("limits", values)
        return cls(f.choice("mode", ListMode), f.items("patterns", check_pattern, MAX_PATTERNS))


@dataclass(frozen=True, slots=True)
class Apps:
    """What belongs to the desktop itself is never closed; `only` is about what the pupil starts."""

    mode: ListMode
    names: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"mode": self.mode.value, "names": list(self.names)}

    @classmethod
    def from_json(cls, values: object) -> "Apps":
        f = Fields("limits", values)
        return cls(f.choice("mode", ListMode), f.items("names", check_app, MAX_APPS))


@dataclass(frozen=True, slots=True)
class Exam:
    """What the paper uses, and nothing else: sites, programs, or both."""

    sites: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {"sites": list(self.sites), "programs": list(self.programs)}

    @classmethod
    def from_json(cls, values: object) -> "Exam":
        f = Fields("limits", values)
        exam = cls(
            f.items("sites", check_pattern, MAX_PATTERNS) if f.has("sites") else (),
            f.items("programs", check_app, MAX_APPS) if f.has("programs") else (),
        )
        if not exam.sites and not exam.programs:
            raise ProtocolError("exam.nothing", "an exam must have at least one site or program")
        return exam


Limits = Sites | Apps | Exam

_READERS: Final[dict[str, Callable[[object], Limits]]] = {
    SITES: Sites.from_json,
    APPS: Apps.from_json,
    EXAM: Exam.from_json,
}


def read_limits(kind: str, values: object) -> Limits | None:
    """None for a kind that has no list. Raises ProtocolError for a list that is missing or wrong."""
    read = _READERS.get(kind)
    return read(values) if read else None
