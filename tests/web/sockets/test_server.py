import importlib.util
from typing import Any

import pytest

from tests.web.conftest import Site, make_site
from web.sockets.engine import Engine
from web.sockets.server import MAX_MESSAGE_BYTES


def test_gevent_websocket_is_not_installed() -> None:
    """Engine.IO would take it by itself, at half the speed."""
    assert importlib.util.find_spec("geventwebsocket") is None


def test_our_engine_is_bounded_in_both_modes() -> None:
    for mode in ("threading", "gevent"):
        eio = make_site(async_mode=mode).socketio.server.eio
        assert isinstance(eio, Engine)
        assert eio.max_http_buffer_size == MAX_MESSAGE_BYTES


def test_sockets_are_the_only_transport_and_origins_are_listed(site: Site) -> None:
    eio = site.socketio.server.eio
    assert eio.transports == ["websocket"]
    assert eio.cors_allowed_origins == ["https://bell.example.sch.uk"]
    assert not site.socketio.server.async_handlers


def test_behind_a_proxy_a_socket_is_known_by_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one PC's guesses at keys would count as everybody's."""
    site, seen = make_site(proxies=1), []

    def handle(environ: dict[str, str], start_response: Any) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        start_response("200 OK", [])
        return []

    monkeypatch.setattr(site.socketio.server, "handle_request", handle)
    site.browser().get("/socket.io/?EIO=4", headers={"X-Forwarded-For": "6.6.6.6, 10.0.1.7"})
    assert seen == ["10.0.1.7"]
