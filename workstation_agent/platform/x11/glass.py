"""An X11 display as the camera needs it: XDamage says what changed, XShm brings the pixels."""

import os
from typing import Any, Final

import mss
import numpy as np
from mss.exception import ScreenShotError
from Xlib import X, display, error  # type: ignore[import-untyped]  # ships no types
from Xlib.ext import damage, randr  # type: ignore[import-untyped]  # ships no types

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.glass import GlassError
from workstation_agent.capture.shadow import Pixels

_FRONT_LEAST_PX: Final = 100  # smaller windows are menus and hints
_GONE: Final = (OSError, error.DisplayError, error.ConnectionClosedError, error.XError, ScreenShotError)


class X11Glass:
    """Raises GlassError when there is no such display, or it cannot be captured."""

    def __init__(self, name: str | None = None) -> None:
        if os.environ.get("XDG_SESSION_TYPE") == "wayland":
            raise GlassError("this PC's session is Wayland, which does not let its screen be captured")
        self.reshaped = False
        self._damaged: Box | None = None
        self._damage: int | None = None
        try:
            self._display = display.Display(name)
            self._grabber = mss.MSS(display=self._display.get_display_name())
            self._listen()
            self.monitors = _monitors(self._grabber)
        except _GONE as trouble:
            raise GlassError(f"this PC's display cannot be opened: {trouble}") from trouble

    def fileno(self) -> int | None:
        return None if self._damage is None else int(self._display.fileno())

    def stirred(self) -> bool:
        try:
            self._hear()
        except _GONE as trouble:
            raise GlassError(f"this PC's display went away: {trouble}") from trouble
        return self._damaged is not None or self.reshaped

    def changed(self) -> Box | None:
        """The display says nothing more of a box until it is told that the box has been looked at.

        What it said meanwhile may be from before or after that: it is looked at now, and once more.
        """
        if self._damage is None or not self.stirred():
            return None
        box, self._damaged = self._damaged, None
        if box is None:
            return None
        try:
            self._display.damage_subtract(self._damage)
            self._display.sync()
        except _GONE as trouble:
            raise GlassError(f"this PC's display went away: {trouble}") from trouble
        return box.union(self._damaged) if self.stirred() and self._damaged else box

    def grab(self, box: Box) -> Pixels:
        region = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
        try:
            shot = self._grabber.grab(region)
        except _GONE as trouble:
            raise GlassError(f"this PC's screen cannot be captured: {trouble}") from trouble
        return np.frombuffer(shot.raw, np.uint32).reshape(box.height, box.width)

    def front(self) -> object:
        try:
            return next(filter(None, map(_seen, reversed(self._root.query_tree().children))), ())
        except error.XError:
            return None  # a window that went away while it was looked at
        except _GONE as trouble:
            raise GlassError(f"this PC's display went away: {trouble}") from trouble

    def close(self) -> None:
        for thing in (self._display, self._grabber):
            try:
                thing.close()
            except _GONE:
                continue  # the display went first

    @property
    def _root(self) -> Any:
        return self._display.screen().root

    def _listen(self) -> None:
        self._display.set_error_handler(lambda *_: None)  # else they are printed
        self._types = self._display.extension_event
        # Of monitors that share one output the display says only that its root was configured.
        self._root.change_attributes(event_mask=X.StructureNotifyMask)
        if self._display.has_extension("RANDR"):
            self._root.xrandr_select_input(randr.RRScreenChangeNotifyMask)
        if self._display.has_extension("DAMAGE"):
            self._display.damage_query_version()
            self._damage = self._root.damage_create(damage.DamageReportBoundingBox)
        self._display.sync()

    def _hear(self) -> None:
        for _ in range(self._display.pending_events()):
            event = self._display.next_event()
            if event.type == getattr(self._types, "DamageNotify", None):
                at = event.area
                box = Box(at.x, at.y, at.x + at.width, at.y + at.height)
                self._damaged = box if self._damaged is None else self._damaged.union(box)
            elif event.type in (X.ConfigureNotify, getattr(self._types, "ScreenChangeNotify", None)):
                self.reshaped = True


def _monitors(grabber: Any) -> tuple[Box, ...]:
    """From left to right; the whole when the display has no word for them."""
    every, *each = grabber.monitors
    boxes = [
        Box(one["left"], one["top"], one["left"] + one["width"], one["top"] + one["height"])
        for one in each or [every]
    ]
    return tuple(sorted(boxes))


def _seen(window: Any) -> object:
    """The window and where it is; None if it hides nothing of what is behind it."""
    attributes = window.get_attributes()
    if attributes.map_state != X.IsViewable or attributes.win_class != X.InputOutput:
        return None
    shape = window.get_geometry()
    if min(shape.width, shape.height) < _FRONT_LEAST_PX or shape.depth == 32:
        return None
    return window.id, shape.x, shape.y, shape.width, shape.height
