from typing import Any

import pytest

from tests.web.conftest import Site
from tests.web.fakes import TEACHER
from web.sockets.strangers import WAIT_S


@pytest.fixture
def ended(site: Site) -> list[str]:
    ended: list[str] = []
    site.socketio.server.eio.disconnect = ended.append
    return ended


def opened(site: Site, eio_sid: str) -> Any:
    """The server, once Engine.IO has told it of a new connection."""
    server = site.socketio.server
    server.eio.handlers["connect"](eio_sid, {"REMOTE_ADDR": "10.0.1.7"})
    return server


def test_who_says_nothing_is_put_out(site: Site, ended: list[str]) -> None:
    opened(site, "silent")
    assert [delay_s for delay_s, _ in site.later.waiting] == [WAIT_S]
    site.later.run()
    assert ended == ["silent"]


def test_who_only_comes_into_the_hall_is_put_out(site: Site, ended: list[str]) -> None:
    opened(site, "hall").manager.connect("hall", "/")
    site.later.run()
    assert ended == ["hall"]


@pytest.mark.parametrize("namespace", ["/desk", "/agent"])
def test_who_was_let_in_stays(site: Site, ended: list[str], namespace: str) -> None:
    opened(site, "known").manager.connect("known", namespace)
    site.later.run()
    assert ended == []


def test_who_has_gone_by_then_is_not_looked_for(site: Site, ended: list[str]) -> None:
    server = opened(site, "gone")
    server._handle_eio_disconnect("gone", "transport close")
    site.later.run()
    assert ended == []


def test_a_page_is_let_in_as_before(site: Site) -> None:
    assert site.socket(site.log_in(TEACHER)).is_connected("/desk")
