"""Canonical CBOR (RFC 8949 §4.2) limited to what protocol v1 uses: uint, bytes, text, bool, array, map of
uint keys.
"""

from typing import Any

import cbor2

from firmware_bridge.protocol.errors import EnvelopeError

MAX_BYTES = 4096
MAX_DEPTH = 8


def dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:
    """The one value in `data`. Raises EnvelopeError `too-long` or `garbled`; never allocates more than `data`
    warrants.
    """
    if len(data) > MAX_BYTES:
        raise EnvelopeError(
            "too-long", f"a station message is at most {MAX_BYTES} bytes, and this is {len(data)}"
        )
    try:
        value = cbor2.loads(data, max_depth=MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError) as error:
        raise EnvelopeError("garbled", "these bytes are not the CBOR of a station message") from error
    if not _plain(value, MAX_DEPTH) or dumps(value) != data:
        raise EnvelopeError(
            "garbled", "these bytes are CBOR, but not in the canonical form of a station message"
        )
    return value


def _plain(value: object, depth: int) -> bool:
    """Bounded, since CBOR's shared references can make a list that holds itself."""
    if isinstance(value, list):
        return depth > 0 and all(_plain(one, depth - 1) for one in value)
    if isinstance(value, dict):
        return depth > 0 and all(_uint(key) and _plain(one, depth - 1) for key, one in value.items())
    return isinstance(value, bytes | str | bool) or _uint(value)


def _uint(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**64
