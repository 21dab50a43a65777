"""CRC-32 (that of zip), HMAC-SHA256, and a comparison that does not tell by its time where two strings
differ.
"""

import hashlib

_BLOCK = 64
_TABLE = (
    0x00000000,
    0x1DB71064,
    0x3B6E20C8,
    0x26D930AC,
    0x76DC4190,
    0x6B6B51F4,
    0x4DB26158,
    0x5005713C,
    0xEDB88320,
    0xF00F9344,
    0xD6D6A3E8,
    0xCB61B38C,
    0x9B64C2B0,
    0x86D3D2D4,
    0xA00AE278,
    0xBDBDF21C,
)


def crc32(data):
    """Half a byte at a time: a table of 16 instead of 256."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 4) ^ _TABLE[(crc ^ byte) & 15]
        crc = (crc >> 4) ^ _TABLE[(crc ^ (byte >> 4)) & 15]
    return crc ^ 0xFFFFFFFF


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
