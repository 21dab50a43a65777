"""The signed envelope (docs/protocol.md §3): CBOR [payload, mac], mac over the exact bytes of the payload."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import MAX_UINT, from_body, to_body
from firmware_bridge.protocol.v1.messages import Message, shape_of
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import PROTOCOL, Kind

__all__ = [
    "OPEN_KEY",
    "Address",
    "EnvelopeError",
    "Header",
    "Received",
    "new_msg_id",
    "open_sealed",
    "peek",
    "seal",
]

OPEN_KEY = bytes(32)  # proves nothing; signs only a `pending` boot reply
DEFAULT_TTL = timedelta(seconds=10)
MAX_TTL = timedelta(seconds=60)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Address:
    """A station at a site, each named by 1 to 32 of `a-z 0-9 -`. Raises EnvelopeError `bad-address`."""

    site: str
    station: str

    def __post_init__(self) -> None:
        for name in (self.site, self.station):
            if not (isinstance(name, str) and _NAME.fullmatch(name)):
                raise EnvelopeError(
                    "bad-address",
                    f"{name!r:.40} is no name: use 1 to 32 lower-case letters, digits and hyphens",
                )

    def __str__(self) -> str:
        return f"{self.site}/{self.station}"


@dataclass(frozen=True, slots=True)
class Header:
    """Whose message this is and when it was sent. From `peek` nothing of it is proved."""

    kind: Kind
    address: Address
    msg_id: bytes
    sent_at_ms: int
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class Received:
    header: Header
    message: Message


def new_msg_id() -> bytes:
    return secrets.token_bytes(8)


def seal(
    message: Message,
    address: Address,
    key: bytes,
    *,
    now: datetime | None,
    ttl: timedelta | None = None,
    msg_id: bytes,
) -> bytes:
    """The bytes to send. `now` is None when the sender does not know the time, which only a station may say.

    `ttl` is for messages to a station only: above 0, at most 60 s, 10 s unless said.
    Raises EnvelopeError `bad-field` or `bad-ttl`, or `too-long`.
    """
    sent_at_ms = to_ms(now)
    expires_at_ms = _expiry(message.kind, sent_at_ms, ttl)
    head = [PROTOCOL, int(message.kind), address.site, address.station, msg_id, sent_at_ms, expires_at_ms]
    payload = canonical.dumps([*head, to_body(message)])
    data = canonical.dumps([payload, _mac(key, payload)])
    if len(data) > canonical.MAX_BYTES:
        raise EnvelopeError(
            "too-long", f"a station message is at most {canonical.MAX_BYTES} bytes, this is {len(data)}"
        )
    return data


def peek(data: bytes) -> Header:
    """What an envelope says of itself, NOT PROVED: enough to find the key. Raises EnvelopeError."""
    return _parse(_split(data)[0])[0]


def open_sealed(data: bytes, key: bytes) -> Received:
    """The message, proved to come from a holder of `key`. Raises EnvelopeError; `unsigned` if the key does
    not fit.
    """
    payload, mac = _split(data)
    if not hmac.compare_digest(mac, _mac(key, payload)):
        raise EnvelopeError("unsigned", "this message is not signed with the key of the station it names")
    header, body = _parse(payload)
    return Received(header, from_body(shape_of(header.kind), body))


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")


def _expiry(kind: Kind, sent_at_ms: int, ttl: timedelta | None) -> int:
    if not kind.to_station:
        return 0
    ttl = DEFAULT_TTL if ttl is None else ttl
    if not sent_at_ms or not timedelta(0) < ttl <= MAX_TTL:
        raise EnvelopeError(
            "bad-ttl", f"an order says when it was sent and expires within {MAX_TTL.seconds} seconds"
        )
    return sent_at_ms + ttl // timedelta(milliseconds=1)


def _split(data: bytes) -> tuple[bytes, bytes]:
    match canonical.loads(data):
        case [bytes() as payload, bytes() as mac] if len(mac) == 32:
            return payload, mac
    raise EnvelopeError("garbled", "these bytes are not the envelope of a station message")


def _parse(payload: bytes) -> tuple[Header, dict[int, Any]]:
    match canonical.loads(payload):
        case [int() as version, *_] if version != PROTOCOL:
            raise EnvelopeError(
                "wrong-version", f"this message is of protocol {version}; we speak {PROTOCOL}"
            )
        case [
            _,
            int() as kind,
            site,
            station,
            bytes() as msg_id,
            int() as sent,
            int() as expires,
            dict() as body,
        ]:
            shape = shape_of(kind)
            if len(msg_id) != 8 or max(sent, expires) > MAX_UINT:
                raise EnvelopeError(
                    "garbled", "the head of this message holds a number or an id of the wrong size"
                )
            return Header(shape.kind, Address(site, station), msg_id, sent, expires), body
    raise EnvelopeError("garbled", "these bytes are signed, but are not the payload of a station message")
