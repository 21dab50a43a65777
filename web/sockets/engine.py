"""Engine.IO over WebSocket only, with one greenlet for a connection instead of four.

The library's own socket has a reader, a handler, a writer and one that waits for the next ping. A stack for
each is most of what a connection costs in memory, and switching among them much of what a message costs.
"""

import logging
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import engineio  # type: ignore[import-untyped]  # ships no types
from engineio import exceptions, packet
from gevent import get_hub  # type: ignore[import-untyped]  # ships no types

from web.sockets.outgoing import Outgoing
from web.sockets.packets import is_frame
from web.sockets.websocket import NORMAL, Control, Fault, Opcode, Reader, accepted, control

READ_BYTES = 65536
CLOSES_WITHIN_S = 5.0
LOOK_S = 0.5
"""How often it is looked for whom to ping, and who does not answer."""
_PING = "2"
log = logging.getLogger(__name__)
Environ = Mapping[str, Any]


class Socket:
    """One connection. The names are those that Engine.IO's server uses."""

    def __init__(self, engine: "Engine", sid: str, sock: Any) -> None:
        self.server, self.sid = engine, sid
        self.session: dict[str, object] = {}
        self.connected = self.upgraded = True
        self.upgrading = self.closing = self.closed = False
        self._sock = sock
        self._out = Outgoing(sock, engine.start_background_task)
        self._heard_s = self._pinged_s = time.monotonic()

    def send(self, pkt: Any) -> None:
        """Raises SocketIsClosedError."""
        self.put(pkt.encode())

    def put(self, message: str | bytes) -> None:
        """Raises SocketIsClosedError."""
        if self.closed:
            raise exceptions.SocketIsClosedError()
        self._out.put(message)

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        if self.closed or self.closing:
            return
        self.closing = True
        why = reason or self.server.reason.SERVER_DISCONNECT
        self.server._trigger_event("disconnect", self.sid, why, run_async=False)
        self.closed = True
        if abort:
            self._out.abort()
        elif not self._out.end(NORMAL):
            self.server.start_background_task(self._give_up)

    def _give_up(self) -> None:
        """One that takes nothing may not hold for ever what still waits for it."""
        self.server.sleep(CLOSES_WITHIN_S)
        self._out.abort()

    def look(self, now_s: float) -> None:
        """Pings it when it is time, and closes what has not been heard for too long after one."""
        engine, silent = self.server, self._heard_s < self._pinged_s
        if silent and now_s - self._pinged_s > engine.ping_timeout:
            self.close(abort=True, reason=engine.reason.PING_TIMEOUT)
        elif not silent and now_s - self._pinged_s >= engine.ping_interval:
            self._pinged_s = now_s
            self._out.put(_PING)

    def read(self) -> None:
        """Until the connection ends, by whichever side."""
        reader, wait = Reader(self.server.max_http_buffer_size), _waiting_for(self._sock)
        try:
            while not self.closed and (data := _received(self._sock, wait)):
                self._heard_s = time.monotonic()
                for message in reader.feed(data):
                    self._take(message)
        except Fault as fault:
            self._out.end(fault.code)
        except (OSError, exceptions.SocketIsClosedError):
            pass
        self.close(abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    def _take(self, message: str | bytes | Control) -> None:
        if isinstance(message, Control):
            self._obey(message)
        elif isinstance(message, bytes):
            self.server._trigger_event("message", self.sid, message, run_async=False)
        elif message[:1] == "4" and is_frame(message):
            self.server._trigger_event("message", self.sid, message[1:], run_async=False)
        elif not is_frame(message) or message[0] == "1":
            self.close(reason=self.server.reason.CLIENT_DISCONNECT)

    def _obey(self, message: Control) -> None:
        if message.opcode == Opcode.PING:
            self._out.put_frame(control(Opcode.PONG, message.payload))
        elif message.opcode == Opcode.CLOSE:
            self._out.end(NORMAL)


class Engine(engineio.Server):  # type: ignore[misc]  # its base has no types
    start_service_task: bool

    def _handle_connect(
        self, environ: Environ, start_response: Callable[..., Any], transport: str, jsonp_index: object = None
    ) -> Any:
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        if not key or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
            return self._bad_request("This is no WebSocket handshake.")
        mode, sock = _raw_socket(environ)
        if self.start_service_task:
            self.start_service_task = False
            self.service_task_handle = self.start_background_task(self._service_task)
        _without_nagle(sock)
        sock.sendall(accepted(key))
        sid = self.generate_id()
        one = self.sockets[sid] = Socket(self, sid, sock)
        one.send(packet.Packet(packet.OPEN, self._hello(sid)))
        try:
            self._trigger_event("connect", sid, environ, run_async=False)
            one.read()
        finally:
            self.sockets.pop(sid, None)
        return _ended(mode)

    def send(self, sid: str, data: str | bytes) -> None:
        """A message, without the packet that the library would wrap it in."""
        one = self.sockets.get(sid)
        if one is not None and not one.closed:
            one.put(f"{packet.MESSAGE}{data}" if isinstance(data, str) else data)

    def _hello(self, sid: str) -> Mapping[str, object]:
        return {
            "sid": sid,
            "upgrades": [],
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }

    def _service_task(self) -> None:
        self.service_task_event = self.create_event()
        while not self.service_task_event.wait(timeout=LOOK_S):
            now_s = time.monotonic()
            for one in list(self.sockets.values()):
                try:
                    one.look(now_s)
                except Exception:  # one connection's trouble must not end the watch over the others
                    log.exception("a connection could not be looked after")


def _raw_socket(environ: Environ) -> tuple[str, Any]:
    """As gunicorn's and Werkzeug's servers hand it out."""
    for mode in ("gunicorn", "werkzeug"):
        if f"{mode}.socket" in environ:
            return mode, environ[f"{mode}.socket"]
    raise RuntimeError("this server does not hand out its sockets")


def _waiting_for(sock: Any) -> Callable[[], None] | None:
    """What waits until there is something to read; None where reading itself waits."""
    if not hasattr(sock, "_sock"):
        return None
    hub = get_hub()
    watcher = hub.loop.io(sock.fileno(), 1)
    return lambda: hub.wait(watcher)


def _received(sock: Any, wait: Callable[[], None] | None) -> bytes:
    """gevent's own `recv` looks first and then waits, which is a call too many for each message."""
    if wait is None:
        return bytes(sock.recv(READ_BYTES))
    while True:
        wait()
        try:
            return bytes(sock._sock.recv(READ_BYTES))
        except BlockingIOError:
            continue


def _ended(mode: str) -> Iterable[bytes]:
    """How the server is told that there is nothing to answer any more."""
    if mode == "gunicorn":
        raise StopIteration
    raise ConnectionError


def _without_nagle(sock: Any) -> None:
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
