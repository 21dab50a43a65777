"""Whether the pupil's desktop is a dark one, by the XSETTINGS that every desktop publishes on its display."""

import struct
from typing import Final

from Xlib import X, display, error  # type: ignore[import-untyped]  # ships no types

THEME: Final = "Net/ThemeName"
_MOST: Final = 65_536 // 4
_TEXT: Final = 1
_SIZES: Final = {0: 4, 2: 8}  # a number, a colour


def is_dark(name: str) -> bool:
    """False when it cannot be told. Never raises."""
    try:
        link = display.Display(name)
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return False
    try:
        return "dark" in theme_in(_settings(link)).lower()
    except (error.XError, error.ConnectionClosedError, OSError):
        return False
    finally:
        link.close()


def _settings(link: display.Display) -> bytes:
    """Empty without a settings manager."""
    owner = link.get_selection_owner(link.intern_atom(f"_XSETTINGS_S{link.get_default_screen()}"))
    if owner == X.NONE:
        return b""
    kind = link.intern_atom("_XSETTINGS_SETTINGS")
    value = owner.get_property(kind, kind, 0, _MOST)
    return bytes(value.value) if value is not None else b""


def theme_in(settings: bytes) -> str:
    """The theme's name; empty for what is damaged. Any program can be the settings manager."""
    try:
        return _theme(settings)
    except (struct.error, UnicodeDecodeError, IndexError, KeyError):
        return ""


def _theme(settings: bytes) -> str:
    if not settings:
        return ""
    order = ">" if settings[0] else "<"
    (count,) = struct.unpack_from(order + "I", settings, 8)
    at = 12
    for _ in range(count):
        kind, length = settings[at], struct.unpack_from(order + "H", settings, at + 2)[0]
        name = settings[at + 4 : at + 4 + length].decode()
        at += 4 + _padded(length) + 4
        if kind != _TEXT:
            at += _SIZES[kind]
            continue
        (size,) = struct.unpack_from(order + "I", settings, at)
        if name == THEME:
            return settings[at + 4 : at + 4 + size].decode()
        at += 4 + _padded(size)
    return ""


def _padded(length: int) -> int:
    return (length + 3) & ~3
