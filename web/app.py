"""The Flask application: the shell, and the desks that attach to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_socketio import SocketIO  # type: ignore[import-untyped]  # ships no types
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.middleware.proxy_fix import ProxyFix

from controller.clock import Clock, SystemClock
from web.access import visitor
from web.account.doorkeeper import Doorkeeper
from web.account.logins import Login, Logins, login_from
from web.account.pages import pages as account_pages
from web.admin import computers, programs, stations
from web.approvals import desk as approvals
from web.checks import desk as checks
from web.concerns import desk as concerns
from web.custody import desk as custody
from web.dayend import desk as dayend
from web.drills import desk as drills
from web.errors import add_error_pages
from web.exams import desk as exams
from web.filters import add_filters
from web.headers import add_headers
from web.lesson import desk as lesson
from web.messages import desk as messages
from web.needs import desk as needs
from web.numbers import Number
from web.outbox import DESK, Later, Outbox
from web.policies import desk as policies
from web.ports import Services
from web.pouches import desk as pouches
from web.reception import desk as reception
from web.reports import desk as reports
from web.rules import desk as rules
from web.safeguarding import desk as safeguarding
from web.screenshots import desk as screenshots
from web.settings import WebSettings
from web.shell import Shell, keep_shell
from web.sittings import desk as sittings
from web.sockets.door import Door
from web.sockets.server import emit_on, later_on, make_socketio
from web.sockets.strangers import expel_strangers
from workstation_agent.protocol.limits import NAMESPACE as AGENTS

MAX_UPLOAD_BYTES = 5_000_000

Attach = Callable[[Shell], None]

DESKS: tuple[Attach, ...] = (
    lesson.attach,
    checks.attach,
    reception.attach,
    approvals.attach,
    messages.attach,
    dayend.attach,
    pouches.attach,
    stations.attach,
    computers.attach,
    programs.attach,
    drills.attach,
    safeguarding.attach,
    screenshots.attach,
    needs.attach,
    concerns.attach,
    sittings.attach,
    custody.attach,
    reports.attach,
    exams.attach,
    rules.attach,
    policies.attach,
)
"""One `attach` for each desk; the only line to add here when one is built."""


def create_app(
    services: Services,
    settings: WebSettings,
    *,
    desks: tuple[Attach, ...] | None = None,
    later: Later | None = None,
    wall_clock: Clock | None = None,
) -> tuple[Flask, SocketIO]:
    """`later` and `wall_clock` (real time, for logins) are given by tests."""
    app = Flask(__name__)
    _configure(app, settings)
    CSRFProtect(app)
    add_headers(app, settings)
    add_error_pages(app)
    add_filters(app, settings.timezone)
    shell, socketio = _wire(app, services, settings, later, wall_clock or SystemClock())
    keep_shell(shell)
    Doorkeeper(app, services.accounts, shell.logins)
    app.register_blueprint(account_pages)
    app.context_processor(lambda: _for_templates(shell))
    for attach in DESKS if desks is None else desks:
        attach(shell)
    return app, socketio


def _configure(app: Flask, settings: WebSettings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-schoolbell" if settings.secure_cookies else "schoolbell",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        # Strict would show the login page to a teacher who comes by a link on the school's intranet.
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.longest_login + timedelta(hours=1),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session it is bound to
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
    )
    app.url_map.converters["int"] = Number
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _wire(
    app: Flask, services: Services, settings: WebSettings, later: Later | None, wall_clock: Clock
) -> tuple[Shell, SocketIO]:
    socketio = make_socketio(app, settings)
    if hops := settings.proxies:  # outermost, so that sockets too are known by where they come from
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]  # Flask's way
    later = later or later_on(socketio)
    logins = Logins(wall_clock, services.ended_logins, settings.idle_after, settings.longest_login)
    outbox = Outbox(emit_on(socketio), later)
    expel_strangers(socketio.server, later, (DESK, AGENTS))

    def read_login(environ: dict[str, Any]) -> Login | None:
        session = app.session_interface.open_session(app, app.request_class(environ))
        return login_from(session) if session is not None else None

    door = Door(socketio.server, services, logins, outbox, later, read_login, settings.allowed_origins)
    return Shell(app, services, settings, logins, outbox, door), socketio


def _for_templates(shell: Shell) -> dict[str, object]:
    account = visitor()
    tabs = shell.tabs_for(account)
    return {
        "me": account,
        "now": shell.services.clock.now(),
        "tabs": tabs,
        "emergency": any(tab.path == drills.PATH for tab in tabs),
        "school_name": shell.settings.school_name,
        "timezone": shell.settings.timezone,
        "home_path": shell.landing(account) if account else "/login",
    }
