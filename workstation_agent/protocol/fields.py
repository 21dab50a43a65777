"""Reads one JSON object field by field, and believes nothing.

Every reader raises ProtocolError with a sentence that names the field. Unknown fields are ignored,
so that v1 can grow; known ones must be right.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.limits import MAX_URL

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9-]{0,31}")
# Marks that turn the reading direction: they let a name disguise what follows it.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})

Item = TypeVar("Item")
Choice = TypeVar("Choice", bound=StrEnum)


def clean_text(text: str, limit: int, *, lines: bool = False) -> str:
    """Hostile text made showable: no control or direction marks, one line unless `lines`, at most `limit`."""
    if len(text) <= limit and text.isalnum() and text.isascii():
        return text  # as most names and words are
    kept = "".join(_shown(char, lines) for char in text[: limit * 4])
    tidy = "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return tidy if len(tidy) <= limit else tidy[: limit - 1].rstrip() + "…"


def _shown(char: str, lines: bool) -> str:
    if char == "\n" and lines:
        return char
    if char.isspace():
        return " "
    hidden = char in _DIRECTION_MARKS or unicodedata.category(char) in _HIDDEN_CATEGORIES
    return "" if hidden else char


def read_json(data: bytes) -> object:
    """Raises ProtocolError for what is not JSON, or is nested too deep to be any message of ours."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("protocol.bad-json", "the message is not JSON") from error


def check_url(url: str) -> str:
    """A web address that a browser may be given; raises ProtocolError for anything else."""
    bad = ProtocolError(
        "act.bad-url", "the address must be a plain http:// or https:// one, without a password"
    )
    if len(url) > MAX_URL or any(not char.isprintable() or char.isspace() for char in url):
        raise bad
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise bad from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "\\" in url:
        raise bad
    return url


class Fields:
    """`name` is the message's own name and only used in sentences."""

    __slots__ = ("_name", "_values")

    def __init__(self, name: str, values: object) -> None:
        if not isinstance(values, dict):
            raise ProtocolError("protocol.bad-message", f"`{name}` must be a JSON object")
        self._name = name
        self._values: dict[object, object] = values

    def has(self, field: str) -> bool:
        return self._values.get(field) is not None

    def raw(self, field: str) -> object:
        return self._values.get(field)

    def bad(self, field: str, must: str) -> ProtocolError:
        return ProtocolError("protocol.bad-field", f"`{self._name}.{field}` must be {must}")

    def text(self, field: str, limit: int, *, lines: bool = False) -> str:
        value = self._values.get(field)
        if not isinstance(value, str):
            raise self.bad(field, "text")
        return clean_text(value, limit, lines=lines)

    def identifier(self, field: str) -> str:
        return self._matching(field, _ID, "an id of 1 to 64 letters, digits and . _ : -")

    def word(self, field: str) -> str:
        return self._matching(field, _WORD, "a lower-case word of at most 32 letters, digits and -")

    def choice(self, field: str, among: type[Choice]) -> Choice:
        value = self._values.get(field)
        for one in among:
            if one.value == value:
                return one
        raise self.bad(field, "one of " + ", ".join(among))

    def secret(self, field: str, limit: int = 200) -> str:
        """Taken as it is or not at all: a cut secret would be a different one."""
        value = self._values.get(field)
        if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isascii():
            raise self.bad(field, f"1 to {limit} plain characters")
        return value

    def truth(self, field: str) -> bool:
        value = self._values.get(field)
        if not isinstance(value, bool):
            raise self.bad(field, "true or false")
        return value

    def whole(self, field: str, low: int, high: int) -> int:
        value = self._values.get(field)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.bad(field, f"a whole number from {low} to {high}")
        return value

    def seconds(self, field: str, high: float) -> float:
        value = self._values.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= high:
            raise self.bad(field, f"a number of seconds from 0 to {high:g}")
        return float(value)

    def moment(self, field: str) -> datetime:
        """ISO 8601 with an offset, returned in UTC."""
        value = self._values.get(field)
        try:
            read = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
            if read is not None and read.tzinfo is not None:
                return read.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.bad(field, "an ISO 8601 time with an offset") from error
        raise self.bad(field, "an ISO 8601 time with an offset")

    def items(self, field: str, read: Callable[[object], Item], most: int) -> tuple[Item, ...]:
        values = self._values.get(field)
        if not isinstance(values, list) or len(values) > most:
            raise self.bad(field, f"a list of at most {most}")
        return tuple(read(value) for value in values)

    def _matching(self, field: str, pattern: re.Pattern[str], must: str) -> str:
        value = self._values.get(field)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self.bad(field, must)
        return value
