"""How a controller comes by a station's key (its pairing code), gives it another, and hands it the site's tag
key (docs/protocol.md §12).
"""

import base64
import hashlib
import hmac

from firmware_bridge.protocol.errors import PairingCodeError
from firmware_bridge.protocol.v1.messages import Boot

_GROUP = 5


def pairing_code(key: bytes) -> str:
    """The label's text: base32 of the 32 key bytes and 2 check bytes, in 11 groups of 5. It IS the key: keep
    it secret.
    """
    text = base64.b32encode(key + _check(key)).decode().rstrip("=")
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def key_from_code(code: str) -> bytes:
    """The station key. Case, spaces and hyphens do not matter. Raises PairingCodeError with a sentence that
    keeps the code out.
    """
    text = "".join(code.upper().split()).replace("-", "")
    if len(text) != 55:
        raise PairingCodeError(
            f"a pairing code has 55 letters and digits, and this one has {len(text)}; check the label"
        )
    try:
        raw = base64.b32decode(text + "=")
    except ValueError as error:
        raise PairingCodeError(
            "a pairing code is made of A to Z and 2 to 7; check the label for 0, 1, 8 or 9"
        ) from error
    if not hmac.compare_digest(pairing_code(raw[:32]).replace("-", ""), text):
        raise PairingCodeError("this pairing code has a mistake in it; check each letter against the label")
    return raw[:32]


def seal_tag_key(station_key: bytes, tag_key: bytes, boot: Boot) -> bytes:
    """The `tag_key` of the BootReply that accepts `boot`; only the station can undo it. 32 bytes; its own
    inverse.
    """
    return _seal(station_key, b"tag-key" + boot.boot_id + boot.nonce, tag_key)


def seal_new_key(old: bytes, new: bytes, nonce: bytes) -> bytes:
    """The `sealed` of the SetKey with this `nonce` (8 random bytes, used once). 32 bytes; its own inverse."""
    return _seal(old, b"new-key" + nonce, new)


def _seal(key: bytes, purpose: bytes, secret: bytes) -> bytes:
    pad = hmac.digest(key, purpose, "sha256")
    return bytes(one ^ other for one, other in zip(secret, pad, strict=True))


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"pairing" + key).digest()[:2]
