"""Error pages in plain words: what happened, and what to do next."""

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # ships no types
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from controller.errors import SchoolbellError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    code: str
    title: str
    sentence: str


_BY_STATUS = {
    400: Trouble("web.bad-request", "That did not arrive whole", "Go back, reload the page and try again."),
    401: Trouble("web.not-logged-in", "You are not logged in", "Log in and try again."),
    403: Trouble(
        "web.not-allowed",
        "This page is not yours to open",
        "Your login does not include it. If it should, ask your network manager.",
    ),
    404: Trouble(
        "web.not-found",
        "There is no page here",
        "Check the address, or go to your desk and start from there.",
    ),
    405: Trouble(
        "web.wrong-method", "That cannot be opened this way", "Go to your desk and start from there."
    ),
    413: Trouble("web.too-large", "That was too large to send", "Send something smaller."),
    429: Trouble("web.too-many", "That was too much at once", "Wait a minute and try again."),
}
_CSRF = Trouble(
    "web.form-expired",
    "This form can no longer be sent",
    "It was open too long, or your browser did not keep our cookie. Go back, reload the page and try again.",
)


def wants_json() -> bool:
    """A script asked, not a person at the address bar."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def add_error_pages(app: Flask) -> None:
    app.register_error_handler(CSRFError, lambda _: _answer(400, _CSRF))
    app.register_error_handler(SchoolbellError, lambda error: _answer(409, _refused(error)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


def _http_error(error: HTTPException) -> Response | tuple[Response | str, int]:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    return _answer(status, _BY_STATUS.get(status, _BY_STATUS[400] if status < 500 else _broken()))


def _refused(error: SchoolbellError) -> Trouble:
    return Trouble(error.code, "That could not be done", error.sentence)


def _crash(error: Exception) -> tuple[Response | str, int]:
    trouble = _broken()
    log.error("page failed %s path=%s", trouble.sentence, request.path, exc_info=error)
    return _answer(500, trouble)


def _broken() -> Trouble:
    reference = secrets.token_hex(4)
    advice = f"Try again. If it happens twice, give your network manager the reference {reference}."
    return Trouble("web.broken", "Something went wrong on our side", advice)


def _answer(status: int, trouble: Trouble) -> tuple[Response | str, int]:
    if wants_json():
        return jsonify(ok=False, error=trouble.code, sentence=f"{trouble.title}. {trouble.sentence}"), status
    return render_template("errors/error.html", trouble=trouble, status=status), status
