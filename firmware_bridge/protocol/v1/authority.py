"""An authority: what a station may do by itself, and until when (docs/protocol.md §9)."""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, TypeVar

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import ListOf, Ms, Record, Run, Uint, Word, to_body
from firmware_bridge.protocol.v1.messages import AuthorityPage, TagException, Window
from firmware_bridge.protocol.v1.messages.orders import (
    EARLY_PER_PAGE,
    EXCEPTIONS_PER_PAGE,
    MAX_CHANGE_PAGES,
    MAX_WINDOWS,
    TAGS_PER_PAGE,
)
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Mode

MAX_TAGS = 2000
MAX_EXCEPTIONS = 200
MAX_EARLY = 400

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True)
class Authority:
    """The whole of it, made by `Authority.build`. `version` is higher than any that the station held.

    `early` tags open from `early_from_ms` up to the first window after it; without any both are None.
    """

    version: Annotated[int, Uint(least=1), 1]
    valid_from_ms: Annotated[Ms, 5]
    valid_until_ms: Annotated[Ms, 6]
    mode: Annotated[Mode, Word(Mode), 7]
    windows: Annotated[tuple[Window, ...], ListOf(Record(Window), MAX_WINDOWS), 8]
    tags: Annotated[tuple[bytes, ...], Run(8, MAX_TAGS), 9]
    exceptions: Annotated[tuple[TagException, ...], ListOf(Record(TagException), MAX_EXCEPTIONS), 10]
    early_from_ms: Annotated[int | None, Uint(), 14] = None
    early: Annotated[tuple[bytes, ...] | None, Run(8, MAX_EARLY), 15] = None

    @classmethod
    def build(
        cls,
        *,
        version: int,
        valid_from: datetime,
        valid_until: datetime,
        mode: Mode = Mode.NORMAL,
        windows: Iterable[tuple[datetime, datetime]] = (),
        tags: Iterable[bytes] = (),
        exceptions: Iterable[TagException] = (),
        early_from: datetime | None = None,
        early: Iterable[bytes] = (),
    ) -> "Authority":
        """Raises EnvelopeError `bad-field` for what no station can hold."""
        sooner = tuple(sorted(set(early))) if early_from else ()
        authority = cls(
            version,
            to_ms(valid_from),
            to_ms(valid_until),
            mode,
            tuple(Window(to_ms(start), to_ms(end)) for start, end in sorted(windows)),
            tuple(sorted(set(tags))),
            tuple(sorted(exceptions, key=lambda one: (one.tag, one.grant))),
            to_ms(early_from) if early_from and sooner else None,
            sooner or None,
        )
        authority._check()
        return authority

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the canonical CBOR of the whole; a heartbeat carries its first 8 bytes."""
        return hashlib.sha256(canonical.dumps(to_body(self))).digest()

    def pages(self) -> tuple[AuthorityPage, ...]:
        """At least one, in the order to send them; a station takes them in any order."""
        tags, exceptions = _cut(self.tags, TAGS_PER_PAGE), _cut(self.exceptions, EXCEPTIONS_PER_PAGE)
        count = max(1, len(tags), len(exceptions), len(self._early))
        return tuple(self._page(at, count, _at(tags, at), _at(exceptions, at)) for at in range(count))

    def changes_from(self, base: "Authority") -> tuple[AuthorityPage, ...] | None:
        """The pages that turn `base` into this one; None where the whole is as short, or no station would
        take so many.
        """
        tags = _cut(_without(self.tags, base.tags), TAGS_PER_PAGE)
        removed = _cut(_without(base.tags, self.tags), TAGS_PER_PAGE)
        exceptions = _cut(_without(self.exceptions, base.exceptions), EXCEPTIONS_PER_PAGE)
        grants = _cut(
            [one.grant for one in _without(base.exceptions, self.exceptions)],
            EXCEPTIONS_PER_PAGE,
        )
        count = max(1, len(tags), len(removed), len(exceptions), len(grants), len(self._early))
        if count > MAX_CHANGE_PAGES or count >= len(self.pages()):
            return None
        pages = (self._page(at, count, _at(tags, at), _at(exceptions, at)) for at in range(count))
        return tuple(
            replace(page, base=base.version, removed=_at(removed, at), removed_grants=_at(grants, at))
            for at, page in enumerate(pages)
        )

    def _page(
        self, at: int, count: int, tags: tuple[bytes, ...], exceptions: tuple[TagException, ...]
    ) -> AuthorityPage:
        return AuthorityPage(
            version=self.version,
            page=at,
            pages=count,
            digest=self.digest,
            valid_from_ms=self.valid_from_ms,
            valid_until_ms=self.valid_until_ms,
            mode=self.mode,
            windows=self.windows,
            tags=tags,
            exceptions=exceptions,
            early_from_ms=self.early_from_ms,
            early=_at(self._early, at) if self.early else None,
        )

    @property
    def _early(self) -> list[tuple[bytes, ...]]:
        return _cut(self.early or (), EARLY_PER_PAGE)

    def _check(self) -> None:
        to_body(self)
        if not self.valid_from_ms < self.valid_until_ms:
            raise EnvelopeError("bad-field", "an authority ends after it begins")
        if any(not window.start_ms < window.end_ms for window in self.windows):
            raise EnvelopeError("bad-field", "a window of an authority ends after it begins")
        if len({one.grant for one in self.exceptions}) < len(self.exceptions):
            raise EnvelopeError("bad-field", "each exception of an authority has a grant of its own")


def _cut(items: Sequence[T], size: int) -> list[tuple[T, ...]]:
    return [tuple(items[at : at + size]) for at in range(0, len(items), size)]


def _without(items: Sequence[H], others: Sequence[H]) -> list[H]:
    gone = frozenset(others)
    return [one for one in items if one not in gone]


def _at(parts: list[tuple[T, ...]], at: int) -> tuple[T, ...]:
    return parts[at] if at < len(parts) else ()
