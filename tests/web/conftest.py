from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from controller.clock import ManualClock
from controller.domain.accounts import Account
from tests.web.fakes import PASSWORD, FakeLater, FakeServices
from web.app import Attach, create_app
from web.settings import WebSettings
from web.shell import Shell, shell_of

ORIGIN = "https://bell.example.sch.uk"
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Site:
    """The app on fakes, with the browsers and sockets of whoever a test needs."""

    app: Flask
    socketio: Any
    services: FakeServices
    later: FakeLater
    wall_clock: ManualClock

    @property
    def shell(self) -> Shell:
        return shell_of(self.app)

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def csrf(self, client: FlaskClient, path: str = "/login") -> str:
        page = client.get(path, base_url=ORIGIN, follow_redirects=True).text
        return page.split('name="csrf-token" content="')[1].split('"')[0]

    def post(self, client: FlaskClient, path: str, form: dict[str, str] | None = None) -> Any:
        data = {"csrf_token": self.csrf(client)} | (form or {})
        return client.post(path, data=data, base_url=ORIGIN, headers={"Referer": f"{ORIGIN}/"})

    def log_in(self, account: Account) -> FlaskClient:
        client = self.browser()
        answer = self.post(client, "/login", {"username": account.username, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    def socket(self, client: FlaskClient | None, origin: str | None = ORIGIN) -> Any:
        headers = {"Origin": origin} if origin else {}
        if client:
            cookie = client.get_cookie("__Host-schoolbell", domain="bell.example.sch.uk")
            headers["Cookie"] = f"{cookie.key}={cookie.value}" if cookie else ""
        return self.socketio.test_client(self.app, namespace="/desk", headers=headers)


def make_site(desks: tuple[Attach, ...] = (), **changes: Any) -> Site:
    services, later, wall_clock = FakeServices(ManualClock(NINE)), FakeLater(), ManualClock(NINE)
    given = {"school_name": "Northgate School", "secret_key": b"k" * 32, "public_url": ORIGIN}
    settings = WebSettings(**given | {"async_mode": "threading"} | changes)
    app, socketio = create_app(services, settings, desks=desks, later=later, wall_clock=wall_clock)
    app.testing = False  # the error pages are the product, so they are what is tested
    return Site(app, socketio, services, later, wall_clock)


@pytest.fixture
def site() -> Site:
    return make_site()
