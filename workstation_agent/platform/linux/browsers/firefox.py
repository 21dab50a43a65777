"""Firefox: it has one file of policies, so ours are put among those that are there, and taken out again.

What was there is kept beside it, byte for byte, until the list ends. Firefox reads its policies only when it
starts.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.files import read_object, write_whole
from workstation_agent.platform.site_lists import Filter

FILE: Final = "etc/firefox/policies/policies.json"
BEFORE: Final = "policies.json.before-lesson"
MARK: Final = "schoolbell-lesson"  # Firefox passes over what it does not know


class FirefoxPolicies:
    """`path` is the policies.json that all Firefoxes of this PC read."""

    def __init__(self, path: Path) -> None:
        self._path, self._before = path, path.with_name(BEFORE)

    def hold(self, wanted: Filter) -> bool:
        """Whether the file changed. Raises PlatformError, also when what is there is not understood."""
        now = read_object(self._path)
        theirs = read_object(self._before) if MARK in now else now
        merged = _merged(theirs, wanted)
        if now == merged:
            return False
        with _written(self._path):
            if MARK not in now:
                self._set_aside()
            write_whole(self._path, json.dumps(merged, indent=1) + "\n")
            _copy_rights(self._before, self._path)
        return True

    def lift(self) -> bool:
        """Whether there was anything to lift. Raises PlatformError."""
        if not self._before.exists():
            return False
        with _written(self._path):
            if MARK not in read_object(self._path):
                self._before.unlink()  # somebody has put a file of theirs in its place meanwhile
            elif self._before.stat().st_size == 0:
                self._path.unlink()
                self._before.unlink()
            else:
                self._before.replace(self._path)
        return True

    def remove(self) -> None:
        """Nothing of ours stays after `lift`."""

    def _set_aside(self) -> None:
        """Raises OSError. Nothing at all is kept as an empty file."""
        write_whole(self._before, self._path.read_text("utf-8") if self._path.exists() else "")
        _copy_rights(self._path, self._before)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        raise PlatformError("sites.not-written", f"the agent could not write {path}") from error


def _merged(theirs: dict[str, object], wanted: Filter) -> dict[str, object]:
    policies = theirs.get("policies")
    policies = dict(policies) if isinstance(policies, dict) else {}
    existing = policies.get("WebsiteFilter")
    existing = existing if isinstance(existing, dict) else {}
    everything = "<all_urls>" in wanted.blocked
    excepted = wanted.allowed if everything else (*_texts(existing.get("Exceptions")), *wanted.allowed)
    policies["WebsiteFilter"] = {
        "Block": list(dict.fromkeys((*_texts(existing.get("Block")), *wanted.blocked))),
        "Exceptions": list(dict.fromkeys(excepted)),
    }
    return theirs | {"policies": policies, MARK: "taken out again when the lesson's list of sites ends"}


def _texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _copy_rights(source: Path, target: Path) -> None:
    """A backup that is to take a file's place has its owner and mode too."""
    if not source.exists():
        return
    known = source.stat()
    os.chmod(target, known.st_mode & 0o777)
    if os.geteuid() == 0:
        os.chown(target, known.st_uid, known.st_gid)
