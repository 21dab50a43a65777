"""Real X11 displays for tests: Xvfb with a window manager, a window that must not be seen or typed into, and
what a person at the keyboard does.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import mss
from Xlib import X, display
from Xlib.error import ConnectionClosedError

from simulators import lifeline

VICTIM = 0xFF00FF
WIDTH, HEIGHT = 1280, 720


def until(true: Callable[[], object], what: str = "", within_s: float = 60.0) -> None:
    """Returns as soon as `true()` holds."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, f"not within {within_s} s: {what or true}"
        time.sleep(0.01)


class Screen:
    """An Xvfb display. `start` again after `stop` takes the same number."""

    def __init__(self, size: str = f"{WIDTH}x{HEIGHT}x24", *options: str) -> None:
        self.name = ""
        self._size, self._options = size, options
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        says, hears = os.pipe()
        number = [self.name] if self.name else []
        options = ["-displayfd", str(hears), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        options += self._options
        server = _quietly(["Xvfb", *number, *options], pass_fds=[hears])
        os.close(hears)
        with os.fdopen(says) as said:
            self.name = f":{said.readline().strip()}"
        self._running.append(server)
        self.run("openbox", "--startup", "xprop -root -f _READY 32c -set _READY 1")
        until(lambda: self.property("_READY"), "openbox")

    def stop(self) -> None:
        """The display ends as at a log-off: its server is terminated."""
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            process.wait()
        self._running.clear()

    @property
    def pid(self) -> int:
        return self._running[0].pid

    def run(self, *command: str) -> "subprocess.Popen[bytes]":
        process = _quietly(command, env=self.environment)
        self._running.append(process)
        return process

    def do(self, *command: str) -> str:
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True, timeout=20
        ).stdout

    def press(self, *keys: str) -> None:
        """On the real keyboard, as far as the server can tell (XTEST)."""
        self.do("xdotool", "key", "--clearmodifiers", "--delay", "1", *keys)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name}

    @contextmanager
    def connected(self) -> Iterator[display.Display]:
        link = display.Display(self.name)
        try:
            yield link
        finally:
            with suppress(ConnectionClosedError):
                link.close()

    def property(self, name: str) -> list[int]:
        """Of the root window."""
        with self.connected() as link:
            value = link.screen().root.get_full_property(link.intern_atom(name), X.AnyPropertyType)
        return list(value.value) if value else []

    def shot(self) -> bytes:
        """All pixels, as blue, green, red, nothing."""
        with mss.MSS(display=self.name) as camera:
            return bytes(camera.grab(camera.monitors[0]).raw)

    def shows(self, colour: int = VICTIM) -> bool:
        """Whether even one pixel has this colour."""
        raw, pattern = self.shot(), colour.to_bytes(3, "little")
        at = raw.find(pattern)
        while at >= 0 and at % 4:
            at = raw.find(pattern, at + 1)
        return at >= 0

    def pixel(self, x: int, y: int) -> int:
        with mss.MSS(display=self.name) as camera:
            red, green, blue = camera.grab(camera.monitors[0]).pixel(x, y)
        return red << 16 | green << 8 | blue


def _quietly(command: Sequence[str], **options: Any) -> "subprocess.Popen[bytes]":
    return lifeline.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


class Victim:
    """The pupil's window: fills the screen in one loud colour, and counts what is typed and clicked."""

    def __init__(self, screen: Screen, *, above_all: bool = False) -> None:
        self._link = display.Display(screen.name)
        root = self._link.screen().root
        self.window = root.create_window(
            0, 0, 3000, 3000, 0, X.CopyFromParent,
            background_pixel=VICTIM, override_redirect=above_all,
            event_mask=X.KeyPressMask | X.ButtonPressMask | X.StructureNotifyMask | X.PointerMotionMask,
        )  # fmt: skip
        self.window.set_wm_name("victim")
        self.window.map()
        self._link.sync()
        self._mapped = above_all
        until(self._is_mapped, "the victim's window")

    def focus(self) -> None:
        self.window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._link.sync()

    def raise_up(self) -> None:
        self.window.configure(stack_mode=X.Above)
        self._link.sync()

    def heard(self) -> int:
        """Keys and clicks since the last time. What the server has dealt with by now is counted."""
        self._link.sync()
        count = 0
        while self._link.pending_events():
            event = self._link.next_event()
            self._mapped |= event.type == X.MapNotify
            count += event.type in (X.KeyPress, X.ButtonPress)
        return count

    def close(self) -> None:
        with suppress(ConnectionClosedError):
            self._link.close()

    def _is_mapped(self) -> bool:
        self.heard()
        return self._mapped
