"""Keys that work whatever window is in front: Ctrl and Alt with a letter."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from PySide6.QtCore import QObject, QSocketNotifier
from Xlib import XK, X, display, error  # type: ignore[import-untyped]  # ships no types

_LOCKS: Final = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)  # caps lock and num lock change nothing
_LOST: Final = (error.XError, error.ConnectionClosedError, OSError)


class Keys:
    """A key that another program holds already is left to it."""

    def __init__(self, name: str, acts: Mapping[str, Callable[[], None]], parent: QObject) -> None:
        self._acts: dict[int, Callable[[], None]] = {}
        self._display: Any = None
        with suppress(error.DisplayError, *_LOST):
            self._display = display.Display(name)
            self._display.set_error_handler(lambda *_: None)
            self._grab(acts)
            self._notifier = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, parent)
            self._notifier.activated.connect(self._hear)

    def _grab(self, acts: Mapping[str, Callable[[], None]]) -> None:
        root = self._display.screen().root
        for letter, act in acts.items():
            code = self._display.keysym_to_keycode(XK.string_to_keysym(letter))
            if not code:
                continue
            self._acts[code] = act
            for locks in _LOCKS:
                mask = X.ControlMask | X.Mod1Mask | locks
                root.grab_key(code, mask, True, X.GrabModeAsync, X.GrabModeAsync)
        self._display.sync()

    def _hear(self) -> None:
        try:
            while self._display.pending_events():
                event = self._display.next_event()
                if event.type == X.KeyPress and event.detail in self._acts:
                    self._acts[event.detail]()
        except _LOST:
            self._notifier.setEnabled(False)
