"""Canonical CBOR, both ways, for what protocol v1 uses: uint, bytes, text, bool, array, map of uint keys."""

from .words import MAX_BYTES

MAX_DEPTH = 8

UINT, BYTES, TEXT, ARRAY, MAP = 0, 2, 3, 4, 5
_FALSE, _TRUE = 0xF4, 0xF5


class BadCbor(ValueError):
    """Not canonical CBOR of the kinds that we use."""


def dumps(value):
    out = bytearray()
    _write(out, value)
    return bytes(out)


def loads(data):
    """The one value in `data`. Raises BadCbor; makes nothing larger than `data` holds."""
    if len(data) > MAX_BYTES:
        raise BadCbor("too long")
    return read(data)


def read(data):
    """As `loads`, of any length: for what comes from our own flash."""
    value, end = _read(data, 0, MAX_DEPTH)
    if end != len(data):
        raise BadCbor("bytes after the end")
    return value


def head(major, number):
    """The first bytes of an item: its type and its number or length, as short as can be."""
    if number < 24:
        return bytes((major << 5 | number,))
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes((major << 5 | info,)) + number.to_bytes(size, "big")
    raise BadCbor("number too large")


def _write(out, value):
    if value is True or value is False:
        out.append(_TRUE if value else _FALSE)
    elif isinstance(value, int):
        out.extend(head(UINT, value))
    elif isinstance(value, str):
        _write_string(out, TEXT, value.encode())
    elif isinstance(value, (bytes, bytearray)):
        _write_string(out, BYTES, value)
    elif isinstance(value, dict):
        _write_map(out, value)
    else:
        _write_array(out, value)


def _write_string(out, major, data):
    out.extend(head(major, len(data)))
    out.extend(data)


def _write_array(out, items):
    out.extend(head(ARRAY, len(items)))
    for item in items:
        _write(out, item)


def _write_map(out, items):
    out.extend(head(MAP, len(items)))
    for key in sorted(items):
        _write(out, key)
        _write(out, items[key])


def _read(data, at, depth):
    if at >= len(data):
        raise BadCbor("cut short")
    if data[at] == _TRUE or data[at] == _FALSE:
        return data[at] == _TRUE, at + 1
    major = data[at] >> 5
    number, at = _read_number(data, at)
    if major == UINT:
        return number, at
    if major == BYTES or major == TEXT:
        return _read_string(data, at, number, major)
    if depth == 0 or number > len(data) - at:
        raise BadCbor("too deep, or cut short")
    if major == ARRAY:
        return _read_array(data, at, number, depth - 1)
    if major == MAP:
        return _read_map(data, at, number, depth - 1)
    raise BadCbor("a kind that we do not use")


def _read_number(data, at):
    info = data[at] & 31
    if info < 24:
        return info, at + 1
    if info > 27:
        raise BadCbor("a length that we do not use")
    size = 1 << (info - 24)
    raw = data[at + 1 : at + 1 + size]
    number = int.from_bytes(raw, "big")
    if len(raw) < size or number < (24 if size == 1 else 1 << (4 * size)):
        raise BadCbor("cut short, or longer than need be")
    return number, at + 1 + size


def _read_string(data, at, size, major):
    if size > len(data) - at:  # asked before slicing: MicroPython cannot slice past a machine word
        raise BadCbor("cut short")
    raw = bytes(data[at : at + size])
    try:
        return (raw if major == BYTES else str(raw, "utf-8")), at + size
    except UnicodeError:
        raise BadCbor("text that is not UTF-8")


def _read_array(data, at, count, depth):
    items = []
    for _ in range(count):
        item, at = _read(data, at, depth)
        items.append(item)
    return items, at


def _read_map(data, at, count, depth):
    items, last = {}, -1
    for _ in range(count):
        if at < len(data) and data[at] >> 5 != UINT:
            raise BadCbor("a key that is not a number")
        key, at = _read(data, at, depth)
        if key <= last:
            raise BadCbor("keys out of order")
        items[key], at = _read(data, at, depth)
        last = key
    return items, at
