"""How the service and a worker talk over their Unix socket. Bytes in, messages out; no I/O here.

Each message is: length of the JSON (4 bytes, big-endian), length of the binary (the same), JSON, binary.
The JSON is one of
    {"call": name, "id": n, "args": {…}}      service → worker; answered once
    {"answer": n, "result": {…}}              worker → service
    {"answer": n, "trouble": sentence}        worker → service: it could not be done
    {"event": name, "args": {…}}              worker → service, of its own accord
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from workstation_agent.errors import AgentError

Args = Mapping[str, object]

MAX_JSON: Final = 1_000_000
MAX_BLOB: Final = 40_000_000
_LENGTHS: Final = struct.Struct(">II")


class ChannelError(AgentError):
    """The other side does not speak as agreed; nothing for it but to end the line."""


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    id: int
    args: Args = field(default_factory=dict)
    blob: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """`trouble` is empty when it worked."""

    id: int
    result: Args = field(default_factory=dict)
    blob: bytes = b""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An event."""

    name: str
    args: Args = field(default_factory=dict)
    blob: bytes = b""


Message = Call | Answer | Said


def encode(message: Message) -> bytes:
    match message:
        case Call(name, number, args):
            body: dict[str, object] = {"call": name, "id": number, "args": dict(args)}
        case Answer(number, result, _, trouble):
            said: dict[str, object] = {"trouble": trouble} if trouble else {"result": dict(result)}
            body = {"answer": number, **said}
        case Said(name, args):
            body = {"event": name, "args": dict(args)}
    text = json.dumps(body).encode()
    return _LENGTHS.pack(len(text), len(message.blob)) + text + message.blob


class Decoder:
    """Takes bytes as they come, and gives each message once it is whole. Raises ChannelError."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        self._buffer += data
        while len(self._buffer) >= _LENGTHS.size:
            text, blob = _LENGTHS.unpack_from(self._buffer)
            if text > MAX_JSON or blob > MAX_BLOB:
                raise ChannelError("channel.too-big", "a message on the agent's own line is too big")
            end = _LENGTHS.size + text + blob
            if len(self._buffer) < end:
                return
            middle = _LENGTHS.size + text
            whole = bytes(self._buffer[_LENGTHS.size : middle]), bytes(self._buffer[middle:end])
            del self._buffer[:end]
            yield _read(*whole)


def _read(text: bytes, blob: bytes) -> Message:
    match _json(text):
        case {"call": str(name), "id": int(number), "args": dict(args)}:
            return Call(name, number, args, blob)
        case {"answer": int(number), "trouble": str(trouble)}:
            return Answer(number, {}, blob, trouble or "it could not be done")
        case {"answer": int(number), "result": dict(result)}:
            return Answer(number, result, blob)
        case {"event": str(name), "args": dict(args)}:
            return Said(name, args, blob)
    raise ChannelError("channel.unknown", "a message on the agent's own line is of no kind that there is")


def _json(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ChannelError("channel.bad-json", "a message on the agent's own line is not JSON") from error
