"""Which key of this PC's layout means what: pure, from the server's table of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Where the server's table has (group, level); XKB lays two groups of four levels out like this.
COLUMNS: Final = {(0, 0): 0, (0, 1): 1, (1, 0): 2, (1, 1): 3, (0, 2): 4, (0, 3): 5, (1, 2): 6, (1, 3): 7}
UNICODE: Final = 0x0100_0000
NAMED: Final[Mapping[str, str]] = {
    "Enter": "Return",
    "Backspace": "BackSpace",
    "Tab": "Tab",
    "Escape": "Escape",
    "Delete": "Delete",
    "Insert": "Insert",
    "Home": "Home",
    "End": "End",
    "PageUp": "Prior",
    "PageDown": "Next",
    "ArrowLeft": "Left",
    "ArrowRight": "Right",
    "ArrowUp": "Up",
    "ArrowDown": "Down",
    "ContextMenu": "Menu",
    "Pause": "Pause",
    **{f"F{number}": f"F{number}" for number in range(1, 13)},
}
"""A browser's name of a key, and X's. What is not here and no character is not pressed."""
MODIFIERS: Final[Mapping[str, str]] = {
    "Shift": "Shift_L",
    "Control": "Control_L",
    "Alt": "Alt_L",
    "Meta": "Super_L",
}
_OLD_KEYSYMS: Final = {"€": 0x20AC, "–": 0xAA9, "—": 0xAAA, "‘": 0xAD0, "’": 0xAD1, "“": 0xAD2, "”": 0xAD3}
_TYPED: Final = {"\n": "Return", "\t": "Tab"}


@dataclass(frozen=True, slots=True)
class Where:
    """`level` 0 is plain, 1 with Shift, 2 with AltGr, 3 with both."""

    keycode: int
    level: int

    @property
    def shift(self) -> bool:
        return bool(self.level & 1)

    @property
    def altgr(self) -> bool:
        return bool(self.level & 2)


def keysyms_of(char: str) -> tuple[int, ...]:
    """The names that X has for a character, the likelier first."""
    point = ord(char)
    if 0x20 <= point <= 0x7E or 0xA0 <= point <= 0xFF:
        return (point,)
    old = _OLD_KEYSYMS.get(char)
    return (UNICODE + point,) if old is None else (old, UNICODE + point)


def named(char: str) -> str | None:
    """The name of the key for a character that is none, such as a line break."""
    return _TYPED.get(char)


def find(table: Sequence[Sequence[int]], first: int, keysyms: Sequence[int], group: int) -> Where | None:
    """The easiest way to type one of the keysyms. `table` has a row for each keycode from `first` on."""
    found = [
        Where(first + row, level)
        for row, columns in enumerate(table)
        for level in range(4)
        if (column := COLUMNS[group, level]) < len(columns) and columns[column] in keysyms
    ]
    return min(found, key=lambda one: one.level, default=None)


def spare(table: Sequence[Sequence[int]], first: int) -> list[int]:
    """Keycodes that mean nothing in this layout; the highest first, since those are on no keyboard."""
    return [first + row for row, columns in reversed(list(enumerate(table))) if not any(columns)]
