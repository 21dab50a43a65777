"""The real app on a real port, with the sampler as its only desk."""

from pathlib import Path
from threading import Thread
from typing import Any

from flask import Blueprint, render_template
from werkzeug.serving import WSGIRequestHandler, make_server

from controller.clock import ManualClock, SystemClock
from controller.domain.accounts import Role
from tests.browser.wire import Wire
from tests.web.conftest import NINE
from tests.web.fakes import FakeServices
from web.access import keep_for
from web.app import create_app
from web.settings import WebSettings
from web.shell import Shell, shell_of

HERE = Path(__file__).parent / "sampler"


def sampler(shell: Shell) -> None:
    """Every component of the design system on one page, and a command that answers."""
    desk = Blueprint("sampler", __name__, template_folder=HERE / "templates", static_folder=HERE / "static")
    desk.get("/lesson", endpoint="page")(lambda: render_template("sampler.html"))
    shell.app.register_blueprint(keep_for(desk, Role.TEACHER), url_prefix="/sampler")
    shell.app.add_url_rule("/lesson", "sampler.page")
    shell.add_tab("Lesson", "/lesson", "screen", Role.TEACHER)
    shell.add_tab("Exams", "/exams", "clipboard", Role.TEACHER, Role.EXAMS_OFFICER)
    shell.add_tab("Custody", "/custody", "pouch", Role.TEACHER)
    shell.door.on("lesson.lock", lambda caller, payload: {"asked": len(payload.seats)})
    shell.door.on_follow("lesson", lambda caller, topic: [("seats", {"locked": 3})])


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None: ...


class ShellSite:
    def __init__(self) -> None:
        self.services = FakeServices(ManualClock(NINE))
        self._server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
        self.wire = Wire(("127.0.0.1", self._server.server_port))
        self.url = f"http://localhost:{self.wire.port}"
        settings = WebSettings("Northgate School", b"k" * 32, self.url, async_mode="threading")
        self.app, self.socketio = create_app(
            self.services, settings, desks=(sampler,), wall_clock=SystemClock()
        )
        self._server.app = self.app
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def shell(self) -> Shell:
        return shell_of(self.app)

    def close(self) -> None:
        self.wire.close()
        self._server.shutdown()
        self._server.server_close()
