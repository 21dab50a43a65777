"""The link of a station that speaks MQTT itself (docs/protocol.md §2.1): MQTT 3.1.1, and no call waits.

MicroPython's own umqtt.simple does not say whether a message was retained, waits for each acknowledgement,
and is deaf to taps while it connects.
"""

from ..words import LEAVES, MAX_BYTES

CONNECT_MS, KEEPALIVE_MS = 15_000, 30_000
RETRY_MS = (1_000, 5_000)  # first, longest
QUEUE = 3 * MAX_BYTES  # bytes that may wait for the socket
_LONGEST = MAX_BYTES + 256  # of a packet that we take
_CONNECT, _CONNACK, _PUBLISH, _PUBACK, _SUBSCRIBE, _SUBACK, _PINGREQ = 1, 2, 3, 4, 8, 9, 12
_QOS_1, _RETAIN = 0x02, 0x01
_CLEAN, _WILL_QOS_1_RETAINED, _LOGIN = 0x02, 0x2C, 0xC0


class Broken(OSError):
    """The broker does not speak MQTT, does not let us in, or has been silent for too long."""


def packet(kind, flags, body):
    size, length = len(body), b""
    while size > 127:
        length += bytes((size & 127 | 128,))
        size >>= 7
    return bytes((kind << 4 | flags,)) + length + bytes((size,)) + body


def field(value):
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(2, "big") + data


class Packets:
    """Takes bytes as they come, gives back (kind, flags, body); too long a packet is passed over."""

    def __init__(self):
        self._part, self._skip = bytearray(), 0

    def feed(self, data):
        self._part.extend(data)
        found = []
        while True:
            if self._skip:
                self._pass_over()
            head = _head(self._part)
            if head is None:
                return found
            at, size = head
            if size > _LONGEST:
                self._skip = at + size
            elif len(self._part) < at + size:
                return found
            else:
                body = bytes(memoryview(self._part)[at : at + size])  # a slice would be one more copy
                found.append((self._part[0] >> 4, self._part[0] & 15, body))
                self._part = self._part[at + size :]

    def _pass_over(self):
        count = min(self._skip, len(self._part))
        self._skip -= count
        self._part = self._part[count:]


def _head(part):
    """(where the body begins, its length), or None if that is not there yet. Raises Broken."""
    size = 0
    for at in range(1, min(len(part), 5)):
        size |= (part[at] & 127) << (7 * (at - 1))
        if part[at] < 128:
            return at + 1, size
    if len(part) >= 5:
        raise Broken("length")
    return None


class MqttLink:
    """`dial()` gives an open stream: read(count) -> bytes or None for none yet, write(data) -> how many or
    None, close(); all raise OSError. `login` is (user name, password).
    """

    def __init__(self, dial, site, station, login, timer):
        self._dial, self._login, self._timer = dial, login, timer
        self._tree = "pouch/1/" + site + "/" + station + "/"
        self._word, self._wait = "init", RETRY_MS[0]
        self._handlers = {_CONNACK: self._connack, _SUBACK: self._suback, _PUBLISH: self._publish}
        self._retry_at, self._stream = 0, None
        self._close()

    def send(self, kind, data):
        """It may be under way when the link breaks: the station says what matters again."""
        body = field(self._tree + LEAVES[kind]) + self._next_id() + data
        return self.up and self._put(packet(_PUBLISH, _QOS_1, body))

    def state(self, word):
        self._word = word
        if self.up:
            body = field(self._tree + "$state") + self._next_id() + word.encode()
            self._put(packet(_PUBLISH, _QOS_1 | _RETAIN, body))

    def poll(self):
        try:
            self._step()
        except OSError:
            self._close()
            self._retry_at = self._timer() + self._wait
            self._wait = min(self._wait * 2, RETRY_MS[1])
        received, self._received = self._received, []
        return received

    def _step(self):
        now = self._timer()
        if self._stream is None:
            if now < self._retry_at:
                return
            self._stream, self._deadline = self._dial(), now + CONNECT_MS
            self._put(self._hello())
        self._flush()
        self._read(now)
        if now >= self._deadline:
            raise Broken("silence")
        if self.up and now >= self._ping_at:
            self._ping_at = now + KEEPALIVE_MS // 2
            self._put(packet(_PINGREQ, 0, b""))

    def _hello(self):
        will = field(self._tree + "$state") + field("lost")
        name, password = self._login
        flags = bytes((4, _CLEAN | _WILL_QOS_1_RETAINED | _LOGIN))
        head = field("MQTT") + flags + (KEEPALIVE_MS // 1000).to_bytes(2, "big")
        return packet(_CONNECT, 0, head + field(name) + will + field(name) + field(password))

    def _read(self, now):
        for _ in range(8):
            data = self._stream.read(1024)
            if data is None:
                return
            if not data:
                raise Broken("closed")
            if self.up:
                self._deadline = now + KEEPALIVE_MS
            for kind, flags, body in self._packets.feed(data):
                if kind in self._handlers:
                    self._handlers[kind](flags, body)

    def _connack(self, flags, body):
        if body[1:2] != b"\x00":
            raise Broken("refused")
        self._put(packet(_SUBSCRIBE, 2, self._next_id() + field(self._tree + "order") + b"\x01"))

    def _suback(self, flags, body):
        if body[2:3] not in (b"\x00", b"\x01"):
            raise Broken("no orders for us")
        self.up, self._wait = True, RETRY_MS[0]
        self._ping_at = self._timer() + KEEPALIVE_MS // 2
        self._deadline = self._timer() + KEEPALIVE_MS
        self.state(self._word)

    def _publish(self, flags, body):
        at = 2 + int.from_bytes(body[:2], "big") + (2 if flags & 6 else 0)
        if len(body) < at:
            raise Broken("publish")
        if flags & 6:
            self._put(packet(_PUBACK, 0, body[at - 2 : at]))
        self._received.append((body[at:], bool(flags & _RETAIN)))

    def _put(self, data):
        """False if too much waits already."""
        if self._waiting + len(data) > QUEUE:
            return False
        self._queue.append(data)
        self._waiting += len(data)
        return True

    def _flush(self):
        while self._queue:
            count = self._stream.write(self._queue[0])
            if not count:
                return
            self._waiting -= count
            if count < len(self._queue[0]):
                self._queue[0] = self._queue[0][count:]
            else:
                self._queue.pop(0)

    def _next_id(self):
        self._id = self._id % 65535 + 1
        return self._id.to_bytes(2, "big")

    def _close(self):
        if self._stream is not None:
            self._stream.close()
        self.up, self._stream = False, None
        self._packets, self._received = Packets(), []
        self._queue, self._waiting, self._id = [], 0, 0
        self._deadline = self._ping_at = 0
