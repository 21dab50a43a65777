"""What may come over a socket at all: Engine.IO and Socket.IO packets of the shapes that we use.

Their own readers take more than that: an event named `disconnect` runs the handler of a lost connection,
a packet may ask for a thousand million attachments, and what cannot be read leaves a stack trace in the log.
"""

import json
import logging
import re
from collections.abc import Iterable
from typing import Any

from socketio.packet import (  # type: ignore[import-untyped]  # ships no types
    ACK,
    BINARY_EVENT,
    CONNECT,
    DISCONNECT,
    EVENT,
    Packet,
)

log = logging.getLogger(__name__)

RESERVED = frozenset({"connect", "disconnect"})
_FRAME = re.compile(r"[136]\Z|4[0-6]")  # close, pong, noop; or a message that is a Socket.IO packet


class Unreadable(ValueError):
    """No packet of ours. Whoever sent it loses the connection."""


def is_frame(message: str | bytes) -> bool:
    """Whether a websocket message may be given to Engine.IO; binary ones are attachments."""
    return isinstance(message, bytes) or _FRAME.match(message) is not None


class _Json:
    """With one writer and one reader for all; the library makes new ones for each message."""

    _write = json.JSONEncoder(separators=(",", ":")).encode

    @classmethod
    def dumps(cls, value: object, **_: object) -> str:
        return cls._write(value)

    @staticmethod
    def loads(text: str) -> object:
        return json.loads(text)


class StrictPacket(Packet):  # type: ignore[misc]  # its base has no types
    """What we send has its binary parts among the arguments of an event, never deeper."""

    json = _Json

    @classmethod
    def data_is_binary(cls, data: object) -> bool:
        return isinstance(data, list) and any(isinstance(one, bytes) for one in data)

    @classmethod
    def deconstruct_binary(cls, data: Iterable[object]) -> tuple[list[object], list[bytes]]:
        """The library's own looks through all that the arguments hold."""
        left: list[object] = []
        attachments: list[bytes] = []
        for one in data:
            if isinstance(one, bytes):
                left.append({"_placeholder": True, "num": len(attachments)})
                attachments.append(one)
            else:
                left.append(one)
        return left, attachments

    def decode(self, encoded_packet: object) -> int:
        """Raises Unreadable."""
        try:
            attachments: int = super().decode(encoded_packet)
        except (ValueError, TypeError, RecursionError) as error:
            raise Unreadable("it cannot be read") from error
        if not _fits(self.packet_type, self.data, attachments):
            raise Unreadable("it has a shape that nothing of ours sends")
        return attachments

    def add_attachment(self, attachment: object) -> bool:
        """Raises Unreadable."""
        try:
            whole: bool = super().add_attachment(attachment)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise Unreadable("its attachment does not fit") from error
        return whole


def _fits(kind: int, data: object, attachments: int) -> bool:
    if kind in (EVENT, BINARY_EVENT):
        return _is_event(data) and attachments == (1 if kind == BINARY_EVENT else 0)
    if kind == ACK:
        return isinstance(data, list) and not attachments
    return kind in (CONNECT, DISCONNECT) and not attachments


def _is_event(data: object) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str) and data[0] not in RESERVED


def end_unreadable(server: Any) -> None:
    """Have `server` close a connection that sends what is no packet, instead of logging a stack trace."""

    def take(eio_sid: str, message: object) -> None:
        try:
            server._handle_eio_message(eio_sid, message)
        except ValueError as error:  # Unreadable, or the library's own word for a packet out of turn
            log.warning("socket ended: %s", error)
            server.eio.disconnect(eio_sid)

    server.eio.on("message", take)
