"""A registry in memory, and input listeners that only remember."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation_agent.platform.windows.registry import Value


@dataclass
class FakeRegistry:
    keys: dict[str, dict[str, Value]] = field(default_factory=dict)
    writes: int = 0

    def values(self, key: str) -> Mapping[str, Value]:
        return dict(self.keys.get(key, {}))

    def set(self, key: str, name: str, value: Value) -> None:
        self.writes += 1
        self.keys.setdefault(key, {})[name] = value

    def delete(self, key: str, name: str) -> None:
        self.writes += 1
        self.keys.get(key, {}).pop(name, None)

    @property
    def all(self) -> dict[str, dict[str, Value]]:
        return {key: values for key, values in self.keys.items() if values}


@dataclass
class FakeListener:
    """As pynput's: a thread, which cannot be started twice."""

    running: bool = False
    over: bool = False

    def start(self) -> None:
        assert not self.over
        assert not self.running
        self.running = True

    def stop(self) -> None:
        self.running, self.over = False, True
