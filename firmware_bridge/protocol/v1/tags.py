"""Tags leave the reader only as keyed hashes: nobody can follow a person on the wire, or learn a tag."""

import hmac


def tag_hash(key: bytes, uid: bytes) -> bytes:
    """8 bytes. `key` is the site's tag key (32 bytes), `uid` what the reader read (4 to 10 bytes)."""
    return hmac.digest(key, uid, "sha256")[:8]
