"""RFC 6455 on the server's side, without extensions: bytes in, messages out. No I/O."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_FINAL, _RESERVED, _MASKED = 0x80, 0x70, 0x80
_MOST_CONTROL = 125


class Opcode(IntEnum):
    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


NORMAL, PROTOCOL_ERROR, NOT_TEXT, TOO_BIG = 1000, 1002, 1007, 1009


class Fault(Exception):
    """What came breaks the protocol, or is too much. `code` is told to the other side as it is sent away."""

    def __init__(self, code: int) -> None:
        super().__init__(f"websocket fault {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Control:
    """A ping, a pong or the end."""

    opcode: int
    payload: bytes


Message = str | bytes | Control


def accepted(key: str) -> bytes:
    """The answer to a handshake with this `Sec-WebSocket-Key`."""
    token = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + token + b"\r\n\r\n"
    )


def framed(message: str | bytes) -> bytes:
    if isinstance(message, str):
        return control(Opcode.TEXT, message.encode())
    return control(Opcode.BINARY, message)


def control(opcode: int, payload: bytes) -> bytes:
    """One whole frame of that kind."""
    size = len(payload)
    if size <= _MOST_CONTROL:
        return bytes((_FINAL | opcode, size)) + payload
    if size < 65536:
        return bytes((_FINAL | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_FINAL | opcode, 127)) + size.to_bytes(8, "big") + payload


def closing(code: int) -> bytes:
    return control(Opcode.CLOSE, code.to_bytes(2, "big"))


class Reader:
    """Puts messages together again. Keeps at most one message of `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = bytearray()
        self._need = 0  # bytes of `_rest` before it is worth another look
        self._parts: list[bytes] = []
        self._kind = Opcode.CONTINUATION
        self._size = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """Raises Fault, after which nothing more may be fed."""
        if self._rest:
            self._rest += data
            if len(self._rest) < self._need:
                return
            data = bytes(self._rest)
        at = 0
        while (found := self._frame(data, at)) is not None:
            head, payload, at = found
            message = self._message(head, payload)
            if message is not None:
                yield message
        self._rest = bytearray(data[at:])

    def _frame(self, data: bytes, at: int) -> tuple[int, bytes, int] | None:
        """Its first byte, its payload and where the next one begins; None until it is there as a whole."""
        self._need = len(data) - at + 1
        if len(data) < at + 6:
            return None
        size, start = data[at + 1] & 127, at + 2
        if data[at] & _RESERVED or not data[at + 1] & _MASKED:
            raise Fault(PROTOCOL_ERROR)
        if size > _MOST_CONTROL:
            start = at + (4 if size == 126 else 10)
            size = int.from_bytes(data[at + 2 : start], "big") if len(data) >= start else 0
        if size + self._size > self._most:
            raise Fault(TOO_BIG)
        end = start + 4 + size
        if start > len(data):
            return None
        if len(data) < end:
            self._need = end - at
            return None
        return data[at], _unmasked(data[start : start + 4], data[start + 4 : end]), end

    def _message(self, head: int, payload: bytes) -> Message | None:
        opcode, final = head & 15, head & _FINAL
        if opcode >= Opcode.CLOSE:
            if opcode > Opcode.PONG or not final or len(payload) > _MOST_CONTROL:
                raise Fault(PROTOCOL_ERROR)
            return Control(opcode, payload)
        if opcode > Opcode.BINARY or (opcode == Opcode.CONTINUATION) is not bool(self._parts):
            raise Fault(PROTOCOL_ERROR)
        if final and not self._parts:
            return _read(opcode, payload)
        return self._piece(opcode, payload, bool(final))

    def _piece(self, opcode: int, payload: bytes, final: bool) -> Message | None:
        """Of a message in several frames; an empty piece counts too, so that they cannot go on for ever."""
        if opcode != Opcode.CONTINUATION:
            self._kind = Opcode(opcode)
        self._parts.append(payload)
        self._size += max(1, len(payload))
        if not final:
            return None
        whole, kind = b"".join(self._parts), self._kind
        self._parts, self._size = [], 0
        return _read(kind, whole)


def _read(opcode: int, payload: bytes) -> str | bytes:
    if opcode == Opcode.BINARY:
        return payload
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise Fault(NOT_TEXT) from error


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")
