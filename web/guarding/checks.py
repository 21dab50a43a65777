"""Who may note where the phones of a class are: its teacher of that lesson, and whoever covers it."""

from controller.domain.accounts import Account
from web.checks import payloads as checks
from web.guarding.rules import TEACHER, Refused, Rule, Rules, TopicRule, TopicRules, anything
from web.lesson.payloads import LessonNamed
from web.payloads import Nothing, Payload
from web.standing import Standing


def own_check(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, LessonNamed)
    if _may(payload.lesson, standing):
        return None
    return Refused("check.not-yours", "That is not a lesson of yours today, so you cannot check its phones.")


def own_check_topic(_: Account, name: str, standing: Standing) -> bool:
    return _may(name, standing)


def _may(lesson: str, standing: Standing) -> bool:
    return lesson in standing.checks or lesson in standing.visits


COMMANDS: Rules = {
    "check.mark": Rule(TEACHER, checks.CheckMarked, own_check),
    "check.tap-at": Rule(TEACHER, checks.TapsCounted, own_check),
    "check.to-cover": Rule(TEACHER, Nothing, anything),
}

TOPICS: TopicRules = {"check": TopicRule(TEACHER, own_check_topic)}
