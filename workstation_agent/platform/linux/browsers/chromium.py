"""Chromium, Chrome, Edge and Brave: a file of our own in the folder of managed policies.

Each of these browsers reads every file of its folder, and reads them again when one changes. Of a policy that
is in several files the last file's value counts alone: so ours, the last by name, repeats what the others say
of addresses, and adds to it.
A browser waits 5 s after a change, unless the newest time of change in the folder is the one that it knows:
our file therefore always has the same old one, and is in its place, empty, also when there is no list.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.files import read_object, write_whole
from workstation_agent.platform.site_lists import Filter

FOLDERS: Final = (
    "etc/chromium/policies/managed",
    "etc/chromium-browser/policies/managed",  # Ubuntu's Chromium
    "etc/opt/chrome/policies/managed",
    "etc/opt/edge/policies/managed",
    "etc/brave/policies/managed",
)
OWN: Final = "zzzz-schoolbell-lesson.json"  # the last by name wins
BLOCK, ALLOW = "URLBlocklist", "URLAllowlist"
NEW_TAB: Final = "NewTabPageLocation"  # a search engine's page would be refused with every new tab
_LONG_AGO: Final = 946_684_800.0  # 1 January 2000


class ChromiumPolicies:
    """`folder` is one browser's folder of managed policies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = folder / OWN

    def hold(self, wanted: Filter) -> bool:
        """Whether the file changed. Raises PlatformError."""
        others = [read_object(path) for path in self._others()]
        # What the network manager refuses for good stays refused; what they except from that does not
        # widen a list of the only sites.
        blocked = _union(_addresses(others, BLOCK), wanted.blocked)
        if "*" in wanted.blocked:
            return self._write({BLOCK: blocked, ALLOW: list(wanted.allowed), NEW_TAB: "about:blank"})
        return self._write({BLOCK: blocked, ALLOW: _union(_addresses(others, ALLOW), wanted.allowed)})

    def lift(self) -> bool:
        """Whether there was anything to lift. Raises PlatformError."""
        return self._write({})

    def remove(self) -> None:
        """Our file too, when the agent leaves this PC. Raises OSError."""
        self._own.unlink(missing_ok=True)

    def _write(self, policies: dict[str, object]) -> bool:
        text = json.dumps(policies, indent=1) + "\n"
        try:
            before = self._own.read_text("utf-8") if self._own.is_file() else ""
            if before == text:
                return False
            write_whole(self._own, text, _LONG_AGO)
        except (OSError, UnicodeDecodeError) as error:
            raise PlatformError("sites.not-written", f"the agent could not write {self._own}") from error
        return bool(policies) or before not in ("", "{}\n")

    def _others(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.iterdir() if path.name != OWN and path.is_file())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise PlatformError("sites.not-read", f"the agent could not read {self.folder}") from error


def _addresses(files: Iterable[dict[str, object]], policy: str) -> list[str]:
    lists = (file.get(policy) for file in files)
    return [one for found in lists if isinstance(found, list) for one in found if isinstance(one, str)]


def _union(first: Iterable[str], then: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*first, *then)))
