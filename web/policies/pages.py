"""The school's policies to read: all of them, one of them, and what one would say if."""

from flask import Blueprint, Response, abort, render_template, request

from controller.domain.policies import day_for
from controller.domain.timetable import local
from controller.errors import SchoolbellError
from device_rules.check import check
from device_rules.errors import SituationError
from device_rules.matrix import matrix
from device_rules.model import Policy
from web.policies.services import policy_services, questions_to
from web.policies.tables import approvals, readable, sheet_for
from web.rules.form import fields_for, given_words, usual_words

pages = Blueprint("policies", __name__, url_prefix="/policies")


@pages.get("")
def page() -> str:
    services = policy_services()
    now, history = services.clock.now(), services.policies.history()
    standing = [one for one in history if one.called_off_at is None]
    started = [one for one in standing if one.from_at <= now]
    return render_template(
        "policies/page.html",
        versions=services.policies.all(),
        now_in_force=started[0] if started else None,
        planned=[one for one in reversed(standing) if one.from_at > now],
        history=[one for one in history if one.from_at <= now or one.called_off_at],
    )


@pages.get("/<name>/<version>")
def show(name: str, version: str) -> str:
    policy = find(name, version)
    on = day_for(policy, local(policy_services().clock.now()).date())
    sheets = matrix(policy, on)
    return render_template(
        "policies/show.html",
        policy=policy,
        on=on,
        matrix=sheets,
        sheet=sheet_for(sheets, request.args.get("device", "")),
        rules=list(readable(policy)),
        approvals=list(approvals(policy)),
        report=check(policy, on),
        notes={rule.id: rule.note for rule in policy.rules},
        deciding=is_deciding(policy),
    )


@pages.get("/<name>/<version>/document")
def document(name: str, version: str) -> Response:
    policy = find(name, version)
    text = policy_services().policies.shelf.content(policy.name, policy.version)
    file = f"{policy.name}-{policy.version}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(text, mimetype="text/plain", headers=headers)


@pages.get("/<name>/<version>/what-if")
def what_if(name: str, version: str) -> tuple[str, int]:
    policy = find(name, version)
    questions, given = questions_to(policy), given_words(request.args)
    words, answer, mistakes = usual_words(policy) | given, None, {}
    try:
        answer = questions.answer(words) if given else None
    except SituationError:
        mistakes = questions.mistakes(words)
    fields = fields_for(words, policy, policy_services().clock.now(), mistakes)
    page = render_template(
        "policies/what_if.html",
        policy=policy,
        fields=fields,
        by_timetable=not words["during"],
        answer=answer,
        wrong=bool(mistakes),
    )
    return page, 400 if mistakes else 200


def find(name: str, version: str) -> Policy:
    """Of an address; the page that says that there is none where there is none."""
    try:
        return policy_services().policies.shelf.get(name, version)
    except SchoolbellError as error:
        if error.code == "policy.unknown":
            abort(404)
        raise


def is_deciding(policy: Policy) -> bool:
    now = policy_services().policies.deciding()
    return now is not None and (now.name, now.version) == (policy.name, policy.version)
