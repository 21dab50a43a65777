"""Attaches what the agents of lab PCs need: the page that gives a key for a code, and their socket."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from controller.errors import Refused
from controller.services.lab.build import Lab
from web.access import open_to_anyone
from web.agents import installer
from web.lab_services import lab_services
from web.shell import Shell
from web.sockets.agent import AgentDoor
from web.sockets.frames import FrameRelay
from workstation_agent.protocol import enrolment as wire
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import read_json
from workstation_agent.protocol.limits import ENROL_PATH

MAX_BODY_BYTES = 4096
_STATUS = {wire.CODE_UNKNOWN: 404, wire.CODE_EXPIRED: 410, wire.CODE_USED: 409, wire.TOO_MANY_TRIES: 429}


def attach(shell: Shell) -> FrameRelay:
    services = lab_services(shell)
    frames = FrameRelay(shell.outbox, services.link)
    server = shell.app.extensions["socketio"].server
    AgentDoor(server, services.lab, services.live, shell.outbox, frames, services.link)
    pages = Blueprint("agents", __name__)
    view = _enrol(services.lab)
    pages.post(ENROL_PATH, endpoint="enrol")(view)
    # An agent is no browser: it has no session whose cookie could be abused, and brings a code instead.
    shell.app.extensions["csrf"].exempt(view)
    installer.attach(pages, shell.settings.public_url)
    shell.app.register_blueprint(pages)
    shell.door.on_leave(lambda caller: frames.leave(caller.sid))
    return frames


def _enrol(lab: Lab) -> Callable[[], tuple[Response, int]]:
    @open_to_anyone
    def enrol() -> tuple[Response, int]:
        request.max_content_length = MAX_BODY_BYTES
        try:
            asked = wire.EnrolRequest.from_json(_body())
            enrolled = lab.enrolment.enrol(asked.code, asked.hostname, request.remote_addr or "")
        except ProtocolError as error:
            return _refusal(error.code, f"That cannot be read: {error.sentence}."), 400
        except Refused as error:
            return _refusal(error.code, error.sentence), _STATUS.get(error.code, 409)
        lab.presence.drop(enrolled.workstation, "it was enrolled again")
        return jsonify(enrolled.to_json()), 200

    return enrol


def _body() -> object:
    """Raises ProtocolError. A page from elsewhere cannot send JSON by that name without asking first."""
    return read_json(request.get_data()) if request.is_json else None


def _refusal(code: str, sentence: str) -> Response:
    return jsonify(wire.EnrolRefused(code, sentence).to_json())
