"""A lesson template: what a teacher does at the start of many lessons, kept under a name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from controller.domain.orders import OrderKind
from workstation_agent.protocol.acts import OpenUrl, ShowMessage, What
from workstation_agent.protocol.restrictions import Apps, Limits, ListMode, Sites

MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Steps:
    """All that a template does. `lock` is the message of a lock, None without one."""

    lock: str | None = None
    blank: bool = False
    mute: bool = False
    storage: bool = False
    sites: Sites | None = None
    apps: Apps | None = None
    links: tuple[str, ...] = ()
    message: str = ""

    @property
    def nothing(self) -> bool:
        return self == Steps()

    def holds(self) -> Iterator[tuple[OrderKind, str, Limits | None]]:
        """What it holds, each with its message and its list. It comes before `acts`."""
        if self.storage:
            yield OrderKind.STORAGE, "", None
        if self.sites:
            yield OrderKind.SITES, "", self.sites
        if self.apps:
            yield OrderKind.APPS, "", self.apps
        if self.mute:
            yield OrderKind.MUTE, "", None
        if self.blank:
            yield OrderKind.BLANK, "", None
        if self.lock is not None:
            yield OrderKind.LOCK, self.lock, None

    def acts(self) -> Iterator[What]:
        yield from map(OpenUrl, self.links)
        if self.message:
            yield ShowMessage(self.message)

    def to_json(self) -> dict[str, object]:
        return {
            "lock": self.lock,
            "blank": self.blank,
            "mute": self.mute,
            "storage": self.storage,
            "sites": self.sites.to_json() if self.sites else None,
            "apps": self.apps.to_json() if self.apps else None,
            "links": list(self.links),
            "message": self.message,
        }


def written(steps: Steps) -> str:
    return json.dumps(steps.to_json())


def read(text: str) -> Steps:
    """What `written` wrote."""
    said: Mapping[str, Any] = json.loads(text)
    sites, apps = said["sites"], said["apps"]
    return Steps(
        lock=said["lock"],
        blank=said["blank"],
        mute=said["mute"],
        storage=said["storage"],
        sites=Sites(ListMode(sites["mode"]), tuple(sites["patterns"])) if sites else None,
        apps=Apps(ListMode(apps["mode"]), tuple(apps["names"])) if apps else None,
        links=tuple(said["links"]),
        message=said["message"],
    )


@dataclass(frozen=True, slots=True)
class LessonTemplate:
    id: int
    name: str
    steps: Steps
