"""What a version would change, and switching it on."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.domain.timetable import local
from controller.errors import SchoolbellError
from web.access import current_account
from web.policies.forms import NOTHING_WRONG, Wrong, switch_of, wrong_of
from web.policies.pages import find, is_deciding
from web.policies.services import policy_services

switching = Blueprint("policy_switch", __name__, url_prefix="/policies")


@switching.get("/<name>/<version>/review")
def review(name: str, version: str) -> str:
    return _review(name, version, {})


@switching.post("/<name>/<version>/switch")
def switch(name: str, version: str) -> Response | tuple[str, int]:
    find(name, version)
    try:
        asked = switch_of(name, version, request.form)
        policy_services().policies.switch(current_account(), asked)
    except SchoolbellError as error:
        return _review(name, version, request.form, wrong_of(error)), 400
    return redirect(url_for("policies.page"), 303)


@switching.post("/planned/<int:number>/call-off")
def call_off(number: int) -> Response:
    policy_services().policies.call_off(current_account(), number)
    return redirect(url_for("policies.page"), 303)


def _review(name: str, version: str, typed: Mapping[str, str], wrong: Wrong = NOTHING_WRONG) -> str:
    policy = find(name, version)
    services = policy_services()
    today = local(services.clock.now()).date()
    later = policy.effective > today
    return render_template(
        "policies/review.html",
        policy=policy,
        review=services.policy_reviews.review(name, version),
        deciding=is_deciding(policy),
        typed=typed or {"when": "later" if later else "now", "on": str(policy.effective) if later else ""},
        today=today,
        wrong=wrong,
    )
