"""The policy in force, and what it would say if."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from controller.services.rule_questions import Answer
from device_rules.errors import SituationError
from web.rules.form import Field, fields_for, given_words, usual_words
from web.rules.phones import COLUMNS, phone_rows
from web.rules.services import rule_questions, rule_services

pages = Blueprint("rules", __name__)


@pages.get("/rules")
def page() -> str:
    questions = rule_questions()
    return render_template(
        "rules/page.html",
        policy=questions.policy,
        in_force=questions.in_force,
        columns=COLUMNS,
        rows=list(phone_rows(questions)),
        fields=_fields(usual_words(questions.policy)),
    )


@pages.get("/rules/what-if")
def what_if() -> tuple[str, int]:
    """The whole question stands in the address, so that it can be sent to a colleague."""
    questions = rule_questions()
    given = given_words(request.args)
    words = usual_words(questions.policy) | given
    if not given:
        return _what_if(words), 200
    try:
        answer = questions.answer(words)
    except SituationError:
        return _what_if(words, mistakes=questions.mistakes(words)), 400
    return _what_if(words, answer), 200


def _what_if(words: Mapping[str, str], answer: Answer | None = None, mistakes: Mapping[str, str] = {}) -> str:
    return render_template(
        "rules/what_if.html",
        policy=rule_questions().policy,
        fields=_fields(words, mistakes),
        by_timetable=not words["during"],
        answer=answer,
        wrong=bool(mistakes),
    )


def _fields(words: Mapping[str, str], mistakes: Mapping[str, str] = {}) -> dict[str, Field]:
    return fields_for(words, rule_questions().policy, rule_services().clock.now(), mistakes)
