"""The only emitter: everything the server says to a socket leaves by here."""

import logging
from collections.abc import Callable
from threading import Lock
from typing import Protocol

log = logging.getLogger(__name__)

DESK = "/desk"
EVERYONE = "everyone"
GAP_S = 0.1

Snapshot = Callable[[], object]
Later = Callable[[float, Callable[[], None]], None]
"""`later(delay_s, do)` runs `do` once, `delay_s` seconds from now, and returns at once."""

_Key = tuple[str, str, str]


class Emit(Protocol):
    def __call__(
        self,
        event: str,
        payload: object,
        *,
        to: str,
        namespace: str,
        callback: Callable[..., None] | None,
    ) -> None: ...


class Outbox:
    """`room` is a topic (`lesson:4711`), a single socket's id, or EVERYONE."""

    def __init__(self, emit: Emit, later: Later, gap_s: float = GAP_S) -> None:
        self._emit, self._later, self._gap_s = emit, later, gap_s
        self._cooling: dict[_Key, Snapshot | None] = {}
        self._lock = Lock()

    def tell(
        self,
        room: str,
        event: str,
        payload: object,
        *,
        namespace: str = DESK,
        on_ack: Callable[..., None] | None = None,
    ) -> None:
        self._emit(event, payload, to=room, namespace=namespace, callback=on_ack)

    def tell_soon(self, room: str, event: str, snapshot: Snapshot, *, namespace: str = DESK) -> None:
        """At most one `event` per room and gap. The first goes at once; of the rest, only the last."""
        key = (namespace, room, event)
        with self._lock:
            waits = key in self._cooling
            self._cooling[key] = snapshot if waits else None
        if not waits:
            self._send(key, snapshot)

    def _send(self, key: _Key, snapshot: Snapshot) -> None:
        namespace, room, event = key
        try:
            self.tell(room, event, snapshot(), namespace=namespace)
        except Exception:  # the next burst must still get through, so this one is logged and left
            log.exception("snapshot failed room=%s event=%s", room, event)
        self._later(self._gap_s, lambda: self._cooled(key))

    def _cooled(self, key: _Key) -> None:
        with self._lock:
            waiting = self._cooling.pop(key)
            if waiting is not None:
                self._cooling[key] = None
        if waiting is not None:
            self._send(key, waiting)
