"""The Socket.IO server, set up as measured: no request context per event, no deflate, bounded messages."""

from collections.abc import Callable

from flask import Flask
from flask_socketio import SocketIO  # type: ignore[import-untyped]  # ships no types
from socketio.packet import EVENT  # type: ignore[import-untyped]  # ships no types

from web.outbox import Emit, Later
from web.settings import WebSettings
from web.sockets.engine import Engine
from web.sockets.packets import StrictPacket, end_unreadable

PING_EVERY_S, PING_WAIT_S = 8, 7
"""A PC that loses its power is missed after at most their sum."""
MAX_MESSAGE_BYTES = 1_000_000


def make_socketio(app: Flask, settings: WebSettings) -> SocketIO:
    """Handlers run in their socket's own reading loop, one at a time, and so must not block for long."""
    socketio = SocketIO(
        app,
        async_mode=settings.async_mode,
        async_handlers=False,
        manage_session=False,
        transports=["websocket"],
        cors_allowed_origins=list(settings.allowed_origins),
        ping_interval=PING_EVERY_S,
        ping_timeout=PING_WAIT_S,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        serializer=StrictPacket,
    )
    end_unreadable(socketio.server)
    socketio.server.eio.__class__ = Engine  # the library makes its own and has no setting for another
    return socketio


def later_on(socketio: SocketIO) -> Later:
    """The scheduler of production: a greenlet or a thread that sleeps."""

    def later(delay_s: float, do: Callable[[], None]) -> None:
        def wait_and_do() -> None:
            socketio.sleep(delay_s)
            do()

        socketio.start_background_task(wait_and_do)

    return later


def emit_on(socketio: SocketIO) -> Emit:
    def emit(
        event: str, payload: object, *, to: str, namespace: str, callback: Callable[..., None] | None
    ) -> None:
        server = socketio.server
        one = server.manager.eio_sid_from_sid(to, namespace)
        if one is None:  # a topic with any number of pages
            server.emit(event, payload, to=to, namespace=namespace, callback=callback)
            return
        number = server.manager._generate_ack_id(to, callback) if callback else None
        said = [event, *payload] if isinstance(payload, tuple) else [event, payload]
        server._send_packet(one, StrictPacket(EVENT, said, namespace, number))

    return emit
