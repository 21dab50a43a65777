"""The desk of policies in front of a real school, where some pupils have tapped this morning."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.timetable import LONDON
from device_rules.loader import POLICIES
from tests.desks import FrontDesk
from tests.web.conftest import ORIGIN
from tests.web.fakes import FakeLater
from tests.web.passwords import Passwords
from web.app import create_app
from web.settings import WebSettings

SHIPPED = (POLICIES / "mggs-2025.yaml").read_text("utf-8")
PLAIN = """\
title: Phones at Northgate
document: Northgate School, Phones, September 2025
effective: {from: 2025-09-01}
key_stages: {KS3: 7-9, KS4: 10-11, KS5: 12-13}
rules:
- {id: phones-in-lessons, source: Section 1, role: pupil, device: phone, activity: use, place: site,
   during: lesson, verdict: forbidden, storage: locked-pouch}
"""
"""Silent about everything but phones in lessons, so much would be left without an answer."""
YEAR_9, YEAR_13 = "p0400", "p0999"


@dataclass
class PolicySite:
    services: Services
    app: Flask

    def __post_init__(self) -> None:
        self._passwords = Passwords(self.services.accounts)

    def password(self, username: str) -> str:
        return self._passwords.of(username)

    def log_in(self, username: str) -> FlaskClient:
        client = self.app.test_client()
        answer = post(client, "/login", username=username, password=self.password(username))
        assert answer.status_code == 303
        return client

    def version(self, name: str = "mggs-2025") -> str:
        return next(one.version for one in self.services.policies.all() if one.name == name)


def post(client: FlaskClient, path: str, **form: object) -> TestResponse:
    page = client.get("/login", base_url=ORIGIN, follow_redirects=True).text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    data = {"csrf_token": token, **form}
    return client.post(path, data=data, base_url=ORIGIN, headers={"Referer": f"{ORIGIN}/"})


def make_policy_site(school: Services, url: str = ORIGIN) -> PolicySite:
    settings = WebSettings("Northgate School", b"k" * 32, url, async_mode="threading", timezone=str(LONDON))
    wall_clock = ManualClock(school.clock.now())
    app, _ = create_app(school, settings, later=FakeLater(), wall_clock=wall_clock)
    app.testing = False
    return PolicySite(school, app)


def some_taps(school: Services, clock: ManualClock) -> FrontDesk:
    desk = FrontDesk(school, clock)
    desk.adopt(desk.north)
    for pupil in ("p0400", "p0401", "p0402", "p0001", "p0002"):
        desk.north.ask(desk.pupils[pupil])
    return desk
