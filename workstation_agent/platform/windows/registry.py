"""The part of the Windows registry that modes write to. Not yet exercised in CI against a real one."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from workstation_agent.platform.interface import PlatformError

Value = str | int


class Registry(Protocol):
    """Keys below HKEY_LOCAL_MACHINE, or HKEY_USERS for paths that begin with a user's id (`S-1-…`)."""

    def values(self, key: str) -> Mapping[str, Value]:
        """Empty when there is no such key."""

    def set(self, key: str, name: str, value: Value) -> None: ...

    def delete(self, key: str, name: str) -> None:
        """Nothing happens if it is not there."""


class WindowsRegistry:
    """By `winreg`, in the 64-bit view, whatever the Python. Raises PlatformError."""

    def values(self, key: str) -> Mapping[str, Value]:
        winreg, found = _winreg(), dict[str, Value]()
        with suppress(FileNotFoundError), self._open(key, winreg.KEY_READ) as opened:
            for at in range(winreg.QueryInfoKey(opened)[1]):
                name, value, _ = winreg.EnumValue(opened, at)
                if isinstance(value, str | int):
                    found[name] = value
        return found

    def set(self, key: str, name: str, value: Value) -> None:
        winreg = _winreg()
        kind = winreg.REG_SZ if isinstance(value, str) else winreg.REG_DWORD
        root, path = _rooted(winreg, key)
        try:
            access = winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY
            with winreg.CreateKeyEx(root, path, 0, access) as opened:
                winreg.SetValueEx(opened, name, 0, kind, value)
        except OSError as error:
            raise _refused(key) from error

    def delete(self, key: str, name: str) -> None:
        winreg = _winreg()
        try:
            with suppress(FileNotFoundError), self._open(key, winreg.KEY_WRITE) as opened:
                winreg.DeleteValue(opened, name)
        except OSError as error:
            raise _refused(key) from error

    def _open(self, key: str, access: int) -> Any:
        winreg = _winreg()
        root, path = _rooted(winreg, key)
        return winreg.OpenKeyEx(root, path, 0, access | winreg.KEY_WOW64_64KEY)


_USER: Final = "S-1-"


def _rooted(winreg: Any, key: str) -> tuple[Any, str]:
    return (winreg.HKEY_USERS if key.startswith(_USER) else winreg.HKEY_LOCAL_MACHINE), key


def _winreg() -> Any:
    if sys.platform != "win32":
        raise PlatformError("registry.none", "this PC has no Windows registry")
    import winreg

    return winreg


def _refused(key: str) -> PlatformError:
    return PlatformError("registry.refused", f"Windows would not let the agent change {key}")
