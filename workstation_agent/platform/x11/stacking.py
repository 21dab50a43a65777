"""Whether our windows lie above all others. They are raised only when they do not: raising flickers."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from Xlib import X, display, error  # type: ignore[import-untyped]  # ships no types

_LOST: Final = (error.XError, error.ConnectionClosedError, OSError)


class Stacking:
    def __init__(self, name: str) -> None:
        self._display: Any = None
        with suppress(error.DisplayError, *_LOST):
            self._display = display.Display(name)
            self._display.set_error_handler(lambda *_: None)  # a window may have gone

    def on_top(self, windows: Sequence[int]) -> bool:
        """True if these, the lowest first, are the topmost of the display; False when it cannot be told."""
        if self._display is None:
            return False
        try:
            children = self._display.screen().root.query_tree().children
        except _LOST:
            return False
        return [child.id for child in children[-len(windows) :]] == list(windows)

    def lift(self, windows: Sequence[int]) -> None:
        """Puts these above all others, the last on top. Qt's own `raise_` may wait for the next event."""
        if self._display is None:
            return
        with suppress(*_LOST):
            for window in windows:
                self._display.create_resource_object("window", window).configure(stack_mode=X.Above)
            self._display.sync()
