"""A teacher's pointer and keyboard on this display, by XTest: real events, as if from a second mouse.

Keys and buttons are held for as long as the teacher holds them, and the display repeats a key that is held.
Only a character that takes other shifts here than the teacher holds is tapped: held, it would change.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from Xlib import XK, X, display  # type: ignore[import-untyped]  # ships no types
from Xlib.ext import xtest  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.x11.keyboard import MODIFIERS, NAMED, Where, find, keysyms_of, named, spare
from workstation_agent.protocol.inputs import (
    EDGE,
    Button,
    Hold,
    Input,
    Key,
    Move,
    Press,
    Release,
    Text,
    Wheel,
)

_BUTTONS: Final = {Button.LEFT: 1, Button.MIDDLE: 2, Button.RIGHT: 3}
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7  # how X says wheel
_SHORTCUTS: Final = frozenset({"Control", "Alt", "Meta"})


class Hands:
    """Its own connection to the display. `close` lets go of everything."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._root = self._display.screen().root
        self._held: dict[str, int] = {}  # modifier by its browser's name → keycode
        self._keys: dict[str, int] = {}  # which key it is on the teacher's keyboard → keycode
        self._buttons: set[int] = set()
        self._lent: dict[int, int] = {}  # keysym → spare keycode that types it for now
        self._read_table()

    def do(self, inputs: Sequence[Input]) -> None:
        for one in inputs:
            _DO[type(one)](self, one)
        self._display.flush()

    def let_go(self) -> None:
        for button in self._buttons:
            self._fake(X.ButtonRelease, button)
        for keycode in (*self._keys.values(), *self._held.values()):
            self._fake(X.KeyRelease, keycode)
        for held in (self._buttons, self._keys, self._held):
            held.clear()

    def close(self) -> None:
        self.let_go()
        for keycode in self._lent.values():
            self._lend(keycode, X.NoSymbol)
        self._display.sync()
        self._display.close()

    def _move(self, to: Move | Press) -> None:
        whole = self._root.get_geometry()
        x, y = to.x * (whole.width - 1) // EDGE, to.y * (whole.height - 1) // EDGE
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)

    def _press(self, press: Press) -> None:
        self._move(press)
        button = _BUTTONS[press.button]
        (self._buttons.add if press.down else self._buttons.discard)(button)
        self._fake(X.ButtonPress if press.down else X.ButtonRelease, button)

    def _wheel(self, wheel: Wheel) -> None:
        turns = ((wheel.dy, _DOWN, _UP), (wheel.dx, _RIGHT, _LEFT))
        for notches, forth, back in turns:
            for _ in range(abs(notches)):
                button = forth if notches > 0 else back
                self._fake(X.ButtonPress, button)
                self._fake(X.ButtonRelease, button)

    def _key(self, key: Key) -> None:
        if key.key == "AltGraph":  # what it types comes as a character; some systems say Control with it
            self._let_go("Control")
        elif key.key in MODIFIERS:
            self._modify(key)
        elif key.down:
            self._put_down(key)
        elif (keycode := self._keys.pop(key.code, None)) is not None:
            self._fake(X.KeyRelease, keycode)

    def _put_down(self, key: Key) -> None:
        if key.code in self._keys:
            return
        if key.key in NAMED:
            self._press_key(key.code, self._named(NAMED[key.key]))
        elif len(key.key) == 1:
            self._put_down_char(key)

    def _put_down_char(self, key: Key) -> None:
        where, shift = self._how(key.key)
        as_held = not where.altgr and shift == ("Shift" in self._held)
        if self._shortcut or (as_held and where.keycode not in self._lent.values()):
            self._press_key(key.code, where.keycode)
        else:
            self._with_shifts(where, shift)

    def _press_key(self, code: str, keycode: int) -> None:
        """What a tablet's keyboard types has no `code`, and is tapped."""
        if not code or keycode in self._keys.values():
            self._strike(keycode)
        elif keycode:
            self._keys[code] = keycode
            self._fake(X.KeyPress, keycode)

    def _modify(self, key: Key) -> None:
        if not key.down:
            self._let_go(key.key)
        elif key.key not in self._held and (keycode := self._named(MODIFIERS[key.key])):
            self._held[key.key] = keycode
            self._fake(X.KeyPress, keycode)

    def _let_go(self, modifier: str) -> None:
        keycode = self._held.pop(modifier, None)
        if keycode is not None:
            self._fake(X.KeyRelease, keycode)

    def _text(self, text: Text) -> None:
        for char in text.text:
            name = named(char)
            if name:
                self._strike(self._named(name))
            else:
                self._type(char)

    def _type(self, char: str) -> None:
        where, shift = self._how(char)
        if self._shortcut:
            self._strike(where.keycode)
        else:
            self._with_shifts(where, shift)

    @property
    def _shortcut(self) -> bool:
        return bool(_SHORTCUTS & self._held.keys())

    def _how(self, char: str) -> tuple[Where, bool]:
        """Which key types it here, and whether with Shift, as caps lock is now."""
        mask = int(self._root.query_pointer().mask)
        where = self._find(char, (mask >> 13) & 1)
        capitals = bool(mask & X.LockMask) and char.lower() != char.upper()
        return where, where.shift != capitals

    def _find(self, char: str, group: int) -> Where:
        keysyms = keysyms_of(char)
        where = find(self._table, self._first, keysyms, group)
        return where or Where(self._borrow(keysyms[-1]), 0)

    def _with_shifts(self, where: Where, shift: bool) -> None:
        """Strikes with just the shifts that this character needs here, whatever is held."""
        altgr = self._named("ISO_Level3_Shift") if where.altgr else 0
        held = self._held.get("Shift")
        if held is not None and not shift:
            self._fake(X.KeyRelease, held)
        pressed = [code for code in (altgr, self._shift_code if shift and held is None else 0) if code]
        for code in pressed:
            self._fake(X.KeyPress, code)
        self._strike(where.keycode)
        for code in reversed(pressed):
            self._fake(X.KeyRelease, code)
        if held is not None and not shift:
            self._fake(X.KeyPress, held)

    def _strike(self, keycode: int) -> None:
        if keycode:
            self._fake(X.KeyPress, keycode)
            self._fake(X.KeyRelease, keycode)

    def _borrow(self, keysym: int) -> int:
        """A key that this layout has no use for types what the layout has not; the oldest loan ends first."""
        if keysym in self._lent:
            return self._lent[keysym]
        unused = [code for code in self._spare if code not in self._lent.values()]
        keycode = unused[0] if unused else self._lent.pop(next(iter(self._lent), 0), 0)
        if keycode:
            self._lent[keysym] = keycode
            self._lend(keycode, keysym)
            self._display.sync()
        return keycode

    def _lend(self, keycode: int, keysym: int) -> None:
        self._display.change_keyboard_mapping(keycode, [[keysym] * 4])

    def _read_table(self) -> None:
        info = self._display.display.info
        self._first = info.min_keycode
        self._table = self._display.get_keyboard_mapping(self._first, info.max_keycode - self._first + 1)
        self._spare = spare(self._table, self._first)
        self._shift_code = self._named("Shift_L")

    def _named(self, name: str) -> int:
        return int(self._display.keysym_to_keycode(XK.string_to_keysym(name)))

    def _fake(self, kind: int, detail: int) -> None:
        xtest.fake_input(self._display, kind, detail)


# Any: each method takes its own input, which the key beside it proves.
_DO: Final[dict[type, Callable[[Hands, Any], None]]] = {
    Move: Hands._move,
    Press: Hands._press,
    Wheel: Hands._wheel,
    Key: Hands._key,
    Text: Hands._text,
    Hold: lambda hands, _: None,
    Release: lambda hands, _: hands.let_go(),
}


def let_go_of_all(name: str) -> None:
    """What hands held whose program was killed: X lets go of nothing by itself. Raises DisplayError."""
    link = display.Display(name)
    down = link.query_keymap()
    for keycode in range(8, 256):
        if down[keycode // 8] >> (keycode % 8) & 1:
            xtest.fake_input(link, X.KeyRelease, keycode)
    mask = link.screen().root.query_pointer().mask
    for button, bit in ((1, X.Button1Mask), (2, X.Button2Mask), (3, X.Button3Mask)):
        if mask & bit:
            xtest.fake_input(link, X.ButtonRelease, button)
    link.sync()
    link.close()
