"""Changes of the registry that are taken back exactly, also by the agent that comes after a crash."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workstation_agent.platform.windows.registry import Registry, Value

Wanted = Mapping[str, Mapping[str, Value]]
"""Values by key and name."""
_NOTHING: Final = None


class Restoring:
    """`file` keeps what was there before. Written before the first change, removed after the last."""

    def __init__(self, registry: Registry, file: Path) -> None:
        self._registry, self._file = registry, file

    def hold(self, wanted: Wanted) -> bool:
        """True if anything had to be changed. What an earlier one set and this one lacks is taken back."""
        before = self._kept()
        remembered = {key: dict(names) for key, names in before.items()}
        for key, values in wanted.items():
            now = self._registry.values(key)
            for name in values:
                remembered.setdefault(key, {}).setdefault(name, now.get(name, _NOTHING))
        self._keep(remembered)
        changed = self._undo(before, wanted)
        for key, values in wanted.items():
            now = self._registry.values(key)
            for name, value in values.items():
                if now.get(name) != value:
                    self._registry.set(key, name, value)
                    changed = True
        return changed

    def lift(self) -> bool:
        """True if there was something to take back."""
        changed = self._undo(self._kept(), {})
        self._file.unlink(missing_ok=True)
        return changed

    def _undo(self, before: Mapping[str, Mapping[str, Value | None]], still: Wanted) -> bool:
        changed = False
        for key, values in before.items():
            now = self._registry.values(key)
            for name, value in values.items():
                if name in still.get(key, {}):
                    continue
                if value is None and name in now:
                    self._registry.delete(key, name)
                    changed = True
                elif value is not None and now.get(name) != value:
                    self._registry.set(key, name, value)
                    changed = True
        return changed

    def _kept(self) -> dict[str, dict[str, Value | None]]:
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {key: dict(values) for key, values in read.items()} if isinstance(read, dict) else {}

    def _keep(self, remembered: Mapping[str, Mapping[str, Value | None]]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(remembered), encoding="utf-8")
        draft.replace(self._file)
