"""The real pages and sockets in front of Lab 1, with the test in place of browsers and agents."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from controller.clock import ManualClock
from controller.domain.timetable import LONDON
from tests.labs import FakeLab, seat
from tests.web.conftest import ORIGIN
from tests.web.fakes import FakeLater
from tests.web.passwords import Passwords
from web.app import create_app
from web.settings import WebSettings
from workstation_agent.protocol.enrolment import Enrolled, Hello
from workstation_agent.protocol.limits import NAMESPACE

COOKIE = "__Host-schoolbell"


class Line:
    """An open socket of a page or of an agent."""

    def __init__(self, client: Any, namespace: str) -> None:
        self.client, self.namespace = client, namespace

    @property
    def open(self) -> bool:
        return bool(self.client.is_connected(self.namespace))

    def say(self, event: str, *body: Any) -> Any:
        return self.client.emit(event, *body, namespace=self.namespace, callback=True)

    def heard(self, event: str) -> list[Any]:
        """The first argument of each such event so far, also after the socket was closed."""
        return [one["args"][0] for one in self.client.queue if one["name"] == event]

    def heard_whole(self, event: str) -> list[list[Any]]:
        return [one["args"] for one in self.client.queue if one["name"] == event]

    def command(self, name: str, **payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.say("command", {"name": name, "payload": payload})
        return answer


@dataclass
class LabSite:
    lab: FakeLab
    app: Flask
    socketio: Any
    later: FakeLater
    wall_clock: ManualClock

    def __post_init__(self) -> None:
        self._passwords = Passwords(self.lab.services.accounts)
        self.known, self.known_page = cache(self.log_in), cache(self.page)
        """Each of them once, for tests that have a site in common."""

    @property
    def lesson(self) -> str:
        return str(self.lab.lesson.id)

    def log_in(self, username: str) -> FlaskClient:
        password = self._passwords.of(username)
        client = self.app.test_client()
        answer = self.post(client, "/login", username=username, password=password)
        assert answer.status_code == 303
        return client

    def get(self, client: FlaskClient, path: str) -> Any:
        return client.get(path, base_url=ORIGIN)

    def post(self, client: FlaskClient, path: str, **form: str) -> Any:
        page = client.get("/login", base_url=ORIGIN, follow_redirects=True).text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        data = {"csrf_token": token, **form}
        return client.post(path, data=data, base_url=ORIGIN, headers={"Referer": f"{ORIGIN}/"})

    def page(self, username: str) -> Line:
        """The socket of a page that somebody has open."""
        cookie = self.log_in(username).get_cookie(COOKIE, domain="bell.example.sch.uk")
        assert cookie
        headers = {"Origin": ORIGIN, "Cookie": f"{cookie.key}={cookie.value}"}
        return Line(self.socketio.test_client(self.app, namespace="/desk", headers=headers), "/desk")

    def agent(self, key: Enrolled | dict[str, object]) -> Line:
        auth = key if isinstance(key, dict) else Hello(key.workstation, key.key, "1.0").to_json()
        client = self.socketio.test_client(self.app, namespace=NAMESPACE, auth=auth)
        return Line(client, NAMESPACE)

    def turn_on(self, number: int) -> Line:
        """PC `number`, connected and reporting what it was told."""
        line = self.agent(self.lab.enrol(number))
        self.obey(line)
        return line

    def obey(self, line: Line) -> None:
        desired = line.heard("desired")[-1]
        now = self.lab.clock.now().isoformat()
        held = [{"id": lease["id"], "since": now} for lease in desired["leases"]]
        line.say("report", report(version=desired["version"], in_force=held))

    @staticmethod
    def seats(*numbers: int) -> list[str]:
        return [seat(number) for number in numbers]

    def later_now(self) -> None:
        self.later.run()


def report(**changes: Any) -> dict[str, Any]:
    said = {"version": 1, "in_force": [], "ended": [], "user": "pupil"}
    return said | {"screen": {"width": 1280, "height": 720}} | changes


def make_lab_site(lab: FakeLab) -> LabSite:
    later, wall_clock = FakeLater(), ManualClock(lab.clock.now())
    settings = WebSettings(
        "Northgate School", b"k" * 32, ORIGIN, async_mode="threading", timezone=str(LONDON)
    )
    app, socketio = create_app(lab.services, settings, later=later, wall_clock=wall_clock)
    return LabSite(lab, app, socketio, later, wall_clock)
