"""CRC-32 (that of zip), HMAC-SHA256, and a comparison that does not tell by its time where two strings
differ.
"""

import binascii
import hashlib

_BLOCK = 64

crc32 = binascii.crc32  # the port's own: at power on all of the event store is checked


def sha256(data):
    return hashlib.sha256(data).digest()


def hmac256(key, data):
    if len(key) > _BLOCK:
        key = sha256(key)
    key = key + bytes(_BLOCK - len(key))
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    inner.update(data)
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))
    outer.update(inner.digest())
    return outer.digest()


def same(one, other):
    if len(one) != len(other):
        return False
    differs = 0
    for a, b in zip(one, other):
        differs |= a ^ b
    return differs == 0


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))
