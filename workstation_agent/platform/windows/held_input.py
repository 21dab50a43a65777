"""Keyboard and pointer held by pynput's low-level hooks: what they hear is passed on to nobody.

Windows keeps Ctrl-Alt-Del for itself, so while input is held the task manager behind it is switched off by
policy. The hooks end with the program that set them. Not yet exercised in CI on Windows.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final, Protocol

from workstation_agent.platform.windows.restoring import Restoring, Wanted

POLICIES: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
BEHIND_CTRL_ALT_DEL: Final = (
    "DisableTaskMgr",
    "DisableLockWorkstation",
    "DisableChangePassword",
    "HideFastUserSwitching",
)


class Listener(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


Listen = Callable[[], Listener]


LOCKDOWN: Final[Wanted] = {POLICIES: dict.fromkeys(BEHIND_CTRL_ALT_DEL, 1)}


class BehindCtrlAltDel:
    """Nothing that Ctrl-Alt-Del offers leads past a lock, while any mode wants that. Logging off stays."""

    def __init__(self, registry: Restoring) -> None:
        self._registry, self._wanted_by = registry, set[str]()

    def hold(self, kind: str) -> None:
        self._wanted_by.add(kind)
        self._registry.hold(LOCKDOWN)

    def lift(self, kind: str) -> None:
        """Also what an agent that was killed has left."""
        self._wanted_by.discard(kind)
        if not self._wanted_by:
            self._registry.lift()


def keyboard() -> Listener:
    listener: Listener = import_module("pynput.keyboard").Listener(suppress=True)
    return listener


def pointer() -> Listener:
    listener: Listener = import_module("pynput.mouse").Listener(suppress=True)
    return listener


class HeldInput:
    """A pynput listener can be started once, so each hold has its own."""

    def __init__(self, makers: tuple[Listen, ...] = (keyboard, pointer)) -> None:
        self._makers = makers
        self._listening: list[Listener] = []

    @property
    def held(self) -> bool:
        return bool(self._listening)

    def hold(self) -> None:
        if not self._listening:
            self._listening = [make() for make in self._makers]
            for one in self._listening:
                one.start()

    def drop(self) -> None:
        listening, self._listening = self._listening, []
        for one in listening:
            one.stop()
