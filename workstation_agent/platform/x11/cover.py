"""Covers a whole X11 display and holds its keyboard and pointer, so that nothing gets past.

The windows are put into the overlay window of the Composite extension, which lies above all others: a window
raised, an override-redirect one too, or a compositor's own panels, cannot come above it. The server ends
grabs and overlay when this connection ends, so a crash gives screen and input back.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from Xlib import XK, X, display, error  # type: ignore[import-untyped]  # ships no types
from Xlib.ext import composite, xtest  # type: ignore[import-untyped]  # ships no types
from Xlib.protocol import rq  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.placed import Placed
from workstation_agent.platform.x11 import second_hands

GRAB_NAMES: Final = {
    X.AlreadyGrabbed: "another program on this PC holds {what}; trying again",
    X.GrabFrozen: "another program on this PC has frozen {what}; trying again",
}
_WATCHED: Final = X.SubstructureNotifyMask | X.StructureNotifyMask
_POINTER_MASK: Final = X.ButtonPressMask | X.ButtonReleaseMask


class DisplayGone(Exception):
    """The server has ended, or has cut us off."""


class _ReleaseOverlay(rq.Request):  # type: ignore[misc]  # the base has no types
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(8), rq.RequestLength(), rq.Window("window"))


class Cover:
    """Its own connection to the display. Methods raise DisplayGone when that has ended."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._display.set_error_handler(
            lambda *_: None
        )  # a window that another program took away: put back later
        self._root = self._display.screen().root
        self._lid: Any = None
        self._is_overlay = False
        self._focus: Any = None
        self._colour = 0
        self.held = False

    @property
    def number(self) -> int:
        """The connection's file descriptor: readable when `drain` has something to read."""
        return int(self._display.fileno())

    def close(self) -> None:
        with suppress(error.ConnectionClosedError, OSError):
            self._display.close()

    def drain(self) -> bool:
        """Reads what the server has said. True if windows have changed, so that `lay` should look again."""
        changed = False
        try:
            while self._display.pending_events():
                changed |= self._display.next_event().type not in (X.KeyPress, X.KeyRelease, X.MotionNotify)
        except (error.ConnectionClosedError, OSError) as gone:
            raise DisplayGone from gone
        return changed

    def lay(self, colour: int, windows: Sequence[Placed]) -> bool:
        """Covers all, with these windows on top; puts right what has been disturbed. `colour` is 0xrrggbb.

        False if one of the windows is no more.
        """
        return bool(self._ask(self._lay, colour, windows))

    def _lay(self, colour: int, windows: Sequence[Placed]) -> bool:
        lid = self._the_lid(colour)
        whole = self._root.get_geometry()
        lid.configure(x=0, y=0, width=whole.width, height=whole.height, stack_mode=X.Above)
        if self._colour != colour:
            self._colour = colour
            lid.change_attributes(background_pixel=colour)
            lid.clear_area()
        lid.map()
        self._wake()
        whole_still = all([self._place(lid, one) for one in windows])
        self._stack(lid, windows)
        return whole_still

    def _place(self, lid: Any, placed: Placed) -> bool:
        window = self._display.create_resource_object("window", placed.window)
        try:
            if window.query_tree().parent != lid:
                window.reparent(lid, placed.x, placed.y)
            now, shown = window.get_geometry(), window.get_attributes()
        except (error.BadWindow, error.BadDrawable):
            return False
        if (now.x, now.y, now.width, now.height) != (placed.x, placed.y, placed.width, placed.height):
            window.configure(x=placed.x, y=placed.y, width=placed.width, height=placed.height)
        if shown.map_state != X.IsViewable:
            window.map()
        return True

    def _stack(self, lid: Any, windows: Sequence[Placed]) -> None:
        """Only if it is needed: each change of the order is an event that makes us look again."""
        ours = {one.window for one in windows}
        top = {child.id for child in lid.query_tree().children[-len(ours) :]}
        for window in ours if top != ours else ():
            self._display.create_resource_object("window", window).configure(stack_mode=X.Above)

    def _the_lid(self, colour: int) -> Any:
        if self._lid is not None:
            try:
                self._lid.get_geometry()
                return self._lid
            except (error.BadWindow, error.BadDrawable):
                self._take_away(self._lid)  # another program destroyed it, but the server still counts us
                self._lid = None
        self._root.change_attributes(event_mask=_WATCHED)
        self._is_overlay = self._display.has_extension("Composite")
        self._lid = (
            composite.get_overlay_window(self._root).overlay_window if self._is_overlay else self._own(colour)
        )
        self._lid.change_attributes(event_mask=_WATCHED)
        self._colour = -1
        return self._lid

    def _own(self, colour: int) -> Any:
        """For a server without Composite: one like any other, which must be raised again and again."""
        whole = self._root.get_geometry()
        return self._root.create_window(
            0,
            0,
            whole.width,
            whole.height,
            0,
            X.CopyFromParent,
            background_pixel=colour,
            override_redirect=True,
        )

    def _wake(self) -> None:
        """The server's own screen saver would come above even this."""
        if self._display.has_extension("MIT-SCREEN-SAVER") and self._root.screensaver_query_info().state == 1:
            self._display.force_screen_saver(X.ScreenSaverReset)

    def hold(self) -> str:
        """Takes keyboard and pointer, or makes sure of them. Empty, or why it could not (yet)."""
        return str(self._ask(self._hold))

    def _hold(self) -> str:
        keys = self._root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        pointer = self._root.grab_pointer(
            False, _POINTER_MASK, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime
        )
        others = second_hands.hold(self._display, self._root)
        self.held = others and keys == pointer == X.GrabSuccess
        if self.held:
            return ""
        if keys == pointer == X.GrabSuccess:
            return "another program on this PC holds a second keyboard or pointer; trying again"
        status, what = (keys, "the keyboard") if keys != X.GrabSuccess else (pointer, "the pointer")
        return GRAB_NAMES.get(status, "{what} cannot be held; trying again").format(what=what)

    def press_escape(self) -> None:
        """What closes a menu, and so ends the grab that it holds; the menu of another program is under us."""
        self._ask(self._press_escape)

    def _press_escape(self) -> None:
        key = self._display.keysym_to_keycode(XK.XK_Escape)
        for event in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._display, event, key)
        self._display.sync()

    def focus(self, window: int) -> None:
        """So that a screen reader reads it; `drop` gives the focus back."""
        self._ask(self._take_focus, window)

    def _take_focus(self, window: int) -> None:
        if self._focus is None:
            self._focus = self._display.get_input_focus().focus
        self._display.set_input_focus(window, X.RevertToPointerRoot, X.CurrentTime)

    def drop(self, windows: Sequence[int]) -> None:
        """Gives all back; the windows stay ours, unseen."""
        self._ask(self._drop, windows)

    def _drop(self, windows: Sequence[int]) -> None:
        self._display.ungrab_keyboard(X.CurrentTime)
        self._display.ungrab_pointer(X.CurrentTime)
        second_hands.drop(self._display)
        self.held = False
        self._root.change_attributes(event_mask=X.NoEventMask)  # a free desktop costs nothing
        for number in windows:
            window = self._display.create_resource_object("window", number)
            window.unmap()
            window.reparent(self._root, 0, 0)
        if self._lid is not None:
            self._take_away(self._lid)
            self._lid = None
        if self._focus is not None:
            self._display.set_input_focus(self._focus, X.RevertToPointerRoot, X.CurrentTime)
            self._focus = None

    def _take_away(self, lid: Any) -> None:
        if not self._is_overlay:
            lid.destroy()
            return
        _ReleaseOverlay(
            display=self._display.display,
            opcode=self._display.display.get_extension_major("Composite"),
            window=self._root,
        )

    def _ask(self, work: Any, *args: Any) -> Any:
        try:
            answer = work(*args)
            self._display.sync()
        except (error.ConnectionClosedError, OSError) as gone:
            raise DisplayGone from gone
        return answer
