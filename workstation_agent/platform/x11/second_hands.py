"""Pointers and keyboards beside the display's own (XInput 2).

A program can make a second pair of them, or set one adrift; a grab of the display's own does not hold those.
"""

from collections.abc import Iterator
from typing import Any, Final

from Xlib import X  # type: ignore[import-untyped]  # ships no types
from Xlib.ext import xinput  # type: ignore[import-untyped]  # ships no types

EXTENSION: Final = "XInputExtension"
_THE_DISPLAYS_OWN: Final = frozenset({2, 3})
_ON_THEIR_OWN: Final = frozenset({xinput.MasterPointer, xinput.MasterKeyboard, xinput.FloatingSlave})
_EVENTS: Final = 0  # all are thrown away


def hold(link: Any, root: Any) -> bool:
    """Takes each of them, or makes sure of it. False if another program has one."""
    return all([_take(root, device) == X.GrabSuccess for device in _others(link)])


def drop(link: Any) -> None:
    for device in _others(link):
        link.xinput_ungrab_device(device, X.CurrentTime)


def _others(link: Any) -> Iterator[int]:
    if not link.has_extension(EXTENSION):
        return
    link.xinput_query_version()
    for device in link.xinput_query_device(xinput.AllDevices).devices:
        if device.use in _ON_THEIR_OWN and device.enabled and device.deviceid not in _THE_DISPLAYS_OWN:
            yield device.deviceid


def _take(root: Any, device: int) -> int:
    answer = root.xinput_grab_device(
        device, X.CurrentTime, xinput.GrabModeAsync, xinput.GrabModeAsync, False, _EVENTS
    )
    return int(answer.status)
