"""The real school behind the real app, for tests of the desks about stations and pouches."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from controller.clock import ManualClock
from controller.domain.accounts import Role
from tests.desks import FrontDesk
from tests.web.conftest import NINE, ORIGIN, Site
from tests.web.fakes import FakeLater
from tests.web.passwords import Passwords
from web.admin import stations
from web.app import create_app
from web.dayend import desk as dayend
from web.drills import desk as drills
from web.needs import desk as needs
from web.reception import desk as reception
from web.settings import WebSettings

Answer = dict[str, Any]


@dataclass
class DeskSite(Site):
    desk: FrontDesk

    def __post_init__(self) -> None:
        self._passwords = Passwords(self.desk.school.accounts)

    def log_in_as(self, role: Role) -> FlaskClient:
        username = self.desk.account(role).username
        password = self._passwords.of(username)
        client = self.browser()
        answer = self.post(client, "/login", {"username": username, "password": password})
        assert answer.status_code == 303
        return client

    def page(self, role: Role, topic: str = "") -> "OpenPage":
        page = OpenPage(self.socket(self.log_in_as(role)), self.later)
        if topic:
            assert page.send("follow", topic)["ok"]
        return page


class OpenPage:
    """A page's socket: `told` has the newest of each event that it was sent."""

    def __init__(self, socket: Any, later: FakeLater) -> None:
        self._socket, self._later = socket, later
        self._told: dict[str, Any] = {}

    def send(self, event: str, argument: object) -> Answer:
        answer: Answer = self._socket.emit(event, argument, namespace="/desk", callback=True)
        return answer

    def command(self, name: str, /, **payload: object) -> Answer:
        return self.send("command", {"name": name, "payload": payload})

    @property
    def told(self) -> dict[str, Any]:
        self._later.run()
        for packet in self._socket.get_received("/desk"):
            self._told[packet["name"]] = packet["args"][0]
        return self._told


def desk_site(desk: FrontDesk) -> DeskSite:
    later, wall_clock = FakeLater(), ManualClock(NINE)
    settings = WebSettings("Northgate School", b"k" * 32, ORIGIN, async_mode="threading")
    attach = (reception.attach, dayend.attach, stations.attach, drills.attach, needs.attach)
    app, socketio = create_app(desk.school, settings, desks=attach, later=later, wall_clock=wall_clock)
    app.testing = False
    return DeskSite(app, socketio, desk.school, later, wall_clock, desk)  # type: ignore[arg-type]  # real services
