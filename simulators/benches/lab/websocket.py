"""A lean Socket.IO client: one namespace over one WebSocket, so that a thousand of them load one core little.

Only what a benchmark meets is understood; the agent itself and browsers use their own libraries.
"""

import asyncio
import base64
import json
import os
import random
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

_TEXT, _BINARY, _CLOSE, _PING = 1, 2, 8, 9
_FINAL = 0x80
_MASKS = tuple(os.urandom(4) for _ in range(64))
Ack = Callable[[list[object]], None]


def client_frame(opcode: int, payload: bytes) -> bytes:
    """As a client has to send it: masked."""
    mask, size = random.choice(_MASKS), len(payload)
    if size < 126:
        head = bytes((_FINAL | opcode, _FINAL | size))
    elif size < 65536:
        head = bytes((_FINAL | opcode, _FINAL | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FINAL | opcode, _FINAL | 127)) + size.to_bytes(8, "big")
    key = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")
    return head + mask + masked.to_bytes(size, "little")


class Frames:
    """Cuts what a server sends into (opcode, payload); pieces of one message are not joined."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        data, at, found = self._rest + data if self._rest else data, 0, []
        while (ends := _ends(data, at)) is not None:
            start, end = ends
            found.append((data[at] & 15, data[start:end]))
            at = end
        self._rest = data[at:]
        return found


def _ends(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins and ends; None while it has not all come."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1] & 127, at + 2
    if size > 125:
        start = at + (4 if size == 126 else 10)
        size = int.from_bytes(data[at + 2 : start], "big")
    return (start, start + size) if len(data) >= start + size else None


class Client(asyncio.Protocol):
    """`up` when the namespace has taken us in, `down` with a reason when that is over or never was.

    `heard` is given each event, its arguments (a binary one in its place) and, if the server asked for an
    acknowledgement, what gives it. `received` and `sent` are bytes.
    Text that begins with one of `skipped` is not even read.
    """

    def __init__(self, url: str, namespace: str, auth: object = None) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.received = self.sent = 0
        self.skipped: tuple[str, ...] = ()
        self._namespace, self._auth = namespace, auth
        self._prefix = f"{namespace},"
        self._acks: dict[int, Ack] = {}
        self._next_id = 0
        self._frames = Frames()
        self._greeting = b""
        self._open = False
        self._waits_for_binary = ""
        self._transport: asyncio.Transport | None = None

    def headers(self) -> Mapping[str, str]:
        return {}

    def up(self) -> None: ...

    def down(self, why: str) -> None: ...

    def heard(self, event: str, arguments: list[object], answer: Callable[[], None] | None) -> None: ...

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def emit(self, event: str, *arguments: object, on_ack: Ack | None = None) -> None:
        said = json.dumps([event, *arguments], separators=(",", ":"))
        self._write(client_frame(_TEXT, f"42{self._prefix}{self._id(on_ack)}{said}".encode()))

    def emit_binary(self, event: str, body: bytes, on_ack: Ack) -> None:
        said = f'451-{self._prefix}{self._id(on_ack)}["{event}",{{"_placeholder":true,"num":0}}]'
        self._write(client_frame(_TEXT, said.encode()) + client_frame(_BINARY, body))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        lines = {
            "Host": f"{self.host}:{self.port}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            **self.headers(),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._write(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode())

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self.down(str(error) if error else "closed")

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        if not self._open:
            head, gap, data = (self._greeting + data).partition(b"\r\n\r\n")
            if not gap:
                self._greeting = head
                return
            self._open = True
        for opcode, payload in self._frames.feed(data):
            self._take(opcode, payload)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            self._take_text(payload.decode())
        elif opcode == _BINARY:
            text, self._waits_for_binary = self._waits_for_binary, ""
            self._event(text, payload)
        elif opcode == _CLOSE:
            self.close()

    def _take_text(self, text: str) -> None:
        kind = text[:2]
        if kind == "42" and not text.startswith(self.skipped):
            self._event(text[2:].removeprefix(self._prefix), None)
        elif kind == "45":
            self._waits_for_binary = text.partition("-")[2].removeprefix(self._prefix)
        elif kind == "43":
            number, said = _numbered(text[2:].removeprefix(self._prefix))
            self._acks.pop(number or 0)(json.loads(said))
        elif kind == "2":
            self._write(client_frame(_TEXT, b"3"))
        elif kind[0] == "0":
            auth = json.dumps(self._auth) if self._auth is not None else ""
            self._write(client_frame(_TEXT, f"40{self._prefix}{auth}".encode()))
        elif kind == "40":
            self.up()
        elif kind in ("41", "44"):
            self.close()

    def _event(self, text: str, binary: bytes | None) -> None:
        number, said = _numbered(text)
        event, *arguments = json.loads(said)
        if binary is not None:
            arguments = [binary if _is_placeholder(one) else one for one in arguments]
        answer = None if number is None else (lambda: self._answer(number))
        self.heard(event, arguments, answer)

    def _answer(self, number: int) -> None:
        self._write(client_frame(_TEXT, f"43{self._prefix}{number}[]".encode()))

    def _id(self, on_ack: Ack | None) -> str:
        if on_ack is None:
            return ""
        self._next_id += 1
        self._acks[self._next_id] = on_ack
        return str(self._next_id)

    def _write(self, data: bytes) -> None:
        self.sent += len(data)
        if self._transport:
            self._transport.write(data)


def _numbered(text: str) -> tuple[int | None, str]:
    """The number that a packet may begin with, and the rest."""
    start = text.index("[")
    return (int(text[:start]) if start else None), text[start:]


def _is_placeholder(value: object) -> bool:
    return isinstance(value, dict) and "_placeholder" in value
