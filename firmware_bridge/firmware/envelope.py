"""The signed envelope (docs/protocol.md §3)."""

from . import cbor
from .sums import hmac256, same
from .words import MAX_BYTES, PROTOCOL


class Malformed(ValueError):
    """Signed or not, this is no message of protocol v1."""


class Order:
    """What the head of a message says; nothing of it is proved until `signed_with` has said so."""

    def __init__(self, payload, mac, head):
        self._payload, self._mac = payload, mac
        _, self.kind, self.site, self.station, self.msg_id, self.sent_at, self.expires_at, self.body = head
        self.key = None  # that which signed it, once it was proved

    def signed_with(self, key):
        return same(self._mac, hmac256(key, self._payload))

    def prove(self, keys):
        """Whether one of them signed it, which `key` then is."""
        for key in keys:
            if self.signed_with(key):
                self.key = key
        return self.key is not None


def seal(key, identity, kind, msg_id, sent_at, body):
    payload = cbor.dumps([PROTOCOL, kind, identity.site, identity.station, msg_id, sent_at, 0, body])
    return cbor.dumps([payload, hmac256(key, payload)])


def parse(data):
    """Raises Malformed."""
    try:
        outer = cbor.loads(data) if len(data) <= MAX_BYTES else None
        if not is_list(outer, 2) or not is_bytes(outer[0]) or not is_bytes(outer[1], 32):
            raise Malformed("no envelope")
        head = cbor.loads(outer[0])
    except cbor.BadCbor as error:
        raise Malformed(str(error))
    if not is_list(head, 8) or head[0] != PROTOCOL or not _sound(head):
        raise Malformed("no payload of protocol 1")
    return Order(outer[0], outer[1], head)


def _sound(head):
    return (
        all(is_uint(head[at]) for at in (1, 5, 6))
        and isinstance(head[2], str)
        and isinstance(head[3], str)
        and is_bytes(head[4], 8)
        and isinstance(head[7], dict)
    )


def is_uint(value, most=9007199254740991, least=0):
    return type(value) is int and least <= value <= most


def is_count(value, most=9007199254740991):
    return is_uint(value, most, 1)


def is_bytes(value, size=None):
    return isinstance(value, bytes) and (size is None or len(value) == size)


def is_list(value, size=None):
    return isinstance(value, list) and (size is None or len(value) == size)


def field(body, key, sound, *args):
    """body[key] if `sound(value, *args)` says that it is one. Raises Malformed."""
    value = body.get(key)
    if not sound(value, *args):
        raise Malformed("field %d" % key)
    return value


def optional(body, key, sound, *args):
    return field(body, key, sound, *args) if key in body else None


def is_text(value, most=32):
    return isinstance(value, str) and len(value.encode()) <= most


def is_flag(value):
    return value is True or value is False
