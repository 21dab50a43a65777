"""Bringing a version in, as a file or as text."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.errors import SchoolbellError
from device_rules.loader import MAX_BYTES
from web.access import current_account
from web.policies.forms import NOTHING_WRONG, Wrong, wrong_of
from web.policies.pages import find
from web.policies.services import policy_services

uploading = Blueprint("policy_upload", __name__, url_prefix="/policies")


@uploading.get("/new")
def form() -> str:
    """`?name=…&version=…` begins with that document."""
    name, version = request.args.get("name", ""), request.args.get("version", "")
    text = ""
    if name and version:
        find(name, version)
        text = policy_services().policies.shelf.content(name, version)
    return _form(name, text)


@uploading.post("/new")
def take() -> Response | tuple[str, int]:
    name = request.form.get("name", "").strip()
    content = _content()
    if not content.strip():
        wrong = Wrong("text", "Choose a file, or paste the text of the document.")
        return _form(name, "", wrong), 400
    try:
        policy = policy_services().policies.upload(current_account(), name, content)
    except SchoolbellError as error:
        text = content[: MAX_BYTES + 1].decode("utf-8", "replace") if len(content) <= MAX_BYTES else ""
        return _form(name, text, wrong_of(error, text)), 400
    return redirect(url_for("policy_switch.review", name=policy.name, version=policy.version), 303)


def _content() -> bytes:
    """Of the file, if one was chosen."""
    file = request.files.get("file")
    given = file.read(MAX_BYTES + 1) if file and file.filename else b""
    return given or request.form.get("text", "").encode("utf-8", "replace")


def _form(name: str, text: str, wrong: Wrong = NOTHING_WRONG) -> str:
    services = policy_services()
    now = services.policies.deciding()
    return render_template(
        "policies/upload.html",
        name=name[:80],
        text=text,
        wrong=wrong,
        versions=services.policies.all(),
        example=now.name if now else "our-school-2026",
    )
