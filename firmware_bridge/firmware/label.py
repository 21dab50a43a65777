"""The pairing code of a station's label (docs/protocol.md §12), made from its key at first start."""

from .sums import sha256

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648


def pairing_code(key):
    digits = _base32(key + sha256(b"pairing" + key)[:2])
    return "-".join(digits[at : at + 5] for at in range(0, len(digits), 5))


def _base32(data):
    """Without padding."""
    bits = len(data) * 8
    number = int.from_bytes(data, "big") << (-bits % 5)
    count = (bits + 4) // 5
    return "".join(_DIGITS[number >> (5 * at) & 31] for at in range(count - 1, -1, -1))
