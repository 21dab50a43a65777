"""What a station says (docs/protocol.md §5). Times are Unix milliseconds, 0 for unknown."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from firmware_bridge.protocol.v1.fields import (
    Blob,
    Code,
    Count,
    Flag,
    ListOf,
    Ms,
    Octets,
    Octets8,
    Octets16,
    Record,
    Tag,
    Uint,
    Word,
)
from firmware_bridge.protocol.v1.vocabulary import (
    ClockQuality,
    Kind,
    LockState,
    Mode,
    OrderResult,
    Reason,
    What,
)

MAX_LOG_RECORDS = 16


@dataclass(frozen=True, slots=True)
class Boot:
    """Asks to be taken on. Sent until accepted, and again each hour or after a long silence to set the clock.

    `nonce` is new in every boot message and the reply must repeat it; `boot_id` is new each time power comes
    on.
    `authority_version` is what the station holds already: the next version must be higher.
    """

    kind: ClassVar = Kind.BOOT
    boot_id: Annotated[Octets8, 1]
    nonce: Annotated[Octets8, 2]
    firmware: Annotated[Code, 3]
    model: Annotated[Code, 4]
    capacity: Annotated[Count, 5]
    authority_version: Annotated[Count, 6]
    authority_hash: Annotated[Octets8, 7]
    clock_quality: Annotated[ClockQuality, Word(ClockQuality), 8]
    waiting: Annotated[Count, 9]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`waiting` counts events not acknowledged yet; `refused` counts orders refused since this boot."""

    kind: ClassVar = Kind.HEARTBEAT
    boot_id: Annotated[Octets8, 1]
    authority_version: Annotated[Count, 2]
    authority_hash: Annotated[Octets8, 3]
    mode: Annotated[Mode, Word(Mode), 4]
    clock_quality: Annotated[ClockQuality, Word(ClockQuality), 5]
    waiting: Annotated[Count, 6]
    uptime_ms: Annotated[Ms, 7]
    refused: Annotated[Count, 8]


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many orders were refused for one cause since this boot."""

    result: Annotated[OrderResult, Word(OrderResult)]
    count: Annotated[int, Uint()]


@dataclass(frozen=True, slots=True)
class Status:
    """The whole state, sent after each change of it and after each refused order (at most once a second).

    `supply_mv` is 0 where it is not measured. `unrecorded` openings in an evacuation are in no event.
    """

    kind: ClassVar = Kind.STATUS
    boot_id: Annotated[Octets8, 1]
    lock: Annotated[LockState, Word(LockState), 2]
    mode: Annotated[Mode, Word(Mode), 3]
    authority_version: Annotated[Count, 4]
    authority_hash: Annotated[Octets8, 5]
    clock_quality: Annotated[ClockQuality, Word(ClockQuality), 6]
    waiting: Annotated[Count, 7]
    refused: Annotated[tuple[Refusals, ...], ListOf(Record(Refusals), 32), 8]
    jams: Annotated[Count, 9]
    tampered: Annotated[bool, Flag(), 10]
    store_full: Annotated[bool, Flag(), 11]
    broken_records: Annotated[Count, 12]
    supply_mv: Annotated[Count, 13] = 0
    battery: Annotated[bool, Flag(), 14] = False
    unrecorded: Annotated[Count, 15] = 0


@dataclass(frozen=True, slots=True)
class Authorise:
    """Asks about a tag that the authority does not cover. An answer later than two seconds opens nothing."""

    kind: ClassVar = Kind.AUTHORISE
    boot_id: Annotated[Octets8, 1]
    nonce: Annotated[Octets8, 2]
    tag: Annotated[Tag, 3]
    mode: Annotated[Mode, Word(Mode), 4]
    authority_version: Annotated[Count, 5]
    station_clock_ms: Annotated[Ms, 6]


@dataclass(frozen=True, slots=True)
class StationEvent:
    """Something that happened, written to the station's flash before the lock moved. Taken once per (boot_id,
    seq).

    `offline` says that it was recorded without a link. `station_clock_ms` is 0 with clock quality `none`;
    `uptime_ms` then still orders the events of one boot. `nonce` is that of the authorise that was answered,
    `order` the message id of the order obeyed, `grant` the exception or grant used (0 for none). `about` is
    the event_id of the release that an `unconfirmed` cannot answer for.
    """

    kind: ClassVar = Kind.EVENT
    boot_id: Annotated[Octets8, 1]
    seq: Annotated[int, Uint(least=1), 2]
    event_id: Annotated[Octets16, 3]
    what: Annotated[What, Word(What), 4]
    reason: Annotated[Reason, Word(Reason), 5]
    mode: Annotated[Mode, Word(Mode), 6]
    offline: Annotated[bool, Flag(), 7]
    station_clock_ms: Annotated[Ms, 8]
    clock_quality: Annotated[ClockQuality, Word(ClockQuality), 9]
    uptime_ms: Annotated[Ms, 10]
    authority_version: Annotated[Count, 11]
    grant: Annotated[Count, 12] = 0
    tag: Annotated[bytes | None, Octets(8), 13] = None
    nonce: Annotated[bytes | None, Octets(8), 14] = None
    order: Annotated[bytes | None, Octets(8), 15] = None
    about: Annotated[bytes | None, Octets(16), 16] = None


@dataclass(frozen=True, slots=True)
class OrderAck:
    """What became of the order with message id `order`, and what is in force after it."""

    kind: ClassVar = Kind.ORDER_ACK
    order: Annotated[Octets8, 1]
    result: Annotated[OrderResult, Word(OrderResult), 2]
    mode: Annotated[Mode, Word(Mode), 3]
    authority_version: Annotated[Count, 4]
    authority_hash: Annotated[Octets8, 5]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Records of the station's own log from number `first`, each the exact CBOR of an event; `total` are
    kept.
    """

    kind: ClassVar = Kind.LOG_PAGE
    order: Annotated[Octets8, 1]
    first: Annotated[Count, 2]
    total: Annotated[Count, 3]
    records: Annotated[tuple[bytes, ...], ListOf(Blob(200), MAX_LOG_RECORDS), 4]
