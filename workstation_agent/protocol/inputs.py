"""Protocol v1 §12: what a teacher does with pointer and keyboard, on its way to the PC that is controlled.

Places are parts of the whole picture: 0 is its left or upper edge, 65535 the other one, whatever its size.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final

from workstation_agent.protocol.fields import Fields

EDGE: Final = 65_535
MAX_INPUTS: Final = 64
MAX_TEXT: Final = 200
MAX_KEY: Final = 32
MAX_NOTCHES: Final = 20


class Button(StrEnum):
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Move:
    kind: ClassVar[str] = "move"
    x: int
    y: int

    @classmethod
    def read(cls, f: Fields) -> "Move":
        return cls(f.whole("x", 0, EDGE), f.whole("y", 0, EDGE))


@dataclass(frozen=True, slots=True)
class Press:
    """A button of the pointer goes down or up, at this place."""

    kind: ClassVar[str] = "button"
    button: Button
    down: bool
    x: int
    y: int

    @classmethod
    def read(cls, f: Fields) -> "Press":
        place = Move.read(f)
        return cls(f.choice("button", Button), f.truth("down"), place.x, place.y)


@dataclass(frozen=True, slots=True)
class Wheel:
    """In notches; positive is to the right and down."""

    kind: ClassVar[str] = "wheel"
    dx: int
    dy: int

    @classmethod
    def read(cls, f: Fields) -> "Wheel":
        return cls(f.whole("dx", -MAX_NOTCHES, MAX_NOTCHES), f.whole("dy", -MAX_NOTCHES, MAX_NOTCHES))


@dataclass(frozen=True, slots=True)
class Key:
    """`key` is what the key means on the teacher's keyboard (`a`, `#`, `Enter`), `code` which it is (`KeyA`).

    The PC presses what means the same there, whatever its own layout, until the same `code` goes up.
    """

    kind: ClassVar[str] = "key"
    key: str
    code: str
    down: bool

    @classmethod
    def read(cls, f: Fields) -> "Key":
        key = f.raw("key")
        if not isinstance(key, str) or not 0 < len(key) <= MAX_KEY or not key.isprintable():
            raise f.bad("key", f"the name of a key, or what it types, of at most {MAX_KEY} characters")
        return cls(key, f.text("code", MAX_KEY), f.truth("down"))


@dataclass(frozen=True, slots=True)
class Text:
    """Typed as it stands, spaces and line breaks too; what nobody could type is left out."""

    kind: ClassVar[str] = "text"
    text: str

    @classmethod
    def read(cls, f: Fields) -> "Text":
        text = f.raw("text")
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            raise f.bad("text", f"text of at most {MAX_TEXT} characters")
        return cls("".join(char for char in text if char.isprintable() or char in "\n\t"))


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held down stays so. Said twice a second while something is."""

    kind: ClassVar[str] = "hold"

    @classmethod
    def read(cls, f: Fields) -> "Hold":
        return cls()


@dataclass(frozen=True, slots=True)
class Release:
    """Lets go of every key and button that is held down."""

    kind: ClassVar[str] = "release"

    @classmethod
    def read(cls, f: Fields) -> "Release":
        return cls()


Input = Move | Press | Wheel | Key | Text | Hold | Release
# Any: each class reads itself.
_KINDS: Final[dict[object, Callable[[Fields], Any]]] = {
    one.kind: one.read for one in (Move, Press, Wheel, Key, Text, Hold, Release)
}


def input_from_json(values: object) -> Input:
    f = Fields("input", values)
    read = _KINDS.get(f.word("kind"))
    if read is None:
        raise f.bad("kind", "one of " + ", ".join(map(str, _KINDS)))
    found: Input = read(f)
    return found


def input_to_json(one: Input) -> dict[str, object]:
    return {"kind": one.kind, **asdict(one)}
