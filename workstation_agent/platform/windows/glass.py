"""A display as the camera needs it, by mss alone: for systems that do not say what has changed.

Used on Windows, where it is not yet exercised in CI; it works wherever mss does.
"""

import sys
from typing import Any

import mss
import numpy as np
from mss.exception import ScreenShotError

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.glass import GlassError
from workstation_agent.capture.shadow import Pixels


class MssGlass:
    """Raises GlassError when there is no display, or it cannot be captured (a locked Windows session)."""

    def __init__(self, display: str | None = None) -> None:
        try:
            self._display = display
            self._grabber = self._open()
            self._origin, self.monitors = _shape(self._grabber)
        except (ScreenShotError, OSError) as trouble:
            raise GlassError(f"this PC's display cannot be opened: {trouble}") from trouble

    @property
    def reshaped(self) -> bool:
        """mss remembers the monitors for as long as it is open, so another one is asked."""
        with self._open() as fresh:
            return _shape(fresh) != (self._origin, self.monitors)

    def fileno(self) -> int | None:
        return None

    def stirred(self) -> bool:
        return False  # it never says anything, so it is asked again and again

    def changed(self) -> Box | None:
        whole = self.monitors[0]
        for monitor in self.monitors[1:]:
            whole = whole.union(monitor)
        return whole

    def grab(self, box: Box) -> Pixels:
        left, top = self._origin
        region = {"left": left + box.left, "top": top + box.top, "width": box.width, "height": box.height}
        try:
            shot = self._grabber.grab(region)
        except (ScreenShotError, OSError) as trouble:
            raise GlassError(f"this PC's screen cannot be captured: {trouble}") from trouble
        return np.frombuffer(bytes(shot.raw), np.uint32).reshape(box.height, box.width)

    def front(self) -> object:
        """The number of the window in front; None where nobody tells."""
        if sys.platform != "win32":
            return None
        import ctypes

        return ctypes.windll.user32.GetForegroundWindow()

    def close(self) -> None:
        self._grabber.close()

    def _open(self) -> Any:
        return mss.MSS(display=self._display) if self._display else mss.MSS()


def _shape(grabber: Any) -> tuple[tuple[int, int], tuple[Box, ...]]:
    """Where the whole begins, since Windows counts from the main monitor; and the monitors within it."""
    every, *each = grabber.monitors
    left, top = int(every["left"]), int(every["top"])
    boxes = (
        Box(
            one["left"] - left,
            one["top"] - top,
            one["left"] - left + one["width"],
            one["top"] - top + one["height"],
        )
        for one in each or [every]
    )
    return (left, top), tuple(sorted(boxes))
