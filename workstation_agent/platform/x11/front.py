"""The window in front, as window managers tell it."""

from contextlib import suppress
from typing import Any, Final

from Xlib import X, display, error  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.page_address import Shown

_MOST: Final = 400
_LOST: Final = (error.XError, error.ConnectionClosedError, OSError)


class Front:
    """Never raises: a title that cannot be read is empty."""

    def __init__(self, name: str) -> None:
        self._display: Any = None
        with suppress(error.DisplayError, *_LOST):
            self._display = display.Display(name)

    def shown(self) -> Shown:
        if self._display is None:
            return Shown("", 0)
        try:
            window = self._window()
            if window is None:
                return Shown("", 0)
            return Shown(self._title(window), self._windows_like(window))
        except _LOST:
            return Shown("", 0)

    def _windows_like(self, window: Any) -> int:
        """How many windows the same process has."""
        listed = self._display.screen().root.get_full_property(
            self._atom("_NET_CLIENT_LIST"), X.AnyPropertyType
        )
        pid, numbers = self._pid(window), list(listed.value) if listed is not None else []
        windows = [self._display.create_resource_object("window", number) for number in numbers]
        return sum(pid != 0 and self._pid(one) == pid for one in windows)

    def _pid(self, window: Any) -> int:
        try:
            value = window.get_full_property(self._atom("_NET_WM_PID"), X.AnyPropertyType)
        except error.BadWindow:
            return 0
        return int(value.value[0]) if value is not None and len(value.value) else 0

    def _window(self) -> Any:
        root = self._display.screen().root
        named = root.get_full_property(self._atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
        if named is not None and len(named.value) and named.value[0]:
            return self._display.create_resource_object("window", named.value[0])
        focus = self._display.get_input_focus().focus
        return focus if hasattr(focus, "get_full_property") else None

    def _title(self, window: Any) -> str:
        """Of the window, or of the nearest around it that has one."""
        root = self._display.screen().root
        while window is not None and window != root and window != X.NONE:
            for name, encoding in (("_NET_WM_NAME", "utf-8"), ("WM_NAME", "latin-1")):
                value = window.get_full_property(self._atom(name), X.AnyPropertyType)
                if value is not None and value.value:
                    return _text(value.value, encoding)[:_MOST]
            window = window.query_tree().parent
        return ""

    def _atom(self, name: str) -> int:
        return int(self._display.intern_atom(name))


def _text(value: bytes | str, encoding: str) -> str:
    return value if isinstance(value, str) else bytes(value).decode(encoding, "replace")
