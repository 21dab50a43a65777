"""What a station is told (docs/protocol.md §6). Orders expire, are never retained, and are obeyed once."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from firmware_bridge.protocol.v1.fields import (
    Code,
    Count,
    Flag,
    ListOf,
    Ms,
    Octets,
    Octets8,
    Octets32,
    Record,
    Run,
    Tag,
    Uint,
    Word,
)
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Effect, Kind, Mode

TAGS_PER_PAGE = 100
EXCEPTIONS_PER_PAGE = 40
MAX_PAGES = 20
MAX_CHANGE_PAGES = 4  # of pages with a `base`, since a station works a difference out in memory
MAX_WINDOWS = 16
EARLY_PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class BootReply:
    """Answers the boot message with this `nonce`.

    `tag_key` is sealed (see `pairing.seal_tag_key`) and comes with `accepted` only. A `pending` reply is
    signed with the open key of 32 zero bytes, since the station's own is not known yet, and changes nothing
    but `retry_s`.
    """

    kind: ClassVar = Kind.BOOT_REPLY
    status: Annotated[BootStatus, Word(BootStatus), 1]
    nonce: Annotated[Octets8, 2]
    time_ms: Annotated[Ms, 3]
    heartbeat_s: Annotated[int, Uint(300, 1), 4] = 15
    retry_s: Annotated[int, Uint(60, 1), 5] = 10
    tag_key: Annotated[bytes | None, Octets(32), 6] = None


@dataclass(frozen=True, slots=True)
class Window:
    """From `start_ms` up to, and not at, `end_ms`."""

    start_ms: Annotated[int, Uint()]
    end_ms: Annotated[int, Uint()]


@dataclass(frozen=True, slots=True)
class TagException:
    """One tag treated apart until `until_ms`. `grant` is never used again for another; `uses` 0 is without a
    limit.
    """

    grant: Annotated[int, Uint(least=1)]
    tag: Annotated[Tag, "a record has no keys"]
    effect: Annotated[Effect, Word(Effect)]
    until_ms: Annotated[int, Uint()]
    uses: Annotated[int, Uint(255)]


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """A part of an authority; the head is the same on every page, `tags` and `exceptions` are this page's
    own.

    `digest` is that of the whole (`Authority.digest`). With `base` it is a part of what changes the version
    `base` into this one: `removed` and `removed_grants` go first, then `tags` and `exceptions` are added.
    `early` are this page's of the tags that open from `early_from_ms` on, before the first window after it;
    they are said whole in a difference too. Made by `Authority.pages()` and `Authority.changes_from()`.
    """

    kind: ClassVar = Kind.AUTHORITY
    version: Annotated[int, Uint(least=1), 1]
    page: Annotated[int, Uint(MAX_PAGES - 1), 2]
    pages: Annotated[int, Uint(MAX_PAGES, 1), 3]
    digest: Annotated[Octets32, 4]
    valid_from_ms: Annotated[Ms, 5]
    valid_until_ms: Annotated[Ms, 6]
    mode: Annotated[Mode, Word(Mode), 7]
    windows: Annotated[tuple[Window, ...], ListOf(Record(Window), MAX_WINDOWS), 8]
    tags: Annotated[tuple[bytes, ...], Run(8, TAGS_PER_PAGE), 9]
    exceptions: Annotated[tuple[TagException, ...], ListOf(Record(TagException), EXCEPTIONS_PER_PAGE), 10]
    base: Annotated[int | None, Uint(least=1), 11] = None
    removed: Annotated[tuple[bytes, ...] | None, Run(8, TAGS_PER_PAGE), 12] = None
    removed_grants: Annotated[tuple[int, ...] | None, ListOf(Uint(least=1), EXCEPTIONS_PER_PAGE), 13] = None
    early_from_ms: Annotated[int | None, Uint(), 14] = None
    early: Annotated[tuple[bytes, ...] | None, Run(8, EARLY_PER_PAGE), 15] = None


@dataclass(frozen=True, slots=True)
class AuthoriseReply:
    """`reason` is a short code that the station shows when it does not open."""

    kind: ClassVar = Kind.AUTHORISE_REPLY
    nonce: Annotated[Octets8, 1]
    allow: Annotated[bool, Flag(), 2]
    reason: Annotated[Code, 3] = ""
    grant: Annotated[Count, 4] = 0


@dataclass(frozen=True, slots=True)
class Unlock:
    """Opens the lock once, now. `tag` is whose pouch it is for, if that is known."""

    kind: ClassVar = Kind.UNLOCK
    reason: Annotated[Code, 1]
    tag: Annotated[bytes | None, Octets(8), 2] = None
    grant: Annotated[Count, 3] = 0


@dataclass(frozen=True, slots=True)
class SetMode:
    """Sets a mode over the authority's own until `until_ms`; 0 ends such a mode now."""

    kind: ClassVar = Kind.SET_MODE
    mode: Annotated[Mode, Word(Mode), 1]
    until_ms: Annotated[Ms, 2]
    reason: Annotated[Code, 3] = ""


@dataclass(frozen=True, slots=True)
class GetLog:
    """Asks for up to `limit` records of the station's log, from the record numbered `first` (0 is the oldest
    kept).
    """

    kind: ClassVar = Kind.GET_LOG
    first: Annotated[Count, 1]
    limit: Annotated[int, Uint(16, 1), 2] = 16


@dataclass(frozen=True, slots=True)
class EventAck:
    """That event is stored for good. Sent again for an event that comes again."""

    kind: ClassVar = Kind.EVENT_ACK
    boot_id: Annotated[Octets8, 1]
    seq: Annotated[int, Uint(least=1), 2]


@dataclass(frozen=True, slots=True)
class SetKey:
    """Gives the station another key. `sealed` is made by `pairing.seal_new_key` with the same `nonce`."""

    kind: ClassVar = Kind.SET_KEY
    nonce: Annotated[Octets8, 1]
    sealed: Annotated[Octets32, 2]
