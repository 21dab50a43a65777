"""Ends connections that do not say in time who they are. Each holds a place that a page or a PC may need."""

from collections.abc import Collection
from typing import Any

from web.outbox import Later

WAIT_S = 10.0


def expel_strangers(server: Any, later: Later, namespaces: Collection[str]) -> None:
    """Those that are in none of `namespaces` after `WAIT_S`; being turned away there is not being in."""

    def connected(eio_sid: str, environ: dict[str, Any]) -> object:
        answer: object = server._handle_eio_connect(eio_sid, environ)
        later(WAIT_S, lambda: expel(eio_sid))
        return answer

    def expel(eio_sid: str) -> None:
        known = any(server.manager.sid_from_eio_sid(eio_sid, namespace) for namespace in namespaces)
        if not known and eio_sid in server.environ:
            server.eio.disconnect(eio_sid)

    server.eio.on("connect", connected)
