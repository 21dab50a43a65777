"""How the fields of a message become CBOR and come back, each checked in both directions.

A field says its key and its form in its type: `nonce: Annotated[Octets8, 2]`. A field that is None is left
out of the map, and a key that we do not know is passed over, so that version 1 can grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Protocol, TypeVar, get_type_hints

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.vocabulary import WireWord

M = TypeVar("M")

MAX_UINT = 2**53 - 1  # the largest number that JavaScript and every station hold exactly


class Form(Protocol):
    def to_wire(self, value: Any) -> object: ...

    def from_wire(self, raw: Any) -> object:
        """Raises ValueError with the end of a sentence that begins with the field's name."""


@dataclass(frozen=True, slots=True)
class Uint:
    most: int = MAX_UINT
    least: int = 0

    def from_wire(self, raw: Any) -> int:
        if type(raw) is not int or not self.least <= raw <= self.most:
            raise ValueError(f"is a whole number from {self.least} to {self.most}")
        return raw

    to_wire = from_wire


@dataclass(frozen=True, slots=True)
class Octets:
    size: int

    def from_wire(self, raw: Any) -> bytes:
        if not isinstance(raw, bytes) or len(raw) != self.size:
            raise ValueError(f"is a string of {self.size} bytes")
        return raw

    to_wire = from_wire


@dataclass(frozen=True, slots=True)
class Blob:
    most: int

    def from_wire(self, raw: Any) -> bytes:
        if not isinstance(raw, bytes) or len(raw) > self.most:
            raise ValueError(f"is a string of at most {self.most} bytes")
        return raw

    to_wire = from_wire


@dataclass(frozen=True, slots=True)
class Text:
    """`most` counts bytes of UTF-8."""

    most: int

    def from_wire(self, raw: Any) -> str:
        if not isinstance(raw, str) or len(raw.encode()) > self.most or not (raw.isprintable()):
            raise ValueError(f"is printable text of at most {self.most} bytes")
        return raw

    to_wire = from_wire


@dataclass(frozen=True, slots=True)
class Flag:
    def from_wire(self, raw: Any) -> bool:
        if raw is True or raw is False:
            return bool(raw)
        raise ValueError("is true or false")

    to_wire = from_wire


@dataclass(frozen=True, slots=True)
class Word:
    """One of the numbered words of the vocabulary."""

    words: type[WireWord]

    def to_wire(self, value: Any) -> int:
        return int(self.words(value))

    def from_wire(self, raw: Any) -> WireWord:
        try:
            return self.words(raw) if type(raw) is int else self.words(-1)
        except ValueError as error:
            raise ValueError(f"is not a known {self.words.__name__}") from error


@dataclass(frozen=True, slots=True)
class Run:
    """Fixed-size byte strings end to end in one, ascending and each once: a list that a station can search in
    place.
    """

    size: int
    most: int

    def to_wire(self, value: Sequence[bytes]) -> bytes:
        return b"".join(self._checked(tuple(value)))

    def from_wire(self, raw: Any) -> tuple[bytes, ...]:
        if not isinstance(raw, bytes) or len(raw) % self.size:
            raise ValueError(f"is a string of {self.size}-byte items")
        return self._checked(tuple(raw[at : at + self.size] for at in range(0, len(raw), self.size)))

    def _checked(self, items: tuple[bytes, ...]) -> tuple[bytes, ...]:
        ascending = all(one < after for one, after in pairwise(items))
        if len(items) > self.most or any(len(item) != self.size for item in items) or not ascending:
            raise ValueError(f"holds at most {self.most} ascending items of {self.size} bytes, each once")
        return items


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Form
    most: int

    def to_wire(self, value: Sequence[Any]) -> list[object]:
        return [self.item.to_wire(one) for one in self._limited(value)]

    def from_wire(self, raw: Any) -> tuple[object, ...]:
        return tuple(self.item.from_wire(one) for one in self._limited(raw))

    def _limited(self, value: Any) -> Sequence[Any]:
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise ValueError(f"is a list of at most {self.most} items")
        return value


@dataclass(frozen=True, slots=True)
class Record:
    """A small dataclass sent as an array of its fields, in their order; a field names its Form and no key."""

    shape: type[Any]

    def to_wire(self, value: Any) -> list[object]:
        return [form.to_wire(getattr(value, name)) for name, form in _forms(self.shape)]

    def from_wire(self, raw: Any) -> object:
        forms = _forms(self.shape)
        if not isinstance(raw, list) or len(raw) != len(forms):
            raise ValueError(f"holds records of {len(forms)} items")
        return self.shape(*(form.from_wire(one) for (_, form), one in zip(forms, raw, strict=True)))


Octets8 = Annotated[bytes, Octets(8)]
Octets16 = Annotated[bytes, Octets(16)]
Octets32 = Annotated[bytes, Octets(32)]
Tag = Annotated[bytes, Octets(8)]
Ms = Annotated[int, Uint()]
Count = Annotated[int, Uint()]
Code = Annotated[str, Text(32)]


def to_body(message: object) -> dict[int, object]:
    """Raises EnvelopeError `bad-field`."""
    body = {}
    for name, key, form in layout(type(message)):
        value = getattr(message, name)
        if value is not None:
            body[key] = _convert(message, name, form.to_wire, value)
    return body


def from_body(shape: type[M], body: dict[int, object]) -> M:
    """Raises EnvelopeError `bad-field`."""
    found = {
        name: _convert(shape, name, form.from_wire, body[key])
        for name, key, form in layout(shape)
        if key in body
    }
    try:
        return shape(**found)
    except TypeError as error:
        missing = [name for name, _, _ in layout(shape) if name not in found]
        raise EnvelopeError("bad-field", f"{shape.__name__} lacks one of {', '.join(missing)}") from error


def layout(shape: Any) -> tuple[tuple[str, int, Form], ...]:
    """Each field of a message: its name, its key, its form."""
    return tuple((name, key, form) for name, (form, key) in _metadata(shape))


def _forms(shape: Any) -> tuple[tuple[str, Form], ...]:
    return tuple((name, metadata[0]) for name, metadata in _metadata(shape))


@cache
def _metadata(shape: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple((name, hint.__metadata__) for name, hint in hints.items() if hasattr(hint, "__metadata__"))


def _convert(message: object, name: str, convert: Any, value: object) -> object:
    try:
        return convert(value)
    except (ValueError, TypeError) as error:
        shape = message if isinstance(message, type) else type(message)
        raise EnvelopeError("bad-field", f"{name} of {shape.__name__} {error}") from error
